using Almagest.Model;
using Almagest.Query.Common;
using Almagest.Query.PromQL.Engine;
using Almagest.Query.PromQL.Values;

namespace Almagest.Query.PromQL.Functions;

/// <summary>What is estimated of each histogram.</summary>
abstract class BucketEstimate(Evaluator evaluator, SourceSpan span)
{
    protected Evaluator Evaluator => evaluator;

    protected SourceSpan Span => span;

    /// <summary>Remarks on the parameters.</summary>
    public virtual void Check(int step)
    {
    }

    protected virtual Labels Labelled(Labels histogram) => histogram;

    public Labels LabelsOf(Labels histogram) => Labelled(evaluator.Context.Features.DelayedNameRemoval ? histogram : LabelSets.WithoutMetadata(histogram));

    public abstract double Native(FloatHistogram histogram, string metric, int step);

    public abstract double Classic(List<ClassicBucket> buckets, string metric, int step);

    protected void Remark(Annotation annotation, int step) => evaluator.Remarker.Add(annotation, step);
}
