using System.Globalization;

namespace Almagest.Query.PromQL.Values;

/// <summary>Checks that a native histogram makes sense before it is kept or computed with.</summary>
public static class HistogramValidation
{
    const string NegativeBucketCount = "histogram has a bucket whose observation count is negative";

    /// <summary>What is wrong with the histogram, in Prometheus' words; null when it is valid.</summary>
    public static string? Check(FloatHistogram histogram)
    {
        if (HistogramArithmetic.UsesCustomBuckets(histogram))
            return CheckCustom(histogram) ?? CheckCounts(histogram);
        if (histogram.Schema is < -4 or > 8)
            return string.Create(CultureInfo.InvariantCulture, $"histogram has an invalid schema, which must be between -4 and 8 for exponential buckets, or -53 for custom buckets, got schema {histogram.Schema}");
        if (CheckSpans(histogram.PositiveSpans, histogram.PositiveBuckets.Length, firstMayBeNegative: true) is { } positive)
            return $"positive side: {positive}";
        if ((CheckSpans(histogram.NegativeSpans, histogram.NegativeBuckets.Length, firstMayBeNegative: true) ?? CheckBuckets(histogram.NegativeBuckets)) is { } negative)
            return $"negative side: {negative}";
        if (histogram.ZeroCount < 0)
            return string.Create(CultureInfo.InvariantCulture, $"zero bucket has observation count of {histogram.ZeroCount}: {NegativeBucketCount}");
        return histogram.CustomBounds.Length > 0 ? "histogram with exponential schema must not have custom bounds" : CheckCounts(histogram);
    }

    static string? CheckCustom(FloatHistogram histogram)
    {
        if (CheckBounds(histogram) is { } fault)
            return $"custom buckets: {fault}";
        if (histogram.ZeroCount != 0)
            return "custom buckets: must have zero count of 0";
        if (histogram.ZeroThreshold != 0)
            return "custom buckets: must have zero threshold of 0";
        if (histogram.NegativeSpans.Length > 0)
            return "custom buckets: must not have negative spans";
        return histogram.NegativeBuckets.Length > 0 ? "custom buckets: must not have negative buckets" : null;
    }

    static string? CheckBounds(FloatHistogram histogram)
    {
        var bounds = histogram.CustomBounds;
        for (var i = 0; i < bounds.Length; i++)
        {
            if (double.IsNaN(bounds[i]))
                return "histogram custom bounds must not be NaN";
            if (i > 0 && bounds[i] <= bounds[i - 1])
                return string.Create(CultureInfo.InvariantCulture, $"previous bound is {bounds[i - 1]:F6} and current is {bounds[i]:F6}: histogram custom bounds must be in strictly increasing order");
        }

        if (bounds.Length > 0 && double.IsPositiveInfinity(bounds[^1]))
            return "last +Inf bound must not be explicitly defined: histogram custom bounds must be finite";
        if (CheckSpans(histogram.PositiveSpans, histogram.PositiveBuckets.Length, firstMayBeNegative: false) is { } fault)
            return fault;
        var reach = histogram.PositiveSpans.Sum(static span => span.Offset + span.Length);
        return bounds.Length + 1 < reach
            ? string.Create(CultureInfo.InvariantCulture, $"only {bounds.Length} custom bounds defined which is insufficient to cover total span length of {reach}: histogram custom bounds are too few")
            : null;
    }

    static string? CheckSpans(BucketSpan[] spans, int buckets, bool firstMayBeNegative)
    {
        for (var i = firstMayBeNegative ? 1 : 0; i < spans.Length; i++)
            if (spans[i].Offset < 0)
                return string.Create(CultureInfo.InvariantCulture, $"span number {i + 1} with offset {spans[i].Offset}: histogram has a span whose offset is negative");
        var needed = spans.Sum(static span => span.Length);
        return needed == buckets
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"spans need {needed} buckets, have {buckets} buckets: histogram spans specify different number of buckets than provided");
    }

    static string? CheckCounts(FloatHistogram histogram)
    {
        if (histogram.Count < 0)
            return string.Create(CultureInfo.InvariantCulture, $"observation count is  {histogram.Count}: histogram's observation count is negative");
        return CheckBuckets(histogram.PositiveBuckets) is { } fault ? $"positive side: {fault}" : null;
    }

    static string? CheckBuckets(double[] counts)
    {
        var negative = Array.FindIndex(counts, static count => count < 0);
        return negative < 0 ? null : string.Create(CultureInfo.InvariantCulture, $"bucket number {negative + 1} has observation count of {counts[negative]}: {NegativeBucketCount}");
    }
}
