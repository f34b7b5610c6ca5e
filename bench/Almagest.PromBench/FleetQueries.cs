using System.Globalization;

namespace Almagest.PromBench;

/// <summary>The questions asked of the <see cref="Fleet"/>.</summary>
static class FleetQueries
{
    internal static readonly (string Name, string Query)[] All =
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

    /// <summary>A week of 1,000 series, 7 d at 1 h.</summary>
    internal static readonly (string Name, string Query)[] Long =
    [
        ("L1 sum(rate[1h])", "sum(rate(long_requests_total[1h]))"),
        ("L2 sum by (shard)(increase[1h])", "sum by (shard) (increase(long_requests_total[1h]))"),
        ("L3 max(max_over_time[1h])", "max(max_over_time(long_requests_total[1h]))"),
        ("L4 one series, rate[1h]", "rate(long_requests_total{instance=\"10.0.0.10:9100\",shard=\"3\"}[1h])"),
    ];

    /// <summary>Further functions, for comparing answers only.</summary>
    internal static readonly string[] Compared =
    [
        "avg by (job) (rate(http_request_duration_seconds_sum[5m]) / rate(http_request_duration_seconds_count[5m]))",
        "sum by (mode) (irate(node_cpu_seconds_total[1m]))", "stddev by (job) (increase(process_cpu_seconds_total[10m]))",
        "quantile by (job) (0.9, deriv(process_resident_memory_bytes[10m]))", "changes(up[30m])", "resets(process_cpu_seconds_total[1h])",
        "sum(rate(http_requests_total[5m] offset 30m))", "max_over_time(sum(rate(http_requests_total[5m]))[30m:1m])",
        "sum(node_cpu_seconds_total)", "avg(process_resident_memory_bytes)", "bottomk(3, go_goroutines)", "predict_linear(process_resident_memory_bytes{job=\"db\"}[15m], 600)",
        "sum_over_time(node_cpu_seconds_total{cpu=\"0\"}[5m])", "stdvar_over_time(go_goroutines[10m])", "quantile_over_time(0.5, go_goroutines[10m])",
    ];

    /// <summary>The path of a question; step 0 asks for one time.</summary>
    internal static string Path(string query, long endSeconds, (double Hours, int Step) window) => window.Step == 0
        ? string.Create(CultureInfo.InvariantCulture, $"/api/v1/query?query={Uri.EscapeDataString(query)}&time={endSeconds}")
        : string.Create(CultureInfo.InvariantCulture, $"/api/v1/query_range?query={Uri.EscapeDataString(query)}&start={endSeconds - window.Hours * 3600}&end={endSeconds}&step={window.Step}");
}
