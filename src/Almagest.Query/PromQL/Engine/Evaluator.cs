using Almagest.Model;
using Almagest.Query.PromQL.Functions;
using Almagest.Query.PromQL.Syntax;

namespace Almagest.Query.PromQL.Engine;

/// <summary>
/// Evaluates an expression at all times of a grid at once, column by column. Subqueries and parts that are the same at every step have evaluators
/// of their own. A scalar is one column without labels.
/// </summary>
sealed class Evaluator(QueryContext context, StepGrid grid, Remarker remarker)
{
    public QueryContext Context => context;

    public StepGrid Grid => grid;

    /// <summary>Takes remarks, and knows which steps of the query they are about.</summary>
    public Remarker Remarker => remarker;

    public SampleStats Stats { get; } = new(grid.Count, context.Request.StatsPerStep);

    /// <summary>The time whose data a step sees.</summary>
    public static long Reference(TimeShift shift, long time) => (shift.At == AtKind.None ? time : shift.AtMs) - shift.OffsetMs;

    /// <summary>Which columns an expression has; those without samples are left out.</summary>
    /// <exception cref="PromQlException">The data do not allow it.</exception>
    public List<StepColumn> Evaluate(Expr expr) => context.Measures is { } measures ? measures.Measure(expr, EvaluateNode) : EvaluateNode(expr);

    List<StepColumn> EvaluateNode(Expr expr)
    {
        context.CheckTime();
        if (grid.Count == 0)
            return [];
        if (Rows(expr) is { } rows)
            return rows.Columns();
        return expr switch
        {
            NumberExpr number => [StepColumn.Constant(number.Value, grid.Count)],
            ParenExpr paren => Evaluate(paren.Inner),
            UnaryExpr unary => Unary(unary),
            VectorExpr vector => SmoothedSelector.Evaluate(this, vector),
            StepInvariantExpr invariant => Invariant(invariant),
            CallExpr call => CallEvaluation.Evaluate(this, call),
            AggregateExpr aggregate => AggregateEvaluation.Evaluate(this, aggregate),
            BinaryExpr binary => BinaryEvaluation.Evaluate(this, binary),
            _ => throw new InvalidOperationException($"{expr.GetType().Name} can not be evaluated on a grid"),
        };
    }

    /// <summary>The single column of a scalar.</summary>
    public StepColumn Scalar(Expr expr) => Evaluate(expr)[0];

    /// <summary>The rows of a selector or function over ranges, which need not be held together; null for other expressions.</summary>
    public RowSource? Rows(Expr expr) => expr switch
    {
        ParenExpr paren => Rows(paren.Inner),
        VectorExpr { Extension: not VectorExtension.Smoothed } vector => new SelectorRows(this, vector),
        CallExpr { Function: "timestamp" or "start_timestamp", Arguments: [VectorExpr selector] } call => new TimestampRows(this, selector, call.Function == "start_timestamp"),
        CallExpr call when call.Function != "absent_over_time" && RangeFunctions.Find(call.Function) is { } function => RangeEvaluation.Rows(this, call, function),
        _ => null,
    };

    /// <summary>Evaluates a subquery on its own grid; what it read is counted here.</summary>
    public (List<StepColumn> Columns, StepGrid Grid) Subquery(SubqueryExpr subquery, bool countTotal)
    {
        var last = grid[Math.Max(grid.Count - 1, 0)];
        var (start, end) = SubqueryTimes.Within(Reference(subquery.Shift, grid.StartMs) - subquery.RangeMs, Reference(subquery.Shift, last), subquery.StepMs);

        // A year in steps of a millisecond: not even one series of it could be held.
        if ((end - start) / subquery.StepMs >= Math.Min(context.Request.MaxSamples, int.MaxValue))
            throw QueryContext.TooManySamples();
        var innerGrid = new StepGrid(start, end, subquery.StepMs);
        var inner = new Evaluator(context, innerGrid, remarker.Inside(subquery, innerGrid));
        var columns = inner.Evaluate(subquery.Inner);
        Stats.AddRead(inner.Stats.Read);
        if (countTotal)
            Stats.AddTotal(inner.Stats.Total);
        return (columns, inner.Grid);
    }

    List<StepColumn> Invariant(StepInvariantExpr invariant)
    {
        if (grid.Count == 1 && grid.IsInstant)
            return Evaluate(invariant.Inner);
        var once = new Evaluator(context, grid.First, remarker.ForAllSteps());
        var columns = once.Evaluate(invariant.Inner);
        Stats.AddToAllSteps(once.Stats);
        var repeated = new List<StepColumn>(columns.Count);
        foreach (var column in columns)
        {
            var wide = StepColumn.Rent(column.Labels, grid.Count);
            wide.DropName = column.DropName;
            wide.Values.Fill(column.Values[0]);
            StepBits.SetAll(wide.Present, grid.Count);
            if (column.Histogram(0) is { } histogram)
            {
                wide.Histograms = new Values.FloatHistogram?[grid.Count];
                Array.Fill(wide.Histograms, histogram);
            }

            column.Release();
            wide.Hold(context);
            repeated.Add(wide);
        }

        return repeated;
    }

    List<StepColumn> Unary(UnaryExpr unary)
    {
        var columns = Evaluate(unary.Inner);
        if (!unary.Negative)
            return columns;
        foreach (var column in columns)
        {
            DropName(column);
            for (var step = StepBits.Next(column.Present, 0); step >= 0; step = StepBits.Next(column.Present, step + 1))
            {
                if (column.Histogram(step) is { } histogram)
                    column.Set(step, Values.HistogramArithmetic.Multiply(histogram, -1));
                else
                    column.Set(step, -column.Values[step]);
            }
        }

        return context.Features.DelayedNameRemoval ? columns : ColumnMerge.Merge(columns);
    }

    /// <summary>Notes that a column is no longer the metric its name says.</summary>
    public void DropName(StepColumn column)
    {
        column.DropName = true;
        if (!context.Features.DelayedNameRemoval)
            column.Labels = LabelSets.WithoutMetadata(column.Labels);
    }

    /// <summary>Fails when two columns have the same labels, as a result of dropping names at once.</summary>
    public void CheckDistinct(List<StepColumn> columns)
    {
        if (context.Features.DelayedNameRemoval)
            return;
        var seen = new HashSet<Labels>(columns.Count);
        foreach (var column in columns)
            if (!seen.Add(column.Labels))
                throw ColumnMerge.SameLabels();
    }
}
