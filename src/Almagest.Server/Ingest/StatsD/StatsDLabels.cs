using Almagest.Server.Ingest.Intake;

namespace Almagest.Server.Ingest.StatsD;

/// <summary>
/// Name and tags of a line as labels. As Prometheus' statsd_exporter does, everything in names but letters, digits and underscores becomes an
/// underscore, and a name may not begin with a digit.
/// </summary>
static class StatsDLabels
{
    internal static LabelSetBuilder Read(StatsDLine line)
    {
        var labels = new LabelSetBuilder();
        labels.Add("__name__"u8, Plain(line.Name));
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var tags = line.Tags;
        while (tags.Length > 0)
        {
            var comma = tags.IndexOf((byte)',');
            var tag = comma < 0 ? tags : tags[..comma];
            tags = comma < 0 ? default : tags[(comma + 1)..];
            var colon = tag.IndexOf((byte)':');
            var name = Plain(colon < 0 ? tag : tag[..colon]);
            // Of a tag that is given twice the first counts; one without a value is true.
            if (name.Length > 0 && seen.Add(System.Text.Encoding.UTF8.GetString(name)))
                labels.Add(name, colon < 0 ? "true"u8 : tag[(colon + 1)..]);
        }

        return labels;
    }

    static byte[] Plain(ReadOnlySpan<byte> name)
    {
        if (name.Length == 0)
            return [];
        var digit = char.IsAsciiDigit((char)name[0]);
        var plain = new byte[name.Length + (digit ? 1 : 0)];
        plain[0] = (byte)'_';
        var into = plain.AsSpan(digit ? 1 : 0);
        for (var i = 0; i < name.Length; i++)
            into[i] = char.IsAsciiLetterOrDigit((char)name[i]) ? name[i] : (byte)'_';
        return plain;
    }
}
