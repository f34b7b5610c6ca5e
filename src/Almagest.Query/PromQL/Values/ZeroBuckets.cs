namespace Almagest.Query.PromQL.Values;

/// <summary>Makes zero buckets of different width comparable: a wider one swallows the buckets it covers.</summary>
static class ZeroBuckets
{
    /// <summary>
    /// The count of the zero bucket if it reached to <paramref name="threshold"/>, which must not be less than now. When that lies within a populated bucket,
    /// the whole bucket is taken and the threshold moves to its far side.
    /// </summary>
    public static (double Count, double Threshold, double Compensation) Widen(FloatHistogram histogram, double threshold, FloatHistogram? compensation)
    {
        var lost = compensation?.ZeroCount ?? 0;
        if (threshold == histogram.ZeroThreshold)
            return (histogram.ZeroCount, threshold, lost);
        var sides = new[]
        {
            (Buckets: HistogramBuckets.Positive(histogram), Lost: compensation?.PositiveBuckets),
            (Buckets: HistogramBuckets.Negative(histogram).Select(static bucket => bucket with { Lower = -bucket.Upper, Upper = -bucket.Lower }).ToArray(), Lost: compensation?.NegativeBuckets),
        };
        while (true)
        {
            var count = histogram.ZeroCount;
            Swallow(sides[0], ref threshold, ref count, ref lost);
            // When a negative bucket moved the threshold, the positive ones have to be gone through again.
            if (!Swallow(sides[1], ref threshold, ref count, ref lost))
                return (count, threshold, lost);
        }
    }

    /// <summary>The histogram with its zero bucket as wide as the other's, and the other's zero count at that width.</summary>
    public static (FloatHistogram Histogram, FloatHistogram? Compensation, double OtherCount, double OtherCompensation) Reconcile(
        FloatHistogram histogram, FloatHistogram? compensation, FloatHistogram other)
    {
        var (otherCount, otherThreshold, otherLost) = (other.ZeroCount, other.ZeroThreshold, 0.0);
        while (otherThreshold != histogram.ZeroThreshold)
        {
            if (histogram.ZeroThreshold > otherThreshold)
                (otherCount, otherThreshold, otherLost) = Widen(other, histogram.ZeroThreshold, null);
            if (otherThreshold <= histogram.ZeroThreshold)
                continue;
            var (count, threshold, lost) = Widen(histogram, otherThreshold, compensation);
            (histogram, compensation) = Trim(histogram with { ZeroCount = count, ZeroThreshold = threshold }, compensation is null ? null : compensation with { ZeroCount = lost });
        }

        return (histogram, compensation, otherCount, otherLost);
    }

    static bool Swallow((HistogramBucket[] Buckets, double[]? Lost) side, ref double threshold, ref double count, ref double lost)
    {
        for (var i = 0; i < side.Buckets.Length; i++)
        {
            var bucket = side.Buckets[i];
            if (bucket.Lower >= threshold)
                break;
            Kahan.Add(bucket.Count, ref count, ref lost);
            if (side.Lost is not null)
                Kahan.Add(side.Lost[i], ref count, ref lost);
            if (bucket.Upper <= threshold)
                continue;
            if (bucket.Count == 0)
                break;
            threshold = bucket.Upper;
            return true;
        }

        return false;
    }

    static (FloatHistogram Histogram, FloatHistogram? Compensation) Trim(FloatHistogram histogram, FloatHistogram? compensation)
    {
        var positive = HistogramBuckets.Positive(histogram).TakeWhile(bucket => bucket.Lower < histogram.ZeroThreshold).Count();
        var negative = HistogramBuckets.Negative(histogram).TakeWhile(bucket => bucket.Upper > -histogram.ZeroThreshold).Count();
        return HistogramArithmetic.WithBuckets(
            histogram, compensation, SparseBuckets.Positive(histogram, compensation).EmptyFirst(positive).Compact(), SparseBuckets.Negative(histogram, compensation).EmptyFirst(negative).Compact());
    }
}
