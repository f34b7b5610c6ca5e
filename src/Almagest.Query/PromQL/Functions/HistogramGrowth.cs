using Almagest.Query.PromQL.Engine;
using Almagest.Query.PromQL.Values;

namespace Almagest.Query.PromQL.Functions;

/// <summary>What grew from the first to the last of at least two histograms in a range, resets taken into account.</summary>
static class HistogramGrowth
{
    /// <summary>Null when they can not be compared.</summary>
    public static FloatHistogram? Of(in RangeWindow window, RangeCall call, bool isCounter)
    {
        var (first, last) = (window.Histograms[0], window.Histograms[^1]);
        if (isCounter && (first.CounterResetHint == CounterResetHint.Gauge || last.CounterResetHint == CounterResetHint.Gauge))
            call.Remark(Remarks.HistogramNotCounter, window.Place);

        // After a reset right at the beginning the first sample's buckets do not matter, so they may be of another kind.
        if (isCounter && IsReset(window, 1, first))
            first = new FloatHistogram { Schema = window.Histograms[1].Schema, CustomBounds = window.Histograms[1].CustomBounds };
        if (SmallestSchema(window, call, first, isCounter) is not { } schema)
        {
            call.Remark(Remarks.MixedExponentialCustom, window.Place);
            return null;
        }

        var growth = HistogramMath.Subtract(HistogramArithmetic.CopyToSchema(last, schema), first, window.Place, call);
        if (isCounter)
            growth = AddResets(window, call, growth, first);
        else if (window.Histograms[0].CounterResetHint != CounterResetHint.Gauge || last.CounterResetHint != CounterResetHint.Gauge)
            call.Remark(Remarks.HistogramNotGauge, window.Place);
        return growth is null ? null : HistogramArithmetic.Compact(growth with { CounterResetHint = CounterResetHint.Gauge });
    }

    // Null when exponential and custom buckets are mixed.
    static int? SmallestSchema(in RangeWindow window, RangeCall call, FloatHistogram first, bool isCounter)
    {
        var (custom, last) = (HistogramArithmetic.UsesCustomBuckets(first), window.Histograms[^1]);
        if (HistogramArithmetic.UsesCustomBuckets(last) != custom)
            return null;
        var schema = Math.Min(last.Schema, first.Schema);
        for (var i = 1; isCounter && i < window.Histograms.Length - 1; i++)
        {
            var current = window.Histograms[i];
            if (current.CounterResetHint == CounterResetHint.Gauge)
                call.Remark(Remarks.HistogramNotCounter, window.Place);
            schema = Math.Min(schema, current.Schema);
            if (HistogramArithmetic.UsesCustomBuckets(current) != custom)
                return null;
        }

        return schema;
    }

    static FloatHistogram? AddResets(in RangeWindow window, RangeCall call, FloatHistogram? growth, FloatHistogram previous)
    {
        var overlaps = false;
        for (var i = 1; i < window.Histograms.Length; i++)
        {
            var starts = window.HistogramStarts;
            overlaps |= i < starts.Length && StartTimes.Overlap(starts[i - 1], window.HistogramTimes[i - 1], starts[i]);
            if (growth is not null && IsReset(window, i, previous))
                growth = HistogramMath.Add(growth, previous, window.Place, call);
            previous = window.Histograms[i];
        }

        if (overlaps)
            call.Remark(Remarks.StartTimeOverlap, window.Place);
        return growth;
    }

    static bool IsReset(in RangeWindow window, int index, FloatHistogram previous)
    {
        var starts = window.HistogramStarts;
        return (index < starts.Length && StartTimes.IsReset(starts[index - 1], window.HistogramTimes[index - 1], starts[index], window.HistogramTimes[index]))
            || HistogramResets.Detect(window.Histograms[index], previous);
    }
}
