using System.Diagnostics;
using System.Globalization;

namespace Almagest.PromBench;

/// <summary>The same queries against several servers, one after the other, each several times: medians and ratios.</summary>
sealed class QueryRace(HttpClient http, IReadOnlyList<(string Name, string Url)> servers, (int Rounds, bool Cached) options)
{
    static readonly (string Name, string Query)[] Queries =
    [
        ("Q1 one series", "http_requests_total{job=\"api\",instance=\"10.0.0.10:9100\",endpoint=\"/v1/resource3\",status=\"200\"}"),
        ("Q2 sum(rate), 2,000 series", "sum(rate(http_requests_total[5m]))"),
        ("Q3 sum by (endpoint)(rate)", "sum by (endpoint) (rate(http_requests_total[5m]))"),
        ("Q4 histogram_quantile, 6,000 series", "histogram_quantile(0.95, sum by (le, endpoint) (rate(http_request_duration_seconds_bucket[5m])))"),
        ("Q5 errors / total by job", "sum by (job) (rate(http_requests_total{status=~\"5..\"}[5m])) / sum by (job) (rate(http_requests_total[5m]))"),
        ("Q6 topk(10, rate)", "topk(10, rate(http_requests_total[5m]))"),
        ("Q7 max_over_time, 50 series", "max_over_time(go_goroutines[10m])"),
        ("Q8 avg_over_time, 50 series", "avg_over_time(go_goroutines[10m])"),
        ("Q9 count by (job)(up)", "count by (job) (up)"),
    ];

    /// <summary>Prints tables; <paramref name="endMs"/> is the end of the loaded data.</summary>
    internal async Task RunAsync(long endMs, CancellationToken ct)
    {
        foreach (var (window, hours, step) in ((string, int, int)[])[("1 h, 15 s", 1, 15), ("6 h, 60 s", 6, 60), ("instant", 0, 0)])
        {
            Console.WriteLine($"| {window} | {string.Join(" | ", servers.Select(static s => s.Name + " ms"))} | {string.Join(" | ", servers.Skip(1).Select(static s => $"ratio to {s.Name}"))} |");
            Console.WriteLine($"| --- |{string.Concat(Enumerable.Repeat(" --- |", servers.Count * 2 - 1))}");
            foreach (var (name, query) in Queries)
                await RunAsync((name, Path(query, endMs, hours, step)), ct);
        }
    }

    async Task RunAsync((string Name, string Path) query, CancellationToken ct)
    {
        var medians = new List<double>();
        foreach (var (_, url) in servers)
        {
            var times = new List<double>();
            for (var round = 0; round < options.Rounds; round++)
            {
                var started = Stopwatch.GetTimestamp();
                using var answer = await http.GetAsync(new Uri(url + query.Path), ct);
                await answer.Content.ReadAsByteArrayAsync(ct);
                answer.EnsureSuccessStatusCode();
                times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }

            times.Sort();
            medians.Add(times[times.Count / 2]);
        }

        Console.WriteLine($"| {query.Name} | {string.Join(" | ", medians.Select(Text))} | {string.Join(" | ", medians.Skip(1).Select(m => Text(medians[0] / m)))} |");
    }

    string Path(string query, long endMs, int hours, int step)
    {
        var (escaped, end, cache) = (Uri.EscapeDataString(query), endMs / 1000, options.Cached ? "" : "&nocache=1");
        return step == 0
            ? string.Create(CultureInfo.InvariantCulture, $"/api/v1/query?query={escaped}&time={end}{cache}")
            : string.Create(CultureInfo.InvariantCulture, $"/api/v1/query_range?query={escaped}&start={end - hours * 3600}&end={end}&step={step}{cache}");
    }

    static string Text(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}
