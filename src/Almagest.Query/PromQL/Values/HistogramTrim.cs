namespace Almagest.Query.PromQL.Values;

/// <summary>The operators <c>&lt;/</c> and <c>&gt;/</c>: keeps the measurements on one side of a bound. A bucket that holds the bound is cut by interpolation.</summary>
public static class HistogramTrim
{
    /// <summary>The measurements below the bound (<c>&lt;/</c>). When anything was cut, count and sum are estimated from the buckets that remain.</summary>
    public static FloatHistogram KeepBelow(FloatHistogram histogram, double bound) => new Cut(histogram, bound, below: true).Result();

    /// <summary>The measurements above the bound (<c>&gt;/</c>).</summary>
    public static FloatHistogram KeepAbove(FloatHistogram histogram, double bound) => new Cut(histogram, bound, below: false).Result();

    sealed class Cut(FloatHistogram histogram, double bound, bool below)
    {
        readonly bool _linear = HistogramArithmetic.UsesCustomBuckets(histogram);
        double _count;
        double _sum;
        bool _changed;

        public FloatHistogram Result()
        {
            var (positive, hasPositive) = Side(HistogramBuckets.Positive(histogram), positive: true);
            var (negative, hasNegative) = Side(HistogramBuckets.Negative(histogram), positive: false);
            var zero = histogram.ZeroCount;
            if (zero > 0)
            {
                (zero, var middle) = Zero(hasNegative && !hasPositive, hasPositive && !hasNegative);
                _changed |= zero != histogram.ZeroCount;
                _sum += middle * zero;
                _count += zero;
            }

            return _changed
                ? HistogramArithmetic.Compact(histogram with { Count = _count, Sum = _sum, ZeroCount = zero, PositiveBuckets = positive, NegativeBuckets = negative })
                : histogram;
        }

        (double[] Counts, bool Populated) Side(HistogramBucket[] buckets, bool positive)
        {
            var counts = new double[buckets.Length];
            for (var i = 0; i < buckets.Length; i++)
                counts[i] = buckets[i].Count == 0 ? 0 : Keep(buckets[i], positive);
            return (counts, buckets.Any(static bucket => bucket.Count != 0));
        }

        double Keep(HistogramBucket bucket, bool positive)
        {
            double kept, middle;
            if (below ? bucket.Upper <= bound : bucket.Lower >= bound)
            {
                (kept, middle) = (bucket.Count, Middle(bucket.Lower, bucket.Upper, positive));
            }
            else if (below ? bucket.Lower < bound : bucket.Upper > bound)
            {
                (kept, middle) = Split(bucket, positive);
            }
            else
            {
                _changed = true;
                return 0;
            }

            _changed |= kept != bucket.Count;
            _count += kept;
            _sum += middle * kept;
            return kept;
        }

        (double Kept, double Middle) Split(HistogramBucket bucket, bool positive)
        {
            if (double.IsNegativeInfinity(bucket.Lower))
                return below ? OpenBelow(bucket) : OpenBelowKeepingAbove(bucket);
            if (double.IsPositiveInfinity(bucket.Upper))
                return !below && bound >= bucket.Lower ? (bucket.Count, bound) : (0, ZeroIfInfinite(bucket.Lower));
            var under = bound <= bucket.Lower ? 0 : bound >= bucket.Upper ? bucket.Count : bucket.Count * bucket.FractionBelow(bound, _linear);
            return below ? (under, Middle(bucket.Lower, bound, positive)) : (bucket.Count - under, Middle(bound, bucket.Upper, positive));
        }

        // Without a lower bound the distribution is unknown; only for a positive upper bound is 0 taken as the lower one.
        (double Kept, double Middle) OpenBelow(HistogramBucket bucket)
        {
            if (bound >= bucket.Upper)
                return (bucket.Count, 0);
            if (bound > 0 && bucket.Upper > 0 && !double.IsPositiveInfinity(bucket.Upper))
                return (bucket.Count * bound / bucket.Upper, bound / 2);
            return bucket.Upper <= 0 ? (bucket.Count, bound) : (0, ZeroIfInfinite(bucket.Upper));
        }

        (double Kept, double Middle) OpenBelowKeepingAbove(HistogramBucket bucket)
        {
            if (bound <= bucket.Lower)
                return (bucket.Count, 0);
            return bound >= 0 && bucket.Upper > bound && !double.IsPositiveInfinity(bucket.Upper)
                ? (bucket.Count * (1 - (bound / bucket.Upper)), (bound + bucket.Upper) / 2)
                : (0, ZeroIfInfinite(bucket.Upper));
        }

        (double Kept, double Middle) Zero(bool onlyNegative, bool onlyPositive)
        {
            var lower = onlyPositive ? 0 : -histogram.ZeroThreshold;
            var upper = onlyNegative ? 0 : histogram.ZeroThreshold;
            var (all, none) = below ? (bound >= upper && bound > lower, bound <= lower) : (bound <= lower, bound >= upper && bound > lower);
            if (none)
                return (0, 0);
            if (all)
                return (histogram.ZeroCount, (lower + upper) / 2);
            return below
                ? (histogram.ZeroCount * ((bound - lower) / (upper - lower)), (lower + bound) / 2)
                : (histogram.ZeroCount * ((upper - bound) / (upper - lower)), (bound + upper) / 2);
        }

        double Middle(double lower, double upper, bool positive)
        {
            if (double.IsInfinity(lower))
                return double.IsInfinity(upper) ? 0 : upper > 0 ? upper / 2 : upper;
            if (double.IsInfinity(upper))
                return lower;
            if (_linear)
                return (lower + upper) / 2;
            var mean = Math.Sqrt(Math.Abs(lower * upper));
            return positive ? mean : -mean;
        }

        static double ZeroIfInfinite(double value) => double.IsInfinity(value) ? 0 : value;
    }
}
