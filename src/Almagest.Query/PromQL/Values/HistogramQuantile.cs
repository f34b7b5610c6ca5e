namespace Almagest.Query.PromQL.Values;

/// <summary>What users should know about a quantile or fraction of a native histogram that has measurements of NaN.</summary>
public enum NaNRemark
{
    /// <summary>Nothing: there are none.</summary>
    None,

    /// <summary>The quantile falls above all buckets, among the NaNs: it is NaN.</summary>
    Result,

    /// <summary>The NaNs count as +Inf and move the quantile upwards; or they are missing from the fraction.</summary>
    Skew,
}

/// <summary>Estimates from native histograms: quantiles, fractions, mean and variance.</summary>
public static class HistogramQuantile
{
    /// <summary>
    /// The value below which a share of the measurements lies, interpolated within its bucket: linearly for custom bounds and the zero bucket, else on a
    /// logarithmic scale. NaN without measurements; ∓Inf for a share below 0 or above 1.
    /// </summary>
    public static double Quantile(double share, FloatHistogram histogram, out NaNRemark remark)
    {
        remark = NaNRemark.None;
        if (share < 0)
            return double.NegativeInfinity;
        if (share > 1)
            return double.PositiveInfinity;
        if (histogram.Count == 0 || double.IsNaN(share))
            return double.NaN;

        // NaNs are in the count but in no bucket, so that counting from the top would be off by them.
        var forward = double.IsNaN(histogram.Sum) || share < 0.5;
        var rank = (forward ? share : 1 - share) * histogram.Count;
        var buckets = forward ? HistogramBuckets.All(histogram) : HistogramBuckets.AllReverse(histogram);
        var (bucket, count, next) = Find(buckets, rank);
        var custom = HistogramArithmetic.UsesCustomBuckets(histogram);
        if (custom && double.IsNegativeInfinity(bucket.Lower) && bucket.Upper <= 0)
            return bucket.Upper;
        if (custom && !double.IsNegativeInfinity(bucket.Lower) && double.IsPositiveInfinity(bucket.Upper))
            return bucket.Lower;
        bucket = Narrow(histogram, bucket, custom);
        count = Math.Min(count, histogram.Count);
        if (count < rank)
        {
            remark = double.IsNaN(histogram.Sum) ? NaNRemark.Result : NaNRemark.None;
            return remark == NaNRemark.Result ? double.NaN : bucket.Upper;
        }

        rank = forward ? rank - (count - bucket.Count) : count - rank;
        if (double.IsNaN(histogram.Sum))
        {
            for (; next < buckets.Length; next++)
                count += buckets[next].Count;
            remark = count < histogram.Count ? NaNRemark.Skew : NaNRemark.None;
        }

        return Interpolate(bucket, rank / bucket.Count, linear: custom || (bucket.Lower <= 0 && bucket.Upper >= 0));
    }

    /// <summary>
    /// The share of the measurements between two bounds: the inverse of <see cref="Quantile"/>. NaN without measurements or for a bound of NaN; 0 when
    /// the lower bound is not below the upper one.
    /// </summary>
    public static double Fraction(double lower, double upper, FloatHistogram histogram, out NaNRemark remark)
    {
        remark = NaNRemark.None;
        if (histogram.Count == 0 || double.IsNaN(lower) || double.IsNaN(upper))
            return double.NaN;
        if (lower >= upper)
            return 0;
        var custom = HistogramArithmetic.UsesCustomBuckets(histogram);
        var (rank, count) = (0.0, 0.0);
        double? lowerRank = null;
        double? upperRank = null;
        foreach (var stored in HistogramBuckets.All(histogram))
        {
            count += stored.Count;
            if (lowerRank is not null && upperRank is not null)
                continue;
            var zero = stored.Lower <= 0 && stored.Upper >= 0;
            var bucket = zero ? AtZero(histogram, stored) : stored;
            lowerRank ??= RankIn(bucket, lower, rank, linear: custom || zero);
            upperRank ??= RankIn(bucket, upper, rank, linear: custom || zero);
            rank += bucket.Count;
        }

        if (!double.IsNaN(histogram.Sum))
            count = histogram.Count;
        else if (count < histogram.Count)
            remark = NaNRemark.Skew;
        return (Limit(upperRank, count) - Limit(lowerRank, count)) / histogram.Count;
    }

    /// <summary>The mean of the measurements.</summary>
    public static double Mean(FloatHistogram histogram) => histogram.Sum / histogram.Count;

    /// <summary>The variance, every measurement taken to be in the middle of its bucket: the geometric middle, or the arithmetic one for custom bounds.</summary>
    public static double Variance(FloatHistogram histogram)
    {
        var mean = Mean(histogram);
        var (variance, compensation) = (0.0, 0.0);
        foreach (var bucket in HistogramBuckets.All(histogram))
        {
            if (bucket.Count == 0)
                continue;
            var delta = Middle(bucket, HistogramArithmetic.UsesCustomBuckets(histogram)) - mean;
            Kahan.Add(bucket.Count * delta * delta, ref variance, ref compensation);
        }

        return (variance + compensation) / histogram.Count;
    }

    static double Middle(HistogramBucket bucket, bool custom)
    {
        if (custom)
            return (bucket.Upper + bucket.Lower) / 2;
        if (bucket.Lower <= 0 && bucket.Upper >= 0)
            return 0;
        var middle = Math.Sqrt(bucket.Upper * bucket.Lower);
        return bucket.Upper < 0 ? -middle : middle;
    }

    static (HistogramBucket Bucket, double Count, int Next) Find(HistogramBucket[] buckets, double rank)
    {
        var (bucket, count, next) = (default(HistogramBucket), 0.0, 0);
        while (next < buckets.Length)
        {
            bucket = buckets[next++];
            if (bucket.Count == 0)
                continue;
            count += bucket.Count;
            if (count >= rank)
                break;
        }

        return (bucket, count, next);
    }

    static HistogramBucket Narrow(FloatHistogram histogram, HistogramBucket bucket, bool custom)
    {
        if (custom)
            return double.IsNegativeInfinity(bucket.Lower) ? bucket with { Lower = 0 } : bucket;
        return bucket.Lower < 0 && bucket.Upper > 0 ? AtZero(histogram, bucket) : bucket;
    }

    // Where all measurements have one sign, those around zero are taken to have it too.
    static HistogramBucket AtZero(FloatHistogram histogram, HistogramBucket bucket) => (histogram.NegativeBuckets.Length, histogram.PositiveBuckets.Length) switch
    {
        (0, > 0) => bucket with { Lower = 0 },
        ( > 0, 0) => bucket with { Upper = 0 },
        _ => bucket,
    };

    static double Interpolate(HistogramBucket bucket, double fraction, bool linear)
    {
        if (linear)
            return bucket.Lower + ((bucket.Upper - bucket.Lower) * fraction);
        var (lower, upper) = (GoMath.Log2(Math.Abs(bucket.Lower)), GoMath.Log2(Math.Abs(bucket.Upper)));
        return bucket.Lower > 0
            ? GoMath.Exp2(lower + ((upper - lower) * fraction))
            : -GoMath.Exp2(upper + ((lower - upper) * (1 - fraction)));
    }

    static double? RankIn(HistogramBucket bucket, double bound, double rank, bool linear)
    {
        if (bucket.Lower >= bound)
            return rank;
        if (bucket.Upper <= bound)
            return null;
        // A bucket without end has no place to interpolate at; one without beginning counts in full.
        return linear && double.IsNegativeInfinity(bucket.Lower) ? bucket.Count : rank + (bucket.Count * bucket.FractionBelow(bound, linear));
    }

    static double Limit(double? rank, double count) => rank is { } found && !(found > count) ? found : count;
}
