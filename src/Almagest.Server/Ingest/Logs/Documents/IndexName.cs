using System.Text;

namespace Almagest.Server.Ingest.Logs.Documents;

/// <summary>
/// Names of indexes as Logstash writes them: in <c>logs-%{service}-%{+YYYY.MM.dd}</c> a field of the document and its day are filled in. A field that the
/// document has not stays as it is written, as in Logstash (https://www.elastic.co/docs/reference/logstash/event-dependent-configuration).
/// </summary>
static class IndexName
{
    /// <summary>Whether something is to be filled in.</summary>
    internal static bool IsPattern(ReadOnlySpan<byte> name) => name.IndexOf("%{"u8) >= 0;

    /// <summary>The name for a document.</summary>
    internal static string Of(string pattern, LogDocument document, long timeNano)
    {
        var name = new StringBuilder();
        for (var at = 0; at < pattern.Length;)
        {
            var start = pattern.IndexOf("%{", at, StringComparison.Ordinal);
            var end = start < 0 ? -1 : pattern.IndexOf('}', start);
            if (end < 0)
                return name.Append(pattern, at, pattern.Length - at).ToString();
            name.Append(pattern, at, start - at);
            var reference = pattern[(start + 2)..end];
            name.Append(Value(reference, document, timeNano) ?? pattern[start..(end + 1)]);
            at = end + 1;
        }

        return name.ToString();
    }

    static string? Value(string reference, LogDocument document, long timeNano) => reference switch
    {
        "" => null,
        ['+', .. var form] => JodaTime.Format(form, DateTimeOffset.UnixEpoch.AddTicks(timeNano / 100)),
        ['[', .., ']'] => document.Find(reference[1..^1].Replace("][", ".", StringComparison.Ordinal)),
        _ => document.Find(reference),
    };
}
