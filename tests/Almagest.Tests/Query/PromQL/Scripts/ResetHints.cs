using Almagest.Query.PromQL.Sources;
using Almagest.Query.PromQL.Values;

namespace Almagest.Tests.Query.PromQL.Scripts;

/// <summary>
/// Gives histograms the reset hints that a Prometheus store has for them: it keeps runs of histograms in which nothing was reset together, and knows
/// a hint only by the place in such a run. A staleness marker after a histogram becomes a histogram itself.
/// </summary>
static class ResetHints
{
    public static void Assign(SortedList<long, MemorySeriesSource.Sample> samples)
    {
        FloatHistogram? before = null;
        for (var i = 0; i < samples.Count; i++)
        {
            var sample = samples.Values[i];
            if (before is not null && sample.Histogram is null && SampleBuffer.IsStale(sample.Value))
                sample = sample with { Value = 0, Histogram = new FloatHistogram { Sum = sample.Value } };
            if (sample.Histogram is { } histogram)
                sample = sample with { Histogram = histogram with { CounterResetHint = Hint(histogram, before) } };
            samples.SetValueAtIndex(i, sample);
            before = sample.Histogram;
        }
    }

    // The store never says "reset": what came before might be missing from it, so the first of a run is unknown.
    static CounterResetHint Hint(FloatHistogram histogram, FloatHistogram? before)
    {
        if (histogram.CounterResetHint == CounterResetHint.Gauge)
            return CounterResetHint.Gauge;
        if (before is null || before.CounterResetHint == CounterResetHint.Gauge || histogram.CounterResetHint == CounterResetHint.Reset)
            return CounterResetHint.Unknown;
        if (SampleBuffer.IsStale(histogram.Sum))
            return CounterResetHint.NotReset;
        var sameLayout = histogram.Schema == before.Schema && histogram.ZeroThreshold == before.ZeroThreshold && histogram.CustomBounds.AsSpan().SequenceEqual(before.CustomBounds);
        return SampleBuffer.IsStale(before.Sum) || !sameLayout || HistogramResets.Detect(histogram with { CounterResetHint = CounterResetHint.Unknown }, before)
            ? CounterResetHint.Unknown
            : CounterResetHint.NotReset;
    }
}
