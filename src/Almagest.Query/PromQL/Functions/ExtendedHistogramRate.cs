using Almagest.Query.PromQL.Engine;
using Almagest.Query.PromQL.Syntax;
using Almagest.Query.PromQL.Values;

namespace Almagest.Query.PromQL.Functions;

/// <summary>Rates of histograms over ranges that are <c>anchored</c> or <c>smoothed</c>.</summary>
static class ExtendedHistogramRate
{
    public static RangeResult Of(in RangeWindow window, RangeCall call, bool isCounter, double perSeconds)
    {
        if (Edges.Of(window.HistogramTimes, window.StartMs, window.EndMs, call.Extension) is not { } edges || !Comparable(window, edges, call, isCounter))
            return RangeResult.None;
        var smoothed = call.Extension == VectorExtension.Smoothed;
        var left = smoothed && window.HistogramTimes[edges.First] < window.StartMs ? Between(window, edges.First, window.StartMs, call, isCounter) : window.Histograms[edges.First];
        var right = smoothed && edges.Last > 0 && window.HistogramTimes[edges.Last] > window.EndMs
            ? Between(window, edges.Last - 1, window.EndMs, call, isCounter)
            : window.Histograms[edges.Last];
        if (left is null || right is null)
            return RangeResult.None;
        if (!isCounter && (left.CounterResetHint != CounterResetHint.Gauge || right.CounterResetHint != CounterResetHint.Gauge))
            call.Remark(Remarks.HistogramNotGauge, window.Place);
        var growth = HistogramMath.Subtract(right, left, window.Place, call);
        if (growth is not null && isCounter)
            growth = AddResets(growth, window, edges, (left, right), call);
        if (growth is null)
            return RangeResult.None;
        if (perSeconds != 0)
            growth = HistogramArithmetic.Divide(growth, perSeconds);
        return HistogramArithmetic.Compact(growth with { CounterResetHint = CounterResetHint.Gauge });
    }

    /// <summary>The histogram between two at a time; after a reset the counter is taken to have begun at 0. Null when they can not be combined.</summary>
    public static FloatHistogram? Interpolate((long Time, FloatHistogram Histogram) from, (long Time, FloatHistogram Histogram) to, long at, bool isCounter, Func<FloatHistogram, FloatHistogram, bool, FloatHistogram?> combine)
    {
        if (at == from.Time)
            return from.Histogram;
        if (at == to.Time)
            return to.Histogram;
        var share = (double)(at - from.Time) / (to.Time - from.Time);
        if (isCounter && HistogramResets.Detect(to.Histogram, from.Histogram))
            return HistogramArithmetic.Multiply(to.Histogram, share);
        var difference = combine(to.Histogram, from.Histogram, true);
        return difference is null ? null : combine(HistogramArithmetic.Multiply(difference, share), from.Histogram, false);
    }

    static FloatHistogram? Between(in RangeWindow window, int index, long at, RangeCall call, bool isCounter)
    {
        var place = window.Place;
        return Interpolate(
            (window.HistogramTimes[index], window.Histograms[index]), (window.HistogramTimes[index + 1], window.Histograms[index + 1]), at, isCounter,
            (left, right, negative) => negative ? HistogramMath.Subtract(left, right, place, call) : HistogramMath.Add(left, right, place, call));
    }

    static bool Comparable(in RangeWindow window, Edges edges, RangeCall call, bool isCounter)
    {
        var custom = HistogramArithmetic.UsesCustomBuckets(window.Histograms[edges.First]);
        foreach (var histogram in window.Histograms[edges.First..(edges.Last + 1)])
        {
            if (HistogramArithmetic.UsesCustomBuckets(histogram) != custom)
            {
                call.Remark(Remarks.MixedExponentialCustom, window.Place);
                return false;
            }

            if (isCounter && histogram.CounterResetHint == CounterResetHint.Gauge)
                call.Remark(Remarks.HistogramNotCounter, window.Place);
        }

        return true;
    }

    // The samples at the edges are represented by their interpolations, so only those between count; a reset the left interpolation spanned is done with.
    static FloatHistogram? AddResets(FloatHistogram growth, in RangeWindow window, Edges edges, (FloatHistogram Left, FloatHistogram Right) ends, RangeCall call)
    {
        var first = edges.First + 1;
        var previous = ends.Left;
        var histograms = window.Histograms;
        if (call.Extension == VectorExtension.Smoothed && window.HistogramTimes[edges.First] < window.StartMs && HistogramResets.Detect(histograms[edges.First + 1], histograms[edges.First]))
        {
            previous = histograms[edges.First + 1];
            first++;
        }

        if (first > edges.Last)
            return growth;
        FloatHistogram? lost = null;
        for (var i = first; i <= edges.Last; i++)
        {
            var current = i == edges.Last ? ends.Right : histograms[i];
            if (HistogramResets.Detect(current, previous) && (lost = lost is null ? previous : HistogramMath.Add(lost, previous, window.Place, call)) is null)
                return null;
            previous = current;
        }

        return lost is null ? growth : HistogramMath.Add(growth, lost, window.Place, call);
    }
}
