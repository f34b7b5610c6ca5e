using Almagest.Model;
using Almagest.Query.PromQL.Sources;
using Almagest.Telemetry.Metrics;
using Almagest.Telemetry.Metrics.Chunks;
using Almagest.Telemetry.Metrics.Head;
using Almagest.Telemetry.Writing;

namespace Almagest.Tests.Telemetry.Metrics;

public sealed class HeadFeedTests
{
    const long Start = 490_000 * Chunk.SpanMs;

    readonly MetricVault _vault = new(null!, null!);
    readonly HeadFeed _feed;

    public HeadFeedTests() => _feed = new HeadFeed(_vault, TimeProvider.System);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Runs_of_samples_are_taken_like_samples_one_by_one(int seed)
    {
        // Late ones, repeated ones and ends of hours among them.
        var random = new Random(seed);
        var (times, values) = (new List<long>(), new List<double>());
        var time = Start;
        for (var i = 0; i < 700; i++)
        {
            time += random.Next(10) switch { 0 => -20_000, 1 => 0, 2 => 900_000, _ => 15_000 };
            times.Add(time);
            values.Add(i);
        }

        var (single, runs) = (Series(1), Series(2));
        var (expected, listed) = (new List<int>(), new List<int>());
        for (var i = 0; i < times.Count; i++)
        {
            if (single.Append(times[i], values[i]))
                expected.Add(Chunk.HourOf(times[i]));
        }

        for (var (at, end) = (0, 0); at < times.Count; at = end)
        {
            end = Math.Min(times.Count, at + random.Next(1, 90));
            while (at < end)
            {
                at += runs.Append(times.ToArray().AsSpan(at..end), values.ToArray().AsSpan(at..end), out var isNew);
                if (isNew)
                    listed.Add(Chunk.HourOf(times[at - 1]));
            }
        }

        Read(runs).ShouldBe(Read(single));
        listed.ShouldBe(expected);
        (runs.FirstMs, runs.LastMs).ShouldBe((single.FirstMs, single.LastMs));
    }

    [Fact]
    public void Series_that_follow_each_other_are_told_apart_by_tenant()
    {
        var batch = new TelemetryBatch(Signal.Metrics);
        foreach (var tenant in (string[])["a", "b"])
        {
            foreach (var id in (ulong[])[1, 2, 3])
                _vault.Tenant(tenant).Index.GetOrAdd(id, () => Labels.From([new(Labels.MetricName, "up"), new("id", $"{id}")]));
        }

        // The second round goes by what the first one left; series 4 nobody knows.
        for (var round = 0; round < 2; round++)
        {
            foreach (var (tenant, id) in ((string, ulong)[])[("a", 1), ("a", 2), ("b", 2), ("b", 3), ("a", 3), ("a", 4), ("b", 1), ("b", 2)])
                Append(batch, tenant, id, Start + (round * 2 + (tenant == "b" && id == 2 ? 1 : 0)) * 1000);
        }

        _feed.Stored(batch);
        string[] counts = [.. ((string[])["a", "b"]).SelectMany(tenant => ((ulong[])[1, 2, 3]).Select(id => $"{tenant}{id}={Read(_vault.Tenant(tenant).Index.Find(id)!).Length}"))];
        counts.ShouldBe(["a1=2", "a2=2", "a3=2", "b1=2", "b2=2", "b3=2"]);
    }

    static void Append(TelemetryBatch batch, string tenant, ulong id, long time)
    {
        var rows = batch.Samples;
        rows.Tenant.Append(tenant);
        rows.Metric.Append("up");
        rows.Series.Append(id);
        rows.Time.Append(time);
        rows.Value.Append(id);
        rows.RetentionDays.Append(1);
    }

    static HeadSeries Series(ulong id) => new(id, (int)id, Labels.From([new(Labels.MetricName, "up")]));

    static (long Time, double Value)[] Read(HeadSeries series)
    {
        var buffer = new SampleBuffer();
        series.Snapshot(Start - Chunk.SpanMs, long.MaxValue / 2, new SealedHours(), 0).Read(buffer);
        return [.. buffer.Times.ToArray().Zip(buffer.Values.ToArray())];
    }
}
