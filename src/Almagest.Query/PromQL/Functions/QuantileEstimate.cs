using Almagest.Model;
using Almagest.Query.Common;
using Almagest.Query.PromQL.Engine;
using Almagest.Query.PromQL.Syntax;
using Almagest.Query.PromQL.Values;

namespace Almagest.Query.PromQL.Functions;

/// <summary><c>histogram_quantile</c>, and one of <c>histogram_quantiles</c>, which has a label for its rank.</summary>
sealed class QuantileEstimate(Evaluator evaluator, SourceSpan span, StepColumn quantile, SourceSpan quantileSpan, string label) : BucketEstimate(evaluator, span)
{
    readonly Dictionary<Labels, Labels> _labels = [];
    double _labelsFor = double.NaN;

    /// <summary>Whether results have a label for the rank.</summary>
    public bool HasOwnLabel => label.Length > 0;

    /// <summary>The quantiles of all steps at once.</summary>
    public List<StepColumn> Of(ClassicColumns histograms)
    {
        for (var step = 0; step < Evaluator.Grid.Count; step++)
            Check(step);
        return histograms.Quantiles(quantile, Remark);
    }

    public override void Check(int step)
    {
        var value = quantile.Values[step];
        if (double.IsNaN(value) || value is < 0 or > 1)
            Remark(Remarks.InvalidQuantile(value, quantileSpan), step);
        if (!value.Equals(_labelsFor))
            _labels.Clear();
        _labelsFor = value;
    }

    protected override Labels Labelled(Labels histogram)
    {
        if (label.Length == 0)
            return histogram;
        if (!_labels.TryGetValue(histogram, out var labels))
            _labels[histogram] = labels = LabelSets.With(histogram, label, OpenMetrics(_labelsFor));
        return labels;
    }

    public override double Native(FloatHistogram histogram, string metric, int step)
    {
        var value = HistogramQuantile.Quantile(quantile.Values[step], histogram, out var remark);
        if (remark == NaNRemark.Result)
            Remark(Remarks.QuantileOfNaN(metric, Span), step);
        else if (remark == NaNRemark.Skew)
            Remark(Remarks.QuantileSkewedByNaN(metric, Span), step);
        return value;
    }

    public override double Classic(List<ClassicBucket> buckets, string metric, int step)
    {
        // The estimate sorts and merges its list, which the next quantile needs as it was.
        var value = ClassicQuantile.Quantile(quantile.Values[step], label.Length == 0 ? buckets : [.. buckets], out var repair);
        if (repair.ForcedMonotonic)
            Remark(repair, metric, step);
        return value;
    }

    void Remark(BucketRepair repair, string metric, int step) =>
        Remark(Remarks.ForcedMonotonicity(Evaluator.Context.Features.DelayedNameRemoval ? metric : "", Span, Evaluator.Grid[step], (repair.MinBound, repair.MaxBound, repair.MaxDifference)), step);

    // Labels of summaries show whole numbers with ".0".
    static string OpenMetrics(double value)
    {
        if (!double.IsFinite(value))
            return PromQlNumbers.Format(value);
        var text = GoFloat.General(value);
        return text.AsSpan().ContainsAny('.', 'e') ? text : text + ".0";
    }
}
