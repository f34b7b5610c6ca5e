using Almagest.Model;
using Almagest.Query.PromQL.Sources;
using Almagest.Query.PromQL.Values;
using Almagest.Telemetry.Metrics;
using Almagest.Telemetry.Metrics.Chunks;
using Almagest.Telemetry.Metrics.Head;
using Almagest.Telemetry.Metrics.Reading;

namespace Almagest.Tests.Telemetry.Metrics;

/// <summary>Which series are given without looking for them and without waiting.</summary>
public sealed class MetricSourceTests
{
    const long Start = 1_750_000_020_000;

    static readonly SeriesSelection Selection = new([new(MatchKind.Equal, "__name__", "m")], Start, Start + 3_600_000);

    readonly TenantMetrics _tenant = new("t");
    readonly MetricSource _source;

    public MetricSourceTests()
    {
        _source = Source(skipsMemory: false);
        Add(1).Append(Start, 1);
        Add(2).Append(Start, 2);
    }

    [Fact]
    public async Task Series_are_known_once_they_were_found_and_until_another_is_added()
    {
        _source.TrySelect(Selection, 10).ShouldBeNull();
        await _source.SelectAsync(Selection, CancellationToken.None);
        var held = _source.TrySelect(Selection, 10).ShouldNotBeNull();
        held.Series.Select(static series => series.Labels["id"]).ShouldBe(["1", "2"]);
        held.Samples.ShouldBe(2);
        Add(3);
        _source.TrySelect(Selection, 10).ShouldBeNull();
    }

    [Fact]
    public async Task Samples_that_came_later_are_among_them()
    {
        await _source.SelectAsync(Selection, CancellationToken.None);
        _tenant.Index.Find(2)!.Append(Start + 15_000, 3);
        var series = _source.TrySelect(Selection, 2).ShouldNotBeNull().Series[1];
        var buffer = new SampleBuffer();
        series.Read(buffer);
        buffer.Values.ToArray().ShouldBe([2, 3]);
    }

    [Fact]
    public async Task More_series_than_are_wanted_are_not_given()
    {
        await _source.SelectAsync(Selection, CancellationToken.None);
        _source.TrySelect(Selection, 1).ShouldBeNull();
    }

    [Fact]
    public async Task Hours_that_only_the_store_has_are_not_waited_for()
    {
        await _source.SelectAsync(Selection, CancellationToken.None);
        _tenant.Sealed.Add(Chunk.HourOf(Start));
        _source.TrySelect(Selection, 10).ShouldBeNull();
        _source.TrySelect(Selection with { FromMs = Start + 3_600_000, ToMs = Start + 3_700_000 }, 10).ShouldNotBeNull().Series.ShouldBeEmpty();
    }

    [Fact]
    public async Task Native_histograms_are_not_given()
    {
        await _source.SelectAsync(Selection, CancellationToken.None);
        _tenant.Index.Find(1)!.Append(Start + 15_000, new FloatHistogram { Count = 1, Sum = 1 });
        _source.TrySelect(Selection, 10).ShouldBeNull();
    }

    [Fact]
    public async Task Who_wants_everything_from_the_store_gets_nothing_at_once()
    {
        await _source.SelectAsync(Selection, CancellationToken.None);
        Source(skipsMemory: true).TrySelect(Selection, 10).ShouldBeNull();
    }

    HeadSeries Add(ulong id) => _tenant.Index.GetOrAdd(id, () => Labels.Of(("__name__", "m"), ("id", $"{id}")));

    MetricSource Source(bool skipsMemory) => new(_tenant, null!, new ChunkCache(new MetricOptions()), null) { SkipsMemory = skipsMemory };
}
