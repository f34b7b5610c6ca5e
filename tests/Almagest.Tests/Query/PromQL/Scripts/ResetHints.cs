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

    static CounterResetHint Hint(FloatHistogram histogram, FloatHistogram? before)
    {
        if (histogram.CounterResetHint is CounterResetHint.Gauge or CounterResetHint.Reset)
            return histogram.CounterResetHint;
        if (before is null || before.CounterResetHint == CounterResetHint.Gauge)
            return CounterResetHint.Unknown;
        if (SampleBuffer.IsStale(histogram.Sum))
            return CounterResetHint.NotReset;
        if (SampleBuffer.IsStale(before.Sum))
            return CounterResetHint.Unknown;
        if (histogram.Count < before.Count)
            return CounterResetHint.Reset;
        var sameLayout = histogram.Schema == before.Schema && histogram.ZeroThreshold == before.ZeroThreshold && histogram.CustomBounds.AsSpan().SequenceEqual(before.CustomBounds);
        if (!sameLayout)
            return CounterResetHint.Unknown;
        return HistogramResets.Detect(histogram with { CounterResetHint = CounterResetHint.Unknown }, before) ? CounterResetHint.Reset : CounterResetHint.NotReset;
    }
}
