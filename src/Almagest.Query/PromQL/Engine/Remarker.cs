using Almagest.Query.PromQL.Syntax;

namespace Almagest.Query.PromQL.Engine;

/// <summary>Where the parts evaluated on one grid leave their remarks. Thread-safe.</summary>
/// <param name="all">The remarks of the query.</param>
/// <param name="grid">The times evaluated.</param>
/// <param name="times">How these follow from those of the query; null when they are its own.</param>
/// <param name="known">Whether that is known.</param>
sealed class Remarker(Annotations all, StepGrid grid, SubqueryTimes? times, bool known = true)
{
    /// <summary>Whether what is evaluated stands for all steps of the grid.</summary>
    bool IsForAllSteps { get; init; }

    /// <summary>For what is evaluated once because it is the same at all steps.</summary>
    public Remarker ForAllSteps() => IsForAllSteps ? this : new Remarker(all, grid, times, known) { IsForAllSteps = true };

    /// <summary>For the inside of a subquery.</summary>
    public Remarker Inside(SubqueryExpr subquery, StepGrid inner)
    {
        if (IsForAllSteps)
            return this;
        var follows = known && subquery.Shift.At == AtKind.None;
        return new Remarker(all, inner, follows ? new SubqueryTimes(times, subquery.Shift.OffsetMs, subquery.RangeMs, subquery.StepMs) : null, follows);
    }

    /// <summary>A remark about one step.</summary>
    public void Add(Annotation annotation, int step)
    {
        if (IsForAllSteps)
            AddAlways(annotation);
        else
            all.Add(annotation, times, grid, known ? (step, step + 1) : null);
    }

    /// <summary>A remark about several steps, a bit each.</summary>
    public void Add(Annotation annotation, ReadOnlySpan<ulong> steps)
    {
        if (IsForAllSteps || !known)
            AddAlways(annotation);
        else
            all.Add(annotation, times, grid, steps);
    }

    /// <summary>A remark that holds whatever the step.</summary>
    // What has details was found once: it must not count again at every step.
    public void AddAlways(Annotation annotation) => all.Add(annotation, times, grid, known && !annotation.HasDetails ? (0, grid.Count) : null);

    /// <summary>A remark about all values of a parameter together: about every step only when they are the same.</summary>
    public void AddOfParameter(Annotation annotation, Expr? parameter) => all.Add(annotation, times, grid, known && IsConstant(parameter) ? (0, grid.Count) : null);

    static bool IsConstant(Expr? expr) => expr switch
    {
        NumberExpr => true,
        ParenExpr paren => IsConstant(paren.Inner),
        UnaryExpr unary => IsConstant(unary.Inner),
        BinaryExpr binary => IsConstant(binary.Left) && IsConstant(binary.Right),
        _ => false,
    };
}
