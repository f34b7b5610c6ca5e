using Almagest.Query.PromQL.Syntax;

namespace Almagest.Query.PromQL.Engine;

/// <summary>Aggregations: fused with what they aggregate where that is possible.</summary>
static class AggregateEvaluation
{
    public static List<StepColumn> Evaluate(Evaluator evaluator, AggregateExpr aggregate)
    {
        if (evaluator.Context.Leaves.Answered(aggregate) is { } answered)
            return answered.Plan.Columns(evaluator, answered.Answer);
        switch (aggregate.Operator)
        {
            case "topk" or "bottomk" or "limitk" or "limit_ratio":
                return SelectingAggregation.Evaluate(evaluator, aggregate);
            case "count_values":
                return CountValues.Evaluate(evaluator, aggregate);
            case "quantile":
                var quantiles = evaluator.Scalar(aggregate.Parameter ?? throw new InvalidOperationException("quantile has no parameter"));
                return new SampleAggregation(evaluator, aggregate).Run(evaluator.Evaluate(aggregate.Inner), quantiles);
        }

        if (evaluator.Rows(aggregate.Inner) is { } rows)
            return FusedAggregation.TryRun(evaluator, aggregate, rows) ?? new SampleAggregation(evaluator, aggregate).Run(rows.Columns(), null);
        var columns = evaluator.Evaluate(aggregate.Inner);
        return columns.Exists(static column => column.Histograms is not null)
            ? new SampleAggregation(evaluator, aggregate).Run(columns, null)
            : FusedAggregation.Run(evaluator, aggregate, columns);
    }
}
