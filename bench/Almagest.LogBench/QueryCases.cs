using System.Globalization;

namespace Almagest.LogBench;

/// <summary>A question: a path of the API with what it asks.</summary>
/// <param name="Group">The kind of question the issue sets a target for.</param>
/// <param name="Name">What is asked.</param>
/// <param name="Path">Path and parameters.</param>
sealed record QueryCase(string Group, string Name, string Path);

/// <summary>The questions, over the whole corpus unless the name says otherwise.</summary>
static class QueryCases
{
    internal static IEnumerable<QueryCase> Of(DateTimeOffset from, DateTimeOffset to, string traceId)
    {
        yield return Search("token", "rare word", "ledger");
        yield return Search("token", "frequent word", "deadlock");
        yield return Search("token", "word of a third of the lines", "info");
        yield return Search("token", "absent word", "xylophone");
        yield return Search("token", "id", traceId);
        yield return Search("phrase", "rare phrase", "\"manual intervention required\"");
        yield return Search("phrase", "frequent phrase", "\"checksum mismatch in replica\"");
        yield return Lines("phrase", "LogQL, phrase", "{cluster=\"bench\"} |= \"Java heap space\"");
        yield return Lines("substring", "part of a rare word", "{cluster=\"bench\"} |= \"edgerReconci\"");
        yield return Lines("substring", "part of a word", "{cluster=\"bench\"} |= \"OutOfMemory\"");
        yield return Lines("substring", "absent", "{cluster=\"bench\"} |= \"OutOfCheese\"");
        yield return Lines("substring", "trace id", $"{{cluster=\"bench\"}} |= \"{traceId}\"");
        yield return Lines("regex", "with a selective literal", "{cluster=\"bench\"} |~ \"LEDGER-\\\\d+ in region eu-west-[12]\"");
        yield return Lines("regex", "one service, no literal", "{app=\"zookeeper\"} |~ \"id \\\\d{12}\"");
        yield return Search("field", "member of JSON lines", "tenant_id:tenant_001 AND status_code:500");
        yield return Search("field", "trace id", $"trace_id:{traceId}");
        yield return Lines("field", "LogQL, trace id", $"{{app=~\".+\"}} | json | trace_id=\"{traceId}\"");
        yield return Search("field", "number above", "latency_ms:>1000");
        yield return Histogram("count", "all lines by level", "");
        yield return Histogram("count", "errors", "level:error");
        yield return Histogram("count", "a frequent word by level", "deadlock");
        yield return Numbers("count", "LogQL, by level", "sum by (detected_level) (count_over_time({cluster=\"bench\"}[5m]))", "5m");
        yield return Numbers("count", "LogQL, by service", "sum by (app) (rate({namespace=\"shop\"}[5m]))", "5m");
        yield return Numbers("count", "LogQL, lines with a word", "sum(count_over_time({cluster=\"bench\"} |= \" OutOfMemoryError:\" [1h]))", "1h");
        yield return Instant("top values", "services by lines", "topk(10, sum by (app) (count_over_time({cluster=\"bench\"}[24h])))");
        yield return new QueryCase("top values", "fields of errors", $"/api/vault/logs/fields?{Range()}&q=level%3Aerror");
        yield return new QueryCase("last lines", "newest 100, no condition", $"/api/vault/logs/search?{Range()}&limit=100&q=");
        yield return Lines("last lines", "LogQL, newest 100", "{cluster=\"bench\"}");
        yield return Lines("last lines", "unselective expression", "{cluster=\"bench\"} |~ \"[0-9]+ \"");

        QueryCase Search(string group, string name, string query) => new(group, name, $"/api/vault/logs/search?{Range()}&limit=100&q={Uri.EscapeDataString(query)}");
        QueryCase Histogram(string group, string name, string query) => new(group, name, $"/api/vault/logs/histogram?{Range()}&bars=60&q={Uri.EscapeDataString(query)}");
        QueryCase Lines(string group, string name, string query) => new(group, name, $"/loki/api/v1/query_range?{Nanos()}&limit=100&query={Uri.EscapeDataString(query)}");
        QueryCase Numbers(string group, string name, string query, string step) => new(group, name, $"/loki/api/v1/query_range?{Nanos()}&step={step}&query={Uri.EscapeDataString(query)}");
        QueryCase Instant(string group, string name, string query) => new(group, name, $"/loki/api/v1/query?time={to.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)}&query={Uri.EscapeDataString(query)}");
        string Range() => string.Create(CultureInfo.InvariantCulture, $"from={from.ToUnixTimeMilliseconds()}&to={to.ToUnixTimeMilliseconds()}");
        string Nanos() => string.Create(CultureInfo.InvariantCulture, $"start={from.ToUnixTimeSeconds()}&end={to.ToUnixTimeSeconds()}");
    }
}
