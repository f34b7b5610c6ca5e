namespace Almagest.Query.PromQL.Values;

/// <summary>Walks over the buckets of native histograms. Empty buckets that are stored are included.</summary>
public static class HistogramBuckets
{
    /// <summary>Positive buckets from the one next to zero upwards; all buckets when there are custom bounds.</summary>
    public static IEnumerable<HistogramBucket> Positive(FloatHistogram histogram) =>
        SparseBuckets.Positive(histogram).Entries().Select(entry => Bucket(histogram, entry.Index, entry.Count, positive: true));

    /// <summary>Negative buckets from the one next to zero downwards.</summary>
    public static IEnumerable<HistogramBucket> Negative(FloatHistogram histogram) =>
        SparseBuckets.Negative(histogram).Entries().Select(entry => Bucket(histogram, entry.Index, entry.Count, positive: false));

    /// <summary>All buckets from the lowest to the highest, the zero bucket only if populated. Buckets that overlap it begin at its edge.</summary>
    public static IEnumerable<HistogramBucket> All(FloatHistogram histogram) =>
        [.. Negative(histogram).Reverse().Select(bucket => Clip(histogram, bucket)), .. Zero(histogram), .. Positive(histogram).Select(bucket => Clip(histogram, bucket))];

    /// <summary>The same from the highest to the lowest.</summary>
    public static IEnumerable<HistogramBucket> AllReverse(FloatHistogram histogram) =>
        [.. Positive(histogram).Reverse().Select(bucket => Clip(histogram, bucket)), .. Zero(histogram), .. Negative(histogram).Select(bucket => Clip(histogram, bucket))];

    /// <summary>The bucket around zero.</summary>
    public static HistogramBucket ZeroBucket(FloatHistogram histogram) =>
        new(-histogram.ZeroThreshold, histogram.ZeroThreshold, true, true, histogram.ZeroCount);

    static IEnumerable<HistogramBucket> Zero(FloatHistogram histogram) => histogram.ZeroCount > 0 ? [ZeroBucket(histogram)] : [];

    static HistogramBucket Bucket(FloatHistogram histogram, int index, double count, bool positive)
    {
        var upper = BucketBounds.Upper(index, histogram.Schema, histogram.CustomBounds);
        var lower = BucketBounds.Upper(index - 1, histogram.Schema, histogram.CustomBounds);
        if (!positive)
            (lower, upper) = (-upper, -lower);
        return HistogramArithmetic.UsesCustomBuckets(histogram)
            ? new HistogramBucket(lower, upper, index == 0, true, count)
            : new HistogramBucket(lower, upper, lower < 0, upper > 0, count);
    }

    static HistogramBucket Clip(FloatHistogram histogram, HistogramBucket bucket)
    {
        var edge = histogram.ZeroThreshold;
        if (bucket.Upper < 0 && bucket.Upper > -edge)
            return bucket with { Upper = -edge };
        return bucket.Lower > 0 && bucket.Lower < edge ? bucket with { Lower = edge } : bucket;
    }
}
