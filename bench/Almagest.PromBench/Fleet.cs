namespace Almagest.PromBench;

/// <summary>
/// Metrics of 50 scraped targets, about 10,000 series: requests, a latency histogram, CPU seconds. The same for every run: 15 s apart, each
/// target at its own offset, one scrape in eight up to 3 ms off, one restart per target.
/// </summary>
sealed class Fleet
{
    const int Jobs = 5;
    const int InstancesPerJob = 10;
    const int IntervalMs = 15_000;

    static readonly string[] JobNames = ["api", "web", "db", "cache", "queue"];
    static readonly string[] Bounds = ["0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10", "+Inf"];

    readonly Target[] _targets = [.. Enumerable.Range(0, Jobs * InstancesPerJob).Select(static i => new Target(i))];

    /// <summary>One scrape of every target, as series with one sample each.</summary>
    internal IEnumerable<(string[] Labels, long TimeMs, double Value)> Scrape(long startMs, int index)
    {
        foreach (var target in _targets)
        {
            var time = startMs + (long)index * IntervalMs + target.OffsetMs + target.Jitter(index);
            target.Advance(index);
            for (var i = 0; i < target.Series.Count; i++)
                yield return (target.Series[i].Labels, time, target.Values[i]);
        }
    }

    sealed record Metric(string[] Labels, double PerScrape, bool IsGauge);

    sealed class Target
    {
        readonly Random _random;
        readonly int _restartAt;

        internal Target(int number)
        {
            _random = new Random(number);
            OffsetMs = _random.Next(IntervalMs);
            _restartAt = _random.Next(200, 1300);
            Series = [.. Describe(JobNames[number % Jobs], $"10.0.0.{number}:9100")];
            Values = new double[Series.Count];
        }

        internal int OffsetMs { get; }
        internal List<Metric> Series { get; }
        internal double[] Values { get; }

        internal int Jitter(int index) => new Random(index * 31 + OffsetMs).Next(8) == 0 ? new Random(index).Next(-3, 4) : 0;

        internal void Advance(int index)
        {
            if (index == _restartAt)
                Array.Clear(Values);
            for (var i = 0; i < Values.Length; i++)
            {
                var metric = Series[i];
                var step = _random.NextDouble() * 2 * metric.PerScrape;
                // CPU seconds have hundredths, the other counters are whole.
                Values[i] = metric.IsGauge ? 1 : metric.PerScrape < 15 ? Math.Round(Values[i] + step, 2) : Values[i] + Math.Floor(step);
            }
        }

        static IEnumerable<Metric> Describe(string job, string instance)
        {
            for (var endpoint = 0; endpoint < 10; endpoint++)
            {
                var path = $"/v1/resource{endpoint}";
                foreach (var status in (string[])["200", "404", "500", "503"])
                    yield return new(["__name__", "http_requests_total", "endpoint", path, "instance", instance, "job", job, "status", status], status == "200" ? 400 : 20, false);
                foreach (var bound in Bounds)
                    yield return new(["__name__", "http_request_duration_seconds_bucket", "endpoint", path, "instance", instance, "job", job, "le", bound], 40 * (Array.IndexOf(Bounds, bound) + 1), false);
                yield return new(["__name__", "http_request_duration_seconds_sum", "endpoint", path, "instance", instance, "job", job], 9, false);
                yield return new(["__name__", "http_request_duration_seconds_count", "endpoint", path, "instance", instance, "job", job], 480, false);
            }

            for (var cpu = 0; cpu < 4; cpu++)
            {
                foreach (var mode in (string[])["idle", "iowait", "system", "user"])
                    yield return new(["__name__", "node_cpu_seconds_total", "cpu", $"{cpu}", "instance", instance, "job", job, "mode", mode], 7, false);
            }

            yield return new(["__name__", "up", "instance", instance, "job", job], 0, true);
            yield return new(["__name__", "process_cpu_seconds_total", "instance", instance, "job", job], 3, false);
            yield return new(["__name__", "go_goroutines", "instance", instance, "job", job], 30, false);
        }
    }
}
