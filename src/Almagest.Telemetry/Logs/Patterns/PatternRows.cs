using System.Globalization;
using System.Text;
using Almagest.ClickHouse.Formats.Reading;
using Almagest.Telemetry.Traces;

namespace Almagest.Telemetry.Logs.Patterns;

/// <summary>Patterns as rows of <c>log_patterns</c>.</summary>
static class PatternRows
{
    /// <summary>The columns a statement selects to make patterns of.</summary>
    internal const string List =
        "toString(tenant) AS owner, toString(service) AS name, pattern_id, toString(form) AS kind, tokens, general, merged_into, first_seen, toString(level) AS first_level, sample, toInt64(toUnixTimestamp(last_seen)) AS seen, revision, retention_days";

    static readonly (PatternForm Form, string Name)[] Names = [(PatternForm.Line, "line"), (PatternForm.Message, "message"), (PatternForm.Shape, "shape")];

    /// <summary>The stored name of a form.</summary>
    internal static string NameOf(PatternForm form) => Names[(int)form].Name;

    /// <summary>The patterns of a block, each with the id of the one that stands for it. Rows that are not of this program are left out.</summary>
    internal static IEnumerable<(LogPattern Pattern, string MergedInto, bool General)> Read(ResultBlock block)
    {
        var (tenants, services, ids, forms) = (new TextReaderColumn(block["owner"]), new TextReaderColumn(block["name"]), block.Strings("pattern_id"), new TextReaderColumn(block["kind"]));
        var (levels, samples, merged, tokens) = (new TextReaderColumn(block["first_level"]), block.Strings("sample"), block.Strings("merged_into"), block.Get<ArrayResultColumn>("tokens"));
        var (general, first, seen) = (block.Fixed<byte>("general"), block.Fixed<long>("first_seen"), block.Fixed<long>("seen"));
        var (revisions, days) = (block.Fixed<ulong>("revision"), block.Fixed<ushort>("retention_days"));
        for (var row = 0; row < block.Rows; row++)
        {
            if (!ulong.TryParse(ids.GetString(row), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var number))
                continue;
            var form = Array.Find(Names, n => n.Name == forms[row]).Form;
            var texts = Texts(tokens, row);
            var pattern = new LogPattern(number, form, [.. texts.Select(t => WordOf(t, form))], texts)
            {
                Tenant = Encoding.UTF8.GetBytes(tenants[row]),
                Service = Encoding.UTF8.GetBytes(services[row]),
                FirstSeenNano = first[row],
                Level = levels[row],
                Sample = samples.GetString(row),
                RetentionDays = days[row],
            };
            pattern.Storage.Restore(revisions[row], seen[row]);
            yield return (pattern, merged.GetString(row), general[row] != 0);
        }
    }

    static ulong WordOf(string text, PatternForm form)
    {
        var word = form == PatternForm.Shape ? text : text.TrimStart(' ');
        return word == LogPattern.Gap ? LineTokens.Variable : LineTokens.HashOf(Encoding.UTF8.GetBytes(word));
    }

    static string[] Texts(ArrayResultColumn tokens, int row)
    {
        var range = tokens[row];
        var texts = new string[range.End.Value - range.Start.Value];
        for (var i = 0; i < texts.Length; i++)
            texts[i] = tokens.Elements.GetString(range.Start.Value + i) ?? "";
        return texts;
    }
}
