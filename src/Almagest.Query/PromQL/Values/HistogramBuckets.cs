namespace Almagest.Query.PromQL.Values;

/// <summary>Lists the buckets of native histograms. Empty buckets that are stored are included.</summary>
public static class HistogramBuckets
{
    /// <summary>Positive buckets from the one next to zero upwards; all buckets when there are custom bounds.</summary>
    public static HistogramBucket[] Positive(FloatHistogram histogram)
    {
        var buckets = new HistogramBucket[histogram.PositiveBuckets.Length];
        FillPositive(histogram, buckets);
        return buckets;
    }

    /// <summary>Negative buckets from the one next to zero downwards.</summary>
    public static HistogramBucket[] Negative(FloatHistogram histogram)
    {
        var buckets = new HistogramBucket[histogram.NegativeBuckets.Length];
        FillNegative(histogram, buckets);
        return buckets;
    }

    /// <summary>All buckets from the lowest to the highest, the zero bucket only if populated. Buckets that overlap it begin at its edge.</summary>
    public static HistogramBucket[] All(FloatHistogram histogram)
    {
        var (negative, zero) = (histogram.NegativeBuckets.Length, histogram.ZeroCount > 0 ? 1 : 0);
        var buckets = new HistogramBucket[negative + zero + histogram.PositiveBuckets.Length];
        FillNegative(histogram, buckets.AsSpan(0, negative));
        buckets.AsSpan(0, negative).Reverse();
        if (zero > 0)
            buckets[negative] = ZeroBucket(histogram);
        FillPositive(histogram, buckets.AsSpan(negative + zero));
        Clip(buckets, histogram.ZeroThreshold);
        return buckets;
    }

    /// <summary>The same from the highest to the lowest.</summary>
    public static HistogramBucket[] AllReverse(FloatHistogram histogram)
    {
        var buckets = All(histogram);
        buckets.AsSpan().Reverse();
        return buckets;
    }

    /// <summary>The bucket around zero.</summary>
    public static HistogramBucket ZeroBucket(FloatHistogram histogram) =>
        new(-histogram.ZeroThreshold, histogram.ZeroThreshold, true, true, histogram.ZeroCount);

    static void FillPositive(FloatHistogram histogram, Span<HistogramBucket> into)
    {
        var custom = HistogramArithmetic.UsesCustomBuckets(histogram);
        var (index, at) = (0, 0);
        foreach (var span in histogram.PositiveSpans)
        {
            index += span.Offset;
            var lower = span.Length == 0 ? 0 : BucketBounds.Upper(index - 1, histogram.Schema, histogram.CustomBounds);
            for (var i = 0; i < span.Length; i++, index++, at++)
            {
                var upper = BucketBounds.Upper(index, histogram.Schema, histogram.CustomBounds);
                into[at] = new HistogramBucket(lower, upper, custom && index == 0, true, histogram.PositiveBuckets[at]);
                lower = upper;
            }
        }
    }

    static void FillNegative(FloatHistogram histogram, Span<HistogramBucket> into)
    {
        var (index, at) = (0, 0);
        foreach (var span in histogram.NegativeSpans)
        {
            index += span.Offset;
            var upper = span.Length == 0 ? 0 : -BucketBounds.Exponential(index - 1, histogram.Schema);
            for (var i = 0; i < span.Length; i++, index++, at++)
            {
                var lower = -BucketBounds.Exponential(index, histogram.Schema);
                into[at] = new HistogramBucket(lower, upper, true, false, histogram.NegativeBuckets[at]);
                upper = lower;
            }
        }
    }

    static void Clip(Span<HistogramBucket> buckets, double edge)
    {
        if (edge == 0)
            return;
        foreach (ref var bucket in buckets)
        {
            if (bucket.Upper < 0 && bucket.Upper > -edge)
                bucket = bucket with { Upper = -edge };
            else if (bucket.Lower > 0 && bucket.Lower < edge)
                bucket = bucket with { Lower = edge };
        }
    }
}
