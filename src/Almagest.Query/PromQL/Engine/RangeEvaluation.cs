using Almagest.Query.PromQL.Functions;
using Almagest.Query.PromQL.Sources;
using Almagest.Query.PromQL.Syntax;

namespace Almagest.Query.PromQL.Engine;

/// <summary>Prepares functions over ranges: their parameters and the series they slide over.</summary>
static class RangeEvaluation
{
    // In the order and spelling of Prometheus' message.
    static readonly string[] Anchorable = ["changes", "delta", "increase", "rate", "resets"];
    static readonly string[] Smoothable = ["delta", "increase", "rate"];

    public static RowSource Rows(Evaluator evaluator, CallExpr call, RangeFunction function)
    {
        var range = Array.FindIndex([.. call.Arguments], static argument => argument is MatrixExpr or SubqueryExpr);
        var subquery = call.Arguments[range] as SubqueryExpr;
        IReadOnlyList<ISeries> series = [];
        if (subquery is not null)
        {
            var (columns, grid) = evaluator.Subquery(subquery, countTotal: false);
            series = [.. columns.Select(column => new StepSeries(column, grid))];
        }

        StepColumn[] parameters = [.. call.Arguments.Where((_, i) => i != range).Select(evaluator.Scalar)];
        if (subquery is not null)
            return new RangeRows(evaluator, series, function, Describe(evaluator, call, (subquery.RangeMs, subquery.Shift, VectorExtension.None), parameters), fromSubquery: true);
        var matrix = (MatrixExpr)call.Arguments[range];
        CheckExtension(matrix.Vector.Extension, function.Name);
        var described = Describe(evaluator, call, (matrix.RangeMs, matrix.Vector.Shift, matrix.Vector.Extension), parameters);
        if (evaluator.Context.Leaves.Of(matrix.Vector) is { Rolled: { } rolled, Plan: { } plan })
            return new RollupRows(evaluator, rolled, function, (plan, described));
        return new RangeRows(evaluator, evaluator.Context.Leaves.Series(matrix.Vector), function, described, fromSubquery: false);
    }

    /// <summary><c>absent_over_time</c>: 1 at the steps where no series has samples.</summary>
    public static List<StepColumn> Absent(Evaluator evaluator, CallExpr call)
    {
        var function = RangeFunctions.Find("absent_over_time") ?? throw new InvalidOperationException("absent_over_time has no body");
        var columns = Rows(evaluator, call, function).Materialise();
        var absent = StepColumn.Constant(1, evaluator.Grid.Count);
        foreach (var column in columns)
        {
            for (var word = 0; word < absent.Present.Length; word++)
                absent.Present[word] &= ~column.Present[word];
            column.Release();
        }

        if (absent.IsEmpty)
            return [];
        (absent.Labels, absent.DropName) = (AbsentLabels.Of(call.Arguments[0]), true);
        return [absent];
    }

    static RangeCall Describe(Evaluator evaluator, CallExpr call, (long RangeMs, TimeShift Shift, VectorExtension Extension) range, StepColumn[] parameters) =>
        new(call, range.RangeMs, range.Shift, range.Extension, parameters, evaluator.Remarker, evaluator.Context.Features);

    static void CheckExtension(VectorExtension extension, string function)
    {
        var (word, allowed) = extension switch { VectorExtension.Anchored => ("anchored", Anchorable), VectorExtension.Smoothed => ("smoothed", Smoothable), _ => ("", []) };
        if (word.Length > 0 && !allowed.Contains(function))
            throw new PromQlException($"{word} modifier can only be used with: {string.Join(", ", allowed)} - not with {function}");
    }
}
