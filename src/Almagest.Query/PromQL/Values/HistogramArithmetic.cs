namespace Almagest.Query.PromQL.Values;

/// <summary>
/// Arithmetic on native histograms with Prometheus' results, bit for bit: same order of additions, same reconciliation of schemas, zero buckets and
/// custom bounds. Operands are never changed.
/// </summary>
public static class HistogramArithmetic
{
    /// <summary>Whether the histogram has custom bounds.</summary>
    public static bool UsesCustomBuckets(FloatHistogram histogram) => histogram.Schema == FloatHistogram.CustomBucketsSchema;

    /// <summary>The sum; null when only one has custom bounds. It may have empty buckets: see <see cref="Compact"/>.</summary>
    public static FloatHistogram? Add(FloatHistogram left, FloatHistogram right, out HistogramRemarks remarks) => Combine(left, right, negative: false, out remarks);

    /// <summary>The difference; null when only one has custom bounds. Its hint is that of a sum: for the operator <c>-</c> set it to gauge.</summary>
    public static FloatHistogram? Subtract(FloatHistogram left, FloatHistogram right, out HistogramRemarks remarks) => Combine(left, right, negative: true, out remarks);

    /// <summary>
    /// Adds to a running sum and its compensation, null for the first addition. In the end the result is <see cref="Add"/> of the two.
    /// False, and nothing changed, when only one has custom bounds.
    /// </summary>
    public static bool KahanAdd(ref FloatHistogram sum, ref FloatHistogram? compensation, FloatHistogram other, out HistogramRemarks remarks)
    {
        remarks = HistogramRemarks.None;
        if (UsesCustomBuckets(sum) != UsesCustomBuckets(other))
        {
            remarks = HistogramRemarks.IncompatibleSchemas;
            return false;
        }

        var result = sum with { CounterResetHint = CombineHints(sum, other, ref remarks) };
        var lost = compensation ?? NoCompensation(sum);
        var (otherZero, otherZeroLost) = (0.0, 0.0);
        if (!UsesCustomBuckets(sum))
        {
            (result, var reconciled, otherZero, otherZeroLost) = ZeroBuckets.Reconcile(result, lost, other);
            lost = reconciled ?? lost;
        }

        var (zero, zeroLost, count, countLost, total, totalLost) = (result.ZeroCount, lost.ZeroCount, result.Count, lost.Count, result.Sum, lost.Sum);
        if (!UsesCustomBuckets(sum))
        {
            Kahan.Add(otherZero, ref zero, ref zeroLost);
            Kahan.Add(otherZeroLost, ref zero, ref zeroLost);
        }

        Kahan.Add(other.Count, ref count, ref countLost);
        Kahan.Add(other.Sum, ref total, ref totalLost);
        (sum, compensation) = CombineBuckets(
            result with { ZeroCount = zero, Count = count, Sum = total }, lost with { ZeroCount = zeroLost, Count = countLost, Sum = totalLost }, other, negative: false, ref remarks);
        return true;
    }

    /// <summary>All counts and the sum times a factor. A negative one makes it a gauge.</summary>
    public static FloatHistogram Multiply(FloatHistogram histogram, double factor) => Scale(histogram, factor, static (value, by) => value * by);

    /// <summary>All counts and the sum divided by a number. Division by 0 leaves no buckets.</summary>
    public static FloatHistogram Divide(FloatHistogram histogram, double divisor)
    {
        var result = Scale(histogram, divisor, static (value, by) => value / by);
        return divisor == 0 ? result with { PositiveSpans = [], PositiveBuckets = [], NegativeSpans = [], NegativeBuckets = [] } : result;
    }

    /// <summary>The histogram in a coarser or the same exponential schema.</summary>
    /// <exception cref="ArgumentException">It has custom bounds, or the schema is finer.</exception>
    public static FloatHistogram CopyToSchema(FloatHistogram histogram, int schema)
    {
        if (schema == histogram.Schema)
            return histogram;
        if (UsesCustomBuckets(histogram) || schema == FloatHistogram.CustomBucketsSchema || schema > histogram.Schema)
            throw new ArgumentException($"cannot copy from schema {histogram.Schema} to {schema}", nameof(schema));
        var copy = WithBuckets(histogram, null, SparseBuckets.Positive(histogram).Reduce(histogram.Schema, schema), SparseBuckets.Negative(histogram).Reduce(histogram.Schema, schema)).Histogram;
        return copy with { Schema = schema, CounterResetHint = CounterResetHint.Unknown };
    }

    /// <summary>The histogram without empty buckets.</summary>
    public static FloatHistogram Compact(FloatHistogram histogram) =>
        WithBuckets(histogram, null, SparseBuckets.Positive(histogram).Compact(), SparseBuckets.Negative(histogram).Compact()).Histogram;

    /// <summary>Whether any count or bound is infinite, as after an overflow.</summary>
    public static bool HasOverflow(FloatHistogram histogram) =>
        double.IsInfinity(histogram.ZeroCount) || double.IsInfinity(histogram.Count) || double.IsInfinity(histogram.Sum)
        || histogram.PositiveBuckets.Any(double.IsInfinity) || histogram.NegativeBuckets.Any(double.IsInfinity) || histogram.CustomBounds.Any(double.IsInfinity);

    /// <summary>The histogram and its compensation with other buckets.</summary>
    internal static (FloatHistogram Histogram, FloatHistogram? Compensation) WithBuckets(
        FloatHistogram histogram, FloatHistogram? compensation, SparseBuckets positive, SparseBuckets negative)
    {
        var (spans, counts, lost) = positive.Store();
        var (negativeSpans, negativeCounts, negativeLost) = negative.Store();
        return (
            histogram with { PositiveSpans = spans, PositiveBuckets = counts, NegativeSpans = negativeSpans, NegativeBuckets = negativeCounts },
            compensation is null ? null : compensation with { PositiveSpans = spans, PositiveBuckets = lost, NegativeSpans = negativeSpans, NegativeBuckets = negativeLost });
    }

    static FloatHistogram? Combine(FloatHistogram left, FloatHistogram right, bool negative, out HistogramRemarks remarks)
    {
        remarks = HistogramRemarks.None;
        if (UsesCustomBuckets(left) != UsesCustomBuckets(right))
        {
            remarks = HistogramRemarks.IncompatibleSchemas;
            return null;
        }

        var result = left with { CounterResetHint = CombineHints(left, right, ref remarks) };
        var otherZero = 0.0;
        if (!UsesCustomBuckets(left))
            (result, _, otherZero, _) = ZeroBuckets.Reconcile(result, null, right);
        var sign = negative ? -1 : 1;
        result = result with { ZeroCount = result.ZeroCount + (sign * otherZero), Count = result.Count + (sign * right.Count), Sum = result.Sum + (sign * right.Sum) };
        return CombineBuckets(result, null, right, negative, ref remarks).Histogram;
    }

    static (FloatHistogram Histogram, FloatHistogram? Compensation) CombineBuckets(
        FloatHistogram left, FloatHistogram? lost, FloatHistogram right, bool negative, ref HistogramRemarks remarks)
    {
        if (SameLayout.Holds(left, right))
            return SameLayout.Combine(left, lost, right, negative);
        var (positive, otherPositive) = (SparseBuckets.Positive(left, lost), SparseBuckets.Positive(right));
        var (negatives, otherNegatives) = (SparseBuckets.Negative(left, lost), SparseBuckets.Negative(right));
        if (lost is not null)
            (otherPositive, otherNegatives) = (otherPositive.Compensated(), otherNegatives.Compensated());
        if (UsesCustomBuckets(left))
        {
            if (left.CustomBounds.AsSpan().SequenceEqual(right.CustomBounds))
                return WithBuckets(left, lost, positive.Add(otherPositive, negative, left.Schema, 0), negatives);
            remarks |= HistogramRemarks.BoundsReconciled;
            double[] shared = [.. left.CustomBounds.Intersect(right.CustomBounds)];
            var rebound = positive.Rebound(left.CustomBounds, shared, otherPositive, right.CustomBounds, negative);
            return WithBuckets(left with { CustomBounds = shared }, lost is null ? null : lost with { CustomBounds = shared }, rebound, negatives);
        }

        var schema = Math.Min(left.Schema, right.Schema);
        return WithBuckets(
            left with { Schema = schema },
            lost is null ? null : lost with { Schema = schema, ZeroThreshold = left.ZeroThreshold },
            positive.Reduce(left.Schema, schema).Add(otherPositive.Reduce(right.Schema, schema), negative, schema, left.ZeroThreshold),
            negatives.Reduce(left.Schema, schema).Add(otherNegatives.Reduce(right.Schema, schema), negative, schema, left.ZeroThreshold));
    }

    static CounterResetHint CombineHints(FloatHistogram left, FloatHistogram right, ref HistogramRemarks remarks)
    {
        var (mine, theirs) = (left.CounterResetHint, right.CounterResetHint);
        if (mine == theirs)
            return mine;
        if (mine == CounterResetHint.Gauge || theirs == CounterResetHint.Gauge)
            return CounterResetHint.Gauge;
        if (mine != CounterResetHint.Unknown && theirs != CounterResetHint.Unknown)
            remarks |= HistogramRemarks.CounterResetCollision;
        return CounterResetHint.Unknown;
    }

    static FloatHistogram NoCompensation(FloatHistogram histogram) => histogram with
    {
        Count = 0,
        Sum = 0,
        ZeroCount = 0,
        PositiveBuckets = new double[histogram.PositiveBuckets.Length],
        NegativeBuckets = new double[histogram.NegativeBuckets.Length],
    };

    static FloatHistogram Scale(FloatHistogram histogram, double by, Func<double, double, double> scale) => histogram with
    {
        ZeroCount = scale(histogram.ZeroCount, by),
        Count = scale(histogram.Count, by),
        Sum = scale(histogram.Sum, by),
        PositiveBuckets = [.. histogram.PositiveBuckets.Select(count => scale(count, by))],
        NegativeBuckets = [.. histogram.NegativeBuckets.Select(count => scale(count, by))],
        CounterResetHint = by < 0 ? CounterResetHint.Gauge : histogram.CounterResetHint,
    };
}
