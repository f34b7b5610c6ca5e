using System.Globalization;
using System.Text.Json.Nodes;

namespace Almagest.PromBench;

/// <summary>Asks two servers the same questions and tells where their answers differ, bit for bit unless a tolerance is given.</summary>
sealed class Comparison(HttpClient http, string expected, string actual)
{
    static readonly string[] EdgeFunctions =
    [
        "rate", "increase", "delta", "irate", "idelta", "deriv", "changes", "resets", "avg_over_time", "min_over_time", "max_over_time", "sum_over_time",
        "count_over_time", "last_over_time", "present_over_time", "stddev_over_time", "stdvar_over_time", "mad_over_time",
    ];

    static readonly string[] EdgeTemplates =
    [
        "edge_metric", "sum(edge_metric)", "avg by (kind) (edge_metric)", "quantile_over_time(0.3, edge_metric[3m])", "predict_linear(edge_metric[3m], 60)",
        "rate(edge_metric[5m:20s])", "max_over_time(rate(edge_metric[1m])[5m:30s])", "edge_metric offset 45s", "absent(edge_metric{kind=\"gaps\"})", "timestamp(edge_metric)",
        "topk(3, edge_metric)", "stddev(edge_metric)", "edge_metric > 100", "edge_metric @ end()", "count_values(\"v\", edge_metric)", "quantile(0.7, edge_metric)",
    ];

    internal int Same { get; private set; }

    internal List<string> Differences { get; } = [];

    internal async Task RunAsync(string? queryFile, long endMs, CancellationToken ct)
    {
        IEnumerable<string> queries = EdgeTemplates.Concat(EdgeFunctions.SelectMany(static f => (string[])[$"{f}(edge_metric[17s])", $"{f}(edge_metric[1m])", $"{f}(edge_metric[5m])"]));
        if (queryFile is not null)
            queries = (await File.ReadAllLinesAsync(queryFile, ct)).Where(static line => line.Length > 0).Concat(queries);
        var end = endMs / 1000.0;
        foreach (var line in queries)
        {
            var query = Uri.EscapeDataString(line.StartsWith("FAIL ", StringComparison.Ordinal) ? line[5..] : line);
            foreach (var path in (string[])
                [
                    Format($"/api/v1/query_range?query={query}&start={end - 600}&end={end}&step=10"),
                    Format($"/api/v1/query_range?query={query}&start={end - 3593}&end={end - 7}&step=61.337"),
                    Format($"/api/v1/query?query={query}&time={end - 60}"),
                ])
                await CompareAsync(line, path, ct);
        }
    }

    async Task CompareAsync(string query, string path, CancellationToken ct)
    {
        var (left, right) = (await AskAsync(expected + path, ct), await AskAsync(actual + path, ct));
        if (left == right)
            Same++;
        else
            Differences.Add($"{query}\n  {path}\n  expected {Cut(left, right)}\n  actual   {Cut(right, left)}");
    }

    /// <summary>Status, error and data in an order that does not depend on the server, unless the query sorts.</summary>
    async Task<string> AskAsync(string url, CancellationToken ct)
    {
        using var answer = await http.GetAsync(new Uri(url), ct);
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync(ct))!;
        var data = body["data"]?["result"];
        var rows = data is JsonArray list && body["data"]!["resultType"]!.ToString() is "matrix" or "vector"
            ? string.Join('\n', ((JsonArray)data).Select(Row).Order(StringComparer.Ordinal)) : data?.ToJsonString();
        return $"{(int)answer.StatusCode} {body["errorType"]} {body["error"]} {rows} {body["warnings"]?.ToJsonString()} {body["infos"]?.ToJsonString()}";
    }

    static string Row(JsonNode? row) =>
        string.Join(',', row!["metric"]!.AsObject().OrderBy(static l => l.Key, StringComparer.Ordinal).Select(static l => $"{l.Key}={l.Value}")) + (row["values"] ?? row["value"])!.ToJsonString();

    static string Cut(string text, string other)
    {
        var at = Math.Max(0, text.Zip(other).TakeWhile(static pair => pair.First == pair.Second).Count() - 80);
        return text.Substring(at, Math.Min(240, text.Length - at));
    }

    static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
