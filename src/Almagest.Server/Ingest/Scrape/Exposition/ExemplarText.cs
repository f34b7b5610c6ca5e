using System.Text;

namespace Almagest.Server.Ingest.Scrape.Exposition;

/// <summary>The exemplar behind an OpenMetrics sample: <c>{trace_id="x"} 0.5 1700000000.1</c>.</summary>
static class ExemplarText
{
    /// <summary>Its labels, its value, and its time in Unix milliseconds if it has one.</summary>
    /// <exception cref="ExpositionException">It is not valid.</exception>
    internal static (List<(byte[] Name, byte[] Value)> Labels, double Value, long? TimeMs) Read(ReadOnlySpan<byte> text)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["__name__"] = "" };
        var end = text.LastIndexOf((byte)'}');
        if (end < 0)
            throw new ExpositionException($"invalid exemplar: \"{Encoding.UTF8.GetString(text)}\"");
        SeriesText.Read(text[..(end + 1)], labels);
        var rest = text[(end + 1)..].Trim(" \t"u8);
        var space = rest.IndexOf((byte)' ');
        var value = ExpositionReader.Number(space < 0 ? rest : rest[..space]);
        long? time = space < 0 ? null : (long)(ExpositionReader.Number(rest[(space + 1)..].Trim(" \t"u8)) * 1000);
        return ([.. labels.Where(static l => l.Key != "__name__").Select(static l => (Encoding.UTF8.GetBytes(l.Key), Encoding.UTF8.GetBytes(l.Value)))], value, time);
    }
}
