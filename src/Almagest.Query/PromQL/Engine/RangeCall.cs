using Almagest.Query.Common;
using Almagest.Query.PromQL.Syntax;

namespace Almagest.Query.PromQL.Engine;

/// <summary>What is the same for all series of one call of a function over ranges.</summary>
sealed record RangeCall(CallExpr Call, long RangeMs, TimeShift Shift, VectorExtension Extension, StepColumn[] Parameters, Remarker Remarker, PromQlFeatures Features)
{
    /// <summary>Where Prometheus points to in remarks about samples: the first argument; when that is a subquery, the beginning of the query.</summary>
    public SourceSpan FirstArgument => Call.Arguments[0] is SubqueryExpr ? default : Call.Arguments[0].Span;

    /// <summary>Where remarks of <c>irate</c> and <c>idelta</c> point to.</summary>
    public SourceSpan AllArguments => Call.Arguments[0].Span.To(Call.Arguments[^1].Span);

    /// <summary>Whether the range selector names its metric.</summary>
    public bool IsOfOneMetric => Call.Arguments.Any(static argument => argument is MatrixExpr { Vector.Name.Length: > 0 });

    public double RangeSeconds => RangeMs / 1000.0;

    /// <summary>A parameter that is no range, at a step.</summary>
    public double Parameter(int index, int step) => Parameters[index].Values[step];

    /// <summary>A remark about the samples in a window.</summary>
    public void Remark(Func<string, SourceSpan, Annotation> remark, RangePlace place) => Remarker.Add(remark(place.Series.Metric, FirstArgument), place.Step);
}
