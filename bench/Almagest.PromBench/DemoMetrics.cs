namespace Almagest.PromBench;

/// <summary>
/// The metrics that the queries of the PromQL compliance tester ask for. The same for every run.
/// </summary>
static class DemoMetrics
{
    const int IntervalMs = 10_000;

    static readonly string[] Instances = ["demo.promlabs.com:10000", "demo.promlabs.com:10001", "demo.promlabs.com:10002"];

    /// <summary>All samples of one scrape.</summary>
    internal static IEnumerable<(string[] Labels, long TimeMs, double Value)> Scrape(long startMs, int index)
    {
        var time = startMs + (long)index * IntervalMs;
        foreach (var instance in Instances)
        {
            var random = new Random(HashCode(instance) + index);
            foreach (var (labels, value) in Demo(instance, index, random))
                yield return ([.. labels, "job", "demo"], time, value);
        }
    }

    static IEnumerable<(string[] Labels, double Value)> Demo(string instance, int index, Random random)
    {
        foreach (var type in (string[])["buffers", "cached", "free", "used"])
            yield return (["__name__", "demo_memory_usage_bytes", "instance", instance, "type", type], Math.Floor(1e9 + random.NextDouble() * 1e8));
        foreach (var mode in (string[])["idle", "system", "user"])
            yield return (["__name__", "demo_cpu_usage_seconds_total", "instance", instance, "mode", mode], (index % 400) * (mode.Length + 0.37) + random.NextDouble());
        yield return (["__name__", "demo_num_cpus", "instance", instance], 4);
        yield return (["__name__", "demo_disk_usage_bytes", "instance", instance], 1e10 + index * 1234567.0 + random.Next(1000));
        yield return (["__name__", "demo_batch_last_success_timestamp_seconds", "instance", instance], 1.795e9 + index / 6 * 60);
        if (index % 30 < 15)
            yield return (["__name__", "demo_intermittent_metric", "instance", instance], index);
        var total = 0.0;
        foreach (var le in (string[])["0.0001", "0.00015", "0.0005", "0.001", "0.01", "0.1", "1", "+Inf"])
        {
            total += index * 3 + random.Next(3);
            foreach (var status in (string[])["200", "500"])
                yield return (["__name__", "demo_api_request_duration_seconds_bucket", "instance", instance, "le", le, "method", "GET", "path", "/api/foo", "status", status], total);
        }
    }

    // The same in every process, unlike that of strings.
    static int HashCode(string text) => text.Aggregate(17, static (hash, c) => unchecked(hash * 31 + c) & 0xFFFFFF);
}
