using Almagest.Query.PromQL.Engine;
using Almagest.Query.PromQL.Syntax;
using Almagest.Query.PromQL.Values;

namespace Almagest.Query.PromQL.Functions;

/// <summary><c>resets</c> and <c>changes</c>: how often neighbours differ in a certain way, floats and histograms in order of time.</summary>
static class CounterFunctions
{
    readonly record struct Sample(long TimeMs, double Value, FloatHistogram? Histogram, long StartMs);

    public static RangeResult Resets(in RangeWindow window, RangeCall call) => Count(window, call, static (previous, current) =>
        previous.Histogram is null != current.Histogram is null
        || StartTimes.IsReset(previous.StartMs, previous.TimeMs, current.StartMs, current.TimeMs)
        || (current.Histogram is { } histogram && previous.Histogram is { } before ? HistogramResets.Detect(histogram, before) : current.Value < previous.Value));

    public static RangeResult Changes(in RangeWindow window, RangeCall call) => Count(window, call, static (previous, current) =>
        previous.Histogram is null != current.Histogram is null
        || (current.Histogram is { } histogram && previous.Histogram is { } before
            ? !HistogramEquality.Same(histogram, before)
            : current.Value != previous.Value && !(double.IsNaN(current.Value) && double.IsNaN(previous.Value))));

    static RangeResult Count(in RangeWindow window, RangeCall call, Func<Sample, Sample, bool> counts)
    {
        var (nextFloat, nextHistogram) = (0, 0);
        if (call.Extension == VectorExtension.Anchored && !Anchor(window, out nextFloat, out nextHistogram))
            return RangeResult.None;
        var total = 0;
        var previous = Take(window, ref nextFloat, ref nextHistogram);
        while (nextFloat < window.Times.Length || nextHistogram < window.HistogramTimes.Length)
        {
            var current = Take(window, ref nextFloat, ref nextHistogram);
            total += counts(previous, current) ? 1 : 0;
            previous = current;
        }

        return (double)total;
    }

    static Sample Take(in RangeWindow window, ref int nextFloat, ref int nextHistogram)
    {
        if (nextHistogram >= window.HistogramTimes.Length || (nextFloat < window.Times.Length && window.Times[nextFloat] < window.HistogramTimes[nextHistogram]))
        {
            var i = nextFloat++;
            return new Sample(window.Times[i], window.Values[i], null, StartTimes.At(window.Starts, i));
        }

        var j = nextHistogram++;
        return new Sample(window.HistogramTimes[j], 0, window.Histograms[j], StartTimes.At(window.HistogramStarts, j));
    }

    // The newest sample at or before the range's start is where counting begins. False without a sample after it.
    static bool Anchor(in RangeWindow window, out int firstFloat, out int firstHistogram)
    {
        firstFloat = Edges.FirstAfter(window.Times, window.StartMs);
        firstHistogram = Edges.FirstAfter(window.HistogramTimes, window.StartMs);
        if (firstFloat >= window.Times.Length && firstHistogram >= window.HistogramTimes.Length)
            return false;
        if (firstHistogram == 0 || (firstFloat > 0 && window.Times[firstFloat - 1] >= window.HistogramTimes[firstHistogram - 1]))
            firstFloat -= firstFloat > 0 ? 1 : 0;
        else
            firstHistogram--;
        return true;
    }
}
