using Almagest.Query.PromQL.Syntax;
using Almagest.Query.PromQL.Values;
using ValueType = Almagest.Query.PromQL.Syntax.ValueType;

namespace Almagest.Query.PromQL.Engine;

/// <summary>Evaluates the whole query and makes the answer of its columns.</summary>
static class ResultBuilder
{
    public static QueryValue Build(Evaluator evaluator, QueryPlan plan)
    {
        var request = evaluator.Context.Request;
        var expr = plan.Expr;
        while (expr is ParenExpr or StepInvariantExpr && expr.Type is ValueType.String or ValueType.Matrix)
            expr = expr is ParenExpr paren ? paren.Inner : ((StepInvariantExpr)expr).Inner;
        switch (expr)
        {
            case StringExpr text:
                return new StringValue(request.StartMs, text.Value);
            case MatrixExpr matrix:
                return Sorted(RawRange.Read(evaluator, matrix));
            case SubqueryExpr subquery:
                var (inside, grid) = evaluator.Subquery(subquery, countTotal: true);
                return Sorted(Finish(evaluator, inside).ConvertAll(column => Series(column, grid)));
        }

        var columns = evaluator.Evaluate(expr);
        if (!request.IsInstant)
            return Sorted(Finish(evaluator, columns).ConvertAll(column => Series(column, plan.Grid)));
        if (expr.Type == ValueType.Scalar)
            return new ScalarValue(request.StartMs, columns[0].Values[0]);
        return new VectorValue(request.StartMs, Finish(evaluator, columns).ConvertAll(static column => new VectorSample(column.Labels, column.Values[0], column.Histogram(0))));
    }

    static List<StepColumn> Finish(Evaluator evaluator, List<StepColumn> columns)
    {
        if (!evaluator.Context.Features.DelayedNameRemoval)
            return columns;
        foreach (var column in columns)
            if (column.DropName)
                column.Labels = LabelSets.WithoutMetadata(column.Labels);
        return ColumnMerge.Merge(columns);
    }

    static MatrixSeries Series(StepColumn column, StepGrid grid)
    {
        var count = StepBits.Count(column.Present);
        var (times, values) = (new long[count], new double[count]);
        var histograms = column.Histograms is null ? null : new FloatHistogram?[count];
        var at = 0;
        for (var step = StepBits.Next(column.Present, 0); step >= 0; step = StepBits.Next(column.Present, step + 1))
        {
            (times[at], values[at]) = (grid[step], column.Values[step]);
            if (histograms is not null)
                histograms[at] = column.Histogram(step);
            at++;
        }

        var series = new MatrixSeries(column.Labels, times, values, histograms);
        column.Release();
        return series;
    }

    static MatrixValue Sorted(List<MatrixSeries> series)
    {
        series.RemoveAll(static each => each.Times.Length == 0);
        series.Sort(static (a, b) => a.Labels.CompareTo(b.Labels));
        return new MatrixValue(series);
    }
}
