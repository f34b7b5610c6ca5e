using Almagest.Query.PromQL.Values;

namespace Almagest.Server.Ingest.Intake;

/// <summary>What a native histogram has to satisfy (https://prometheus.io/docs/specs/native_histograms/#data-model).</summary>
static class HistogramRules
{
    // More buckets than this in one histogram is an attack or a defect; Prometheus' own default limit for OTLP is 160.
    const int MaxBuckets = 100_000;

    /// <summary>What is wrong with a histogram, or null.</summary>
    internal static string? Check(FloatHistogram histogram, bool floatCounts)
    {
        if (double.IsNaN(histogram.Sum) && BitConverter.DoubleToInt64Bits(histogram.Sum) == BitConverter.DoubleToInt64Bits(IntakeBatch.Stale))
            return null;
        var isCustom = histogram.Schema == FloatHistogram.CustomBucketsSchema;
        if (!isCustom && histogram.Schema is < -4 or > 8)
            return $"invalid histogram schema {histogram.Schema}: expected -4 to 8, or -53 for custom buckets";
        if ((isCustom ? CheckCustom(histogram) : histogram.CustomBounds.Length > 0 ? "histogram with exponential schema must not have custom bounds" : null) is { } wrong)
            return wrong;
        if (histogram.ZeroThreshold < 0 || double.IsNaN(histogram.ZeroThreshold))
            return $"zero threshold {histogram.ZeroThreshold} is not valid";
        if ((CheckSide("positive", histogram.PositiveSpans, histogram.PositiveBuckets) ?? CheckSide("negative", histogram.NegativeSpans, histogram.NegativeBuckets)) is { } side)
            return side;
        return CheckCount(histogram, floatCounts);
    }

    static string? CheckCustom(FloatHistogram histogram)
    {
        if (histogram.NegativeSpans.Length > 0 || histogram.NegativeBuckets.Length > 0)
            return "histogram with custom buckets must not have negative buckets";
        if (histogram.ZeroCount != 0 || histogram.ZeroThreshold != 0)
            return "histogram with custom buckets must not have a zero bucket";
        for (var i = 0; i < histogram.CustomBounds.Length; i++)
        {
            if (double.IsNaN(histogram.CustomBounds[i]) || double.IsPositiveInfinity(histogram.CustomBounds[i]) || (i > 0 && histogram.CustomBounds[i] <= histogram.CustomBounds[i - 1]))
                return $"custom bounds must rise and end before +Inf, but bound {i + 1} is {histogram.CustomBounds[i]}";
        }

        var used = histogram.PositiveSpans.Sum(static s => (long)s.Offset + s.Length);
        return used > histogram.CustomBounds.Length + 1 ? $"histogram has {used} buckets but only {histogram.CustomBounds.Length} custom bounds" : null;
    }

    static string? CheckSide(string side, BucketSpan[] spans, double[] counts)
    {
        var needed = spans.Sum(static s => (long)s.Length);
        if (needed != counts.Length || needed > MaxBuckets)
            return $"{side} side: spans need {needed} buckets, have {counts.Length} buckets";
        for (var i = 1; i < spans.Length; i++)
        {
            if (spans[i].Offset < 0)
                return $"{side} side: span number {i + 1} with offset {spans[i].Offset}: histogram has a span whose offset is negative";
        }

        var negative = Array.FindIndex(counts, static c => !(c >= 0));
        return negative < 0 ? null : $"{side} side: bucket number {negative + 1} has observation count of {counts[negative]}: histogram has a bucket whose observation count is negative";
    }

    static string? CheckCount(FloatHistogram histogram, bool floatCounts)
    {
        if (!(histogram.Count >= 0))
            return $"observations count {histogram.Count} is negative";
        if (!(histogram.ZeroCount >= 0))
            return $"zero bucket has observation count of {histogram.ZeroCount}: histogram has a bucket whose observation count is negative";
        var total = histogram.ZeroCount + histogram.PositiveBuckets.Sum() + histogram.NegativeBuckets.Sum();
        // NaN measurements are in the count and in no bucket; sums of floats are not exact.
        var fits = floatCounts ? total <= histogram.Count * (1 + 1e-6) + 1e-6 : double.IsNaN(histogram.Sum) ? total <= histogram.Count : total == histogram.Count;
        return fits ? null : $"{total} observations found in buckets, but the Count field is {histogram.Count}: histogram's observation count should equal the number of observations found in the buckets";
    }
}
