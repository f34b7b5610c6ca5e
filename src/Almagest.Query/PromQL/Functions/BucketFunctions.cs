using Almagest.Query.Common;
using Almagest.Query.PromQL.Engine;
using Almagest.Query.PromQL.Syntax;

namespace Almagest.Query.PromQL.Functions;

/// <summary><c>histogram_quantile</c>, <c>histogram_quantiles</c> and <c>histogram_fraction</c>, of classic and native histograms.</summary>
static class BucketFunctions
{
    public static List<StepColumn> Evaluate(Evaluator evaluator, CallExpr call)
    {
        var argument = call.Arguments[call.Function switch { "histogram_quantile" => 1, "histogram_fraction" => 2, _ => 0 }];
        Expr[] scalars = [.. call.Arguments.Where(static each => each.Type == Syntax.ValueType.Scalar)];
        StepColumn[] parameters = [.. scalars.Select(evaluator.Scalar)];
        var histograms = ClassicHistograms.Of(evaluator.Evaluate(argument));
        var estimates = Estimates(evaluator, call, scalars, parameters, argument.Span);
        if (estimates is [QuantileEstimate { HasOwnLabel: false } only] && histograms.Columns(evaluator, only.LabelsOf) is { } columns)
            return only.Of(columns);
        var output = new ColumnSet(evaluator);
        for (var step = 0; step < evaluator.Grid.Count; step++)
        {
            evaluator.Context.CheckTime();
            foreach (var estimate in estimates)
                estimate.Check(step);
            var sets = histograms.At(evaluator, step, argument.Span);
            foreach (var estimate in estimates)
                foreach (var set in sets)
                    output.Add(estimate.LabelsOf(set.Labels), true, step, set.Native is { } native ? estimate.Native(native, set.Metric, step) : estimate.Classic(set.Buckets, set.Metric, step), null);
        }

        return output.Columns;
    }

    static BucketEstimate[] Estimates(Evaluator evaluator, CallExpr call, Expr[] scalars, StepColumn[] parameters, SourceSpan span) => call.Function switch
    {
        "histogram_fraction" => [new FractionEstimate(evaluator, span, parameters[0], parameters[1])],
        "histogram_quantile" => [new QuantileEstimate(evaluator, span, parameters[0], scalars[0].Span, "")],
        _ => [.. parameters.Select((parameter, i) => new QuantileEstimate(evaluator, span, parameter, scalars[i].Span, ((StringExpr)call.Arguments[1]).Value))],
    };
}
