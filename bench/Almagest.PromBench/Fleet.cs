using System.Globalization;

namespace Almagest.PromBench;

/// <summary>
/// Metrics of 50 scraped targets, 10,000 series: requests, a latency histogram, CPU seconds, gauges. The same for every run: 15 s apart, each
/// target at its own offset, 12 scrapes of 100 up to 3 ms off, one restart per target, and counters of seconds that were added up as doubles.
/// Buckets are drawn one by one, so they do not grow with their bound: hard work for quantiles.
/// </summary>
sealed class Fleet
{
    internal const int IntervalMs = 15_000;

    const int Scrapes = 1441;

    static readonly string[] Jobs = ["api", "web", "auth", "billing", "search"];
    static readonly string[] Bounds = ["0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10", "+Inf"];
    static readonly (string Status, double Share)[] Statuses = [("200", 1), ("404", 0.05), ("500", 0.01), ("503", 0.002)];

    readonly List<FleetSeries> _series = [];

    internal Fleet()
    {
        for (var target = 0; target < 50; target++)
            AddTarget(Jobs[target / 10], target);
    }

    internal IReadOnlyList<FleetSeries> Series => _series;

    /// <summary>A thousandth of the load for a week: 1,000 series of counters, a minute apart.</summary>
    internal static List<FleetSeries> Long()
    {
        var fleet = new Fleet();
        fleet._series.Clear();
        for (var i = 0; i < 1000; i++)
            fleet.Add(("long_requests_total", SeriesKind.Whole, 5 + i % 7), "api", i % 50, "shard", (i / 50).ToString(CultureInfo.InvariantCulture));
        return fleet._series;
    }

    /// <summary>When a target's scrape happens, milliseconds after the start.</summary>
    internal static long TimeOf(int target, int scrape)
    {
        var offset = (long)(unchecked((ulong)(target + 1) * 0x9E3779B97F4A7C15UL) >> 51);
        var noise = unchecked((ulong)(target * 100003 + scrape) * 0xD1B54A32D192ED03UL + 12345);
        noise ^= noise >> 29;
        var jitter = noise % 100 < 12 ? (int)((noise >> 20) % 7) - 3 : 0;
        return offset + (long)scrape * IntervalMs + jitter;
    }

    void AddTarget(string job, int target)
    {
        Add(("up", SeriesKind.Up, 1), job, target);
        Add(("process_cpu_seconds_total", SeriesKind.Summed, 0.4), job, target);
        Add(("process_resident_memory_bytes", SeriesKind.Gauge, 5e8), job, target);
        Add(("go_goroutines", SeriesKind.Gauge, 200), job, target);
        for (var cpu = 0; cpu < 16; cpu++)
            Add(("node_cpu_seconds_total", SeriesKind.Summed, cpu % 2 == 0 ? 0.3 : 0.6), job, target, "cpu", $"{cpu / 2}", "mode", cpu % 2 == 0 ? "user" : "idle");
        for (var endpoint = 0; endpoint < 10; endpoint++)
        {
            var (path, rate) = ($"/v1/resource{endpoint}", 5 + 20.0 * ((endpoint * 7 + target / 10 * 3) % 11));
            foreach (var (status, share) in Statuses)
                Add(("http_requests_total", SeriesKind.Whole, rate * share), job, target, "endpoint", path, "method", "GET", "status", status);
            for (var bucket = 0; bucket < Bounds.Length; bucket++)
            {
                var share = bucket == Bounds.Length - 1 ? 1 : 1 - Math.Exp(-(bucket + 1) * 0.35);
                Add(("http_request_duration_seconds_bucket", SeriesKind.Whole, rate * share), job, target, "endpoint", path, "le", Bounds[bucket]);
            }

            Add(("http_request_duration_seconds_sum", SeriesKind.Summed, rate * 0.08), job, target, "endpoint", path);
            Add(("http_request_duration_seconds_count", SeriesKind.Whole, rate), job, target, "endpoint", path);
        }
    }

    void Add((string Name, SeriesKind Kind, double Rate) metric, string job, int target, params string[] more)
    {
        string[] labels = ["__name__", metric.Name, "instance", $"10.0.{target / 10}.{target % 10 + 10}:9100", "job", job, .. more];
        var sorted = labels.Chunk(2).OrderBy(static l => l[0], StringComparer.Ordinal).SelectMany(static l => l).ToArray();
        _series.Add(new FleetSeries(sorted, target, metric.Kind, metric.Rate) { Seed = (ulong)(_series.Count + 8), RestartAt = (target * 37 + 400) % Scrapes });
    }
}
