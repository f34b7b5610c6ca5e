using Almagest.Query.PromQL.Functions;
using Almagest.Query.PromQL.Sources;
using Almagest.Query.PromQL.Syntax;

namespace Almagest.Query.PromQL.Engine;

/// <summary>An aggregation that the store may be asked for.</summary>
/// <param name="Selector">What it reads.</param>
/// <param name="Call">The function over ranges; null for the newest sample.</param>
/// <param name="Selection">What to ask.</param>
sealed record AggregatePlan(VectorExpr Selector, CallExpr? Call, AggregateSelection Selection)
{
    // Others cannot be had to within the last digits from the store's functions, or need all samples together.
    static readonly string[] Operators = ["sum", "avg", "min", "max", "count", "group"];
    static readonly string[] Functions = ["rate", "increase", "delta", "irate", "idelta"];

    /// <summary>The plan of an aggregation that is evaluated on the query's own grid; null when it is none the store can answer.</summary>
    public static AggregatePlan? Find(AggregateExpr aggregate, StepGrid grid, long lookbackMs)
    {
        if (grid.Count == 0 || !Operators.Contains(aggregate.Operator) || aggregate.Grouping.Any(static label => label is Model.Labels.MetricName or "__type__" or "__unit__"))
            return null;
        var (call, vector, range) = Inner(aggregate.Inner) switch
        {
            VectorExpr selector => (null, selector, lookbackMs),
            CallExpr { Arguments: [MatrixExpr matrix] } function when Functions.Contains(function.Function) => (function, matrix.Vector, matrix.RangeMs),
            _ => ((CallExpr?)null, (VectorExpr?)null, 0L),
        };
        if (vector is not { Shift.At: AtKind.None, Extension: VectorExtension.None } || range <= 0 || !vector.Matchers.Any(static m => m is { Name: Model.Labels.MetricName, Kind: MatchKind.Equal }))
            return null;
        var windows = new AggregateWindows(grid.StartMs - vector.Shift.OffsetMs, grid.StepMs, grid.Count, range);
        // The store's grids begin in 1970.
        return windows.FirstEndMs < 0 ? null
            : new AggregatePlan(vector, call, new AggregateSelection(vector.Matchers, aggregate.Operator, call?.Function ?? "last", aggregate.Grouping, aggregate.Without, windows));
    }

    /// <summary>The store's answer as columns, with the remarks an evaluation of the samples makes.</summary>
    public List<StepColumn> Columns(Evaluator evaluator, StoreAggregate answer)
    {
        evaluator.Stats.AddRead(answer.Samples);
        evaluator.Stats.AddTotal(answer.Samples);
        var columns = new List<StepColumn>(answer.Groups.Count);
        var any = StepColumn.Rent(Model.Labels.Empty, evaluator.Grid.Count);
        foreach (var group in answer.Groups)
        {
            var column = StepColumn.Rent(group.Labels, evaluator.Grid.Count);
            for (var step = 0; step < column.Steps; step++)
            {
                if (group.Members[step] == 0)
                    continue;
                column.Set(step, group.Values[step]);
                any.Set(step, 1);
            }

            column.Hold(evaluator.Context);
            columns.Add(column);
        }

        if (Call is { } call && RangeFunctions.Find(call.Function) is { } function)
            function.Check(Metric, any, new RangeCall(call, Selection.Windows.LengthMs, Selector.Shift, Selector.Extension, [], evaluator.Remarker, evaluator.Context.Features));
        any.Release();
        return columns;
    }

    Model.Labels Metric => Model.Labels.From([new Model.Label(Model.Labels.MetricName, Selector.Matchers.First(static m => m is { Name: Model.Labels.MetricName, Kind: MatchKind.Equal }).Value)]);

    static Expr Inner(Expr expr) => expr is ParenExpr paren ? Inner(paren.Inner) : expr;
}
