using Almagest.Query.Common;
using Almagest.Query.PromQL.Engine;
using Almagest.Query.PromQL.Values;

namespace Almagest.Query.PromQL.Functions;

/// <summary><c>histogram_fraction</c>.</summary>
sealed class FractionEstimate(Evaluator evaluator, SourceSpan span, StepColumn lower, StepColumn upper) : BucketEstimate(evaluator, span)
{
    public override double Native(FloatHistogram histogram, string metric, int step)
    {
        var fraction = HistogramQuantile.Fraction(lower.Values[step], upper.Values[step], histogram, out var remark);
        if (remark != NaNRemark.None)
            Remark(Remarks.FractionWithoutNaN(metric, Span), step);
        return fraction;
    }

    public override double Classic(List<ClassicBucket> buckets, string metric, int step) => ClassicQuantile.Fraction(lower.Values[step], upper.Values[step], buckets);
}
