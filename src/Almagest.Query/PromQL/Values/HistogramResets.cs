namespace Almagest.Query.PromQL.Values;

/// <summary>Finds resets of counters that are native histograms.</summary>
public static class HistogramResets
{
    /// <summary>
    /// Whether a counter began anew between two histograms: its hint says so, or a count is smaller, or a bucket is gone, or the resolution is finer.
    /// A coarser resolution and a wider zero bucket are no resets by themselves. Gauges are compared as if they were counters.
    /// </summary>
    public static bool Detect(FloatHistogram current, FloatHistogram previous)
    {
        if (current.CounterResetHint is CounterResetHint.Reset or CounterResetHint.NotReset)
            return current.CounterResetHint == CounterResetHint.Reset;
        if (current.Count < previous.Count)
            return true;
        if (HistogramArithmetic.UsesCustomBuckets(current))
        {
            if (!HistogramArithmetic.UsesCustomBuckets(previous))
                return true;
            if (!current.CustomBounds.AsSpan().SequenceEqual(previous.CustomBounds))
                return HasLostBetweenSharedBounds(current, previous);
        }

        if (current.Schema > previous.Schema || current.ZeroThreshold < previous.ZeroThreshold)
            return true;
        var (zeroCount, threshold, _) = ZeroBuckets.Widen(previous, current.ZeroThreshold, null);
        // Another threshold means that it lies within a populated bucket, which only a restart with other settings brings about.
        if (threshold != current.ZeroThreshold || current.ZeroCount < zeroCount)
            return true;
        return SparseBuckets.Positive(current).HasLost(SparseBuckets.Positive(previous).Reduce(previous.Schema, current.Schema), current.Schema, current.ZeroThreshold)
            || SparseBuckets.Negative(current).HasLost(SparseBuckets.Negative(previous).Reduce(previous.Schema, current.Schema), current.Schema, current.ZeroThreshold);
    }

    static bool HasLostBetweenSharedBounds(FloatHistogram current, FloatHistogram previous)
    {
        double[] shared = [.. current.CustomBounds.Intersect(previous.CustomBounds)];
        var now = SparseBuckets.Positive(current).Totals(current.CustomBounds, shared);
        var before = SparseBuckets.Positive(previous).Totals(previous.CustomBounds, shared);
        return now.Zip(before).Any(static pair => pair.First < pair.Second);
    }
}
