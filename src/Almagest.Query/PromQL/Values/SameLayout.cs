namespace Almagest.Query.PromQL.Values;

/// <summary>
/// Adds histograms whose buckets stand at the same places. Series of one metric mostly do, and then a sum is one pass over two arrays.
/// </summary>
static class SameLayout
{
    /// <summary>Whether the two can be added count by count.</summary>
    public static bool Holds(FloatHistogram left, FloatHistogram right) =>
        left.Schema == right.Schema
        && left.PositiveSpans.AsSpan().SequenceEqual(right.PositiveSpans) && left.NegativeSpans.AsSpan().SequenceEqual(right.NegativeSpans)
        && left.CustomBounds.AsSpan().SequenceEqual(right.CustomBounds)
        && OutsideZero(left.PositiveSpans, left) && OutsideZero(left.NegativeSpans, left);

    /// <summary>The sum or difference of the buckets; the rest is the left one's.</summary>
    public static (FloatHistogram Histogram, FloatHistogram? Compensation) Combine(FloatHistogram left, FloatHistogram? lost, FloatHistogram right, bool negative)
    {
        var (positive, positiveLost) = Combine(left.PositiveBuckets, lost?.PositiveBuckets, right.PositiveBuckets, negative);
        var (negatives, negativesLost) = Combine(left.NegativeBuckets, lost?.NegativeBuckets, right.NegativeBuckets, negative);
        return (
            left with { PositiveBuckets = positive, NegativeBuckets = negatives },
            lost is null ? null : lost with { ZeroThreshold = left.ZeroThreshold, PositiveBuckets = positiveLost, NegativeBuckets = negativesLost });
    }

    // Hot path: per bucket.
    static (double[] Counts, double[] Lost) Combine(double[] left, double[]? lost, double[] right, bool negative)
    {
        var counts = new double[left.Length];
        if (lost is null)
        {
            for (var i = 0; i < counts.Length; i++)
                counts[i] = negative ? left[i] - right[i] : left[i] + right[i];
            return (counts, []);
        }

        var newLost = new double[left.Length];
        for (var i = 0; i < counts.Length; i++)
        {
            (counts[i], newLost[i]) = (left[i], lost[i]);
            Kahan.Add(negative ? -right[i] : right[i], ref counts[i], ref newLost[i]);
        }

        return (counts, newLost);
    }

    // Buckets of the right one within the zero bucket must not be added.
    static bool OutsideZero(BucketSpan[] spans, FloatHistogram histogram) =>
        spans.Length == 0 || HistogramArithmetic.UsesCustomBuckets(histogram) || BucketBounds.Exponential(spans[0].Offset, histogram.Schema) > histogram.ZeroThreshold;
}
