using Almagest.Model;
using Almagest.Query.PromQL.Sources;
using Almagest.Query.PromQL.Syntax;

namespace Almagest.Query.PromQL.Engine;

/// <summary>Which info series a call of <c>info</c> reads, and at which time.</summary>
static class InfoSelection
{
    /// <summary>The labels that tell which info series belongs to a series.</summary>
    public static readonly string[] IdentifyingLabels = ["instance", "job"];

    /// <summary>
    /// The <c>@</c> and offset of the first selector within the argument: the innermost <c>@</c> of it and the subqueries around it, and the offsets up to there.
    /// </summary>
    public static TimeShift Shift(Expr argument) => Find(argument, []) ?? TimeShift.None;

    /// <summary>All conditions on the info series that are known before evaluation.</summary>
    public static IReadOnlyList<LabelMatcher> Matchers(CallExpr info) =>
        [.. DataMatchers(info).Where(static matcher => matcher.Name != Labels.MetricName), .. NameMatchers(info)];

    /// <summary>The conditions given with the call.</summary>
    public static IReadOnlyList<LabelMatcher> DataMatchers(CallExpr info) => info.Arguments.Count > 1 ? ((VectorExpr)info.Arguments[1]).Matchers : [];

    /// <summary>Conditions on the name: those given, with <c>.+_info</c> when they only exclude; else <c>target_info</c>.</summary>
    public static IReadOnlyList<LabelMatcher> NameMatchers(CallExpr info)
    {
        LabelMatcher[] given = [.. DataMatchers(info).Where(static matcher => matcher.Name == Labels.MetricName)];
        if (given.Length == 0)
            return [new LabelMatcher(MatchKind.Equal, Labels.MetricName, "target_info")];
        return given.Any(static matcher => matcher.Kind is MatchKind.Equal or MatchKind.Regex) ? given : [new LabelMatcher(MatchKind.Regex, Labels.MetricName, ".+_info"), .. given];
    }

    static TimeShift? Find(Expr expr, SubqueryExpr[] around)
    {
        switch (expr)
        {
            case VectorExpr vector:
                var shift = vector.Shift;
                for (var i = around.Length - 1; shift.At == AtKind.None && i >= 0; i--)
                    shift = new TimeShift(around[i].Shift.At, around[i].Shift.AtMs, shift.OffsetMs + around[i].Shift.OffsetMs, null);
                return shift;
            case SubqueryExpr subquery:
                return Find(subquery.Inner, [.. around, subquery]);
            default:
                return Children(expr).Select(child => Find(child, around)).FirstOrDefault(static found => found is not null);
        }
    }

    static IEnumerable<Expr> Children(Expr expr) => expr switch
    {
        MatrixExpr matrix => [matrix.Vector],
        CallExpr call => call.Arguments,
        AggregateExpr aggregate => aggregate.Parameter is { } parameter ? [aggregate.Inner, parameter] : [aggregate.Inner],
        BinaryExpr binary => [binary.Left, binary.Right],
        ParenExpr paren => [paren.Inner],
        UnaryExpr unary => [unary.Inner],
        StepInvariantExpr invariant => [invariant.Inner],
        _ => [],
    };
}
