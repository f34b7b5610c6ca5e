using Almagest.Query.Common;
using Almagest.Query.PromQL.Syntax;

namespace Almagest.Query.PromQL.Engine;

/// <summary>All remarks an evaluation can make, in Prometheus' words (util/annotations).</summary>
static class Remarks
{
    const string FixedForMonotonicity =
        "PromQL info: input to histogram_quantile needed to be fixed for monotonicity (see https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile)";

    public static Annotation InvalidQuantile(double quantile, SourceSpan span) =>
        Warning($"quantile value should be between 0 and 1, got {GoFloat.General(quantile)}", span);

    public static Annotation InvalidRatio(double ratio, double limit, SourceSpan span) =>
        Warning($"ratio value should be between -1 and 1, got {GoFloat.General(ratio)}, capping to {GoFloat.General(limit)}", span);

    public static Annotation BadBucketLabel(string metric, string value, SourceSpan span) =>
        Warning($"bucket label \"le\" is missing or has a malformed value of {GoText.Quote(value)}{ForMetric(metric)}", span);

    public static Annotation MixedFloatsHistograms(string metric, SourceSpan span) =>
        Warning($"encountered a mix of histograms and floats for metric name {GoText.Quote(metric)}", span);

    public static Annotation MixedFloatsHistogramsInAggregation(SourceSpan span) => Warning("encountered a mix of histograms and floats for aggregation", span);

    public static Annotation MixedClassicNativeHistograms(string metric, SourceSpan span) =>
        Warning($"vector contains a mix of classic and native histograms{ForMetric(metric)}", span);

    public static Annotation HistogramNotCounter(string metric, SourceSpan span) =>
        Warning($"this native histogram metric is not a counter: {GoText.Quote(metric)}", span);

    public static Annotation HistogramNotGauge(string metric, SourceSpan span) =>
        Warning($"this native histogram metric is not a gauge: {GoText.Quote(metric)}", span);

    public static Annotation MixedExponentialCustom(string metric, SourceSpan span) =>
        Warning($"vector contains a mix of histograms with exponential and custom buckets schemas for metric name {GoText.Quote(metric)}", span);

    public static Annotation IncompatibleBucketLayout(string binaryOperator, SourceSpan span) =>
        Warning($"incompatible bucket layout encountered for binary operator {binaryOperator}", span);

    public static Annotation SortInRangeQuery(SourceSpan span) =>
        Warning("sort is ineffective for range queries since results are always ordered by labels", span);

    public static Annotation CounterResetCollision(string operation, SourceSpan span) =>
        Warning($"conflicting counter resets during histogram {operation}", span);

    public static Annotation StartTimeOverlap(string metric, SourceSpan span) =>
        new StartTimeOverlap($"PromQL warning: sample has start time that overlaps with previous sample timestamp for metric {GoText.Quote(metric)}", span, 1);

    public static Annotation PossibleNonCounter(string metric, SourceSpan span) =>
        Info($"metric might not be a counter, name does not end in _total/_sum/_count/_bucket: {GoText.Quote(metric)}", span);

    public static Annotation PossibleNonCounterLabel(string metric, string type, SourceSpan span) =>
        Info($"metric might not be a counter, __type__ label is not set to \"counter\" or \"histogram\", got {GoText.Quote(type)}: {GoText.Quote(metric)}", span);

    // Made per histogram and step: mostly without a metric, and then without a new text.
    public static Annotation ForcedMonotonicity(string metric, SourceSpan span, long timeMs, (double Min, double Max, double Diff) buckets) => new ForcedMonotonicity(
        metric.Length == 0 ? FixedForMonotonicity : FixedForMonotonicity + ForMetric(metric),
        span, timeMs, timeMs, buckets.Min, buckets.Max, buckets.Diff, 1);

    public static Annotation IncompatibleTypes(string left, string binaryOperator, string right, SourceSpan span) =>
        Info($"incompatible sample types encountered for binary operator {GoText.Quote(binaryOperator)}: {left} {binaryOperator} {right}", span);

    public static Annotation HistogramIgnoredInAggregation(string aggregation, SourceSpan span) => Info($"ignored histogram in {aggregation} aggregation", span);

    public static Annotation HistogramIgnoredInMixedRange(string metric, SourceSpan span) =>
        Info($"ignored histograms in a range containing both floats and histograms for metric name {GoText.Quote(metric)}", span);

    public static Annotation QuantileOfNaN(string metric, SourceSpan span) =>
        Info($"input to histogram_quantile has NaN observations, result is NaN{ForMetric(metric)}", span);

    public static Annotation QuantileSkewedByNaN(string metric, SourceSpan span) =>
        Info($"input to histogram_quantile has NaN observations, result is skewed higher{ForMetric(metric)}", span);

    public static Annotation FractionWithoutNaN(string metric, SourceSpan span) =>
        Info($"input to histogram_fraction has NaN observations, which are excluded from all fractions{ForMetric(metric)}", span);

    public static Annotation CustomBucketsReconciled(string operation, SourceSpan span) =>
        Info($"mismatched custom buckets were reconciled during {operation}", span);

    static Annotation Warning(string text, SourceSpan span) => new(true, "PromQL warning: " + text, span);

    static Annotation Info(string text, SourceSpan span) => new(false, "PromQL info: " + text, span);

    static string ForMetric(string metric) => metric.Length == 0 ? "" : $" for metric name {GoText.Quote(metric)}";
}
