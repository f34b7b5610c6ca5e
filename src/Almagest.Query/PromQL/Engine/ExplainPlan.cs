using Almagest.Query.PromQL.Functions;
using Almagest.Query.PromQL.Sources;
using Almagest.Query.PromQL.Syntax;

namespace Almagest.Query.PromQL.Engine;

/// <summary>How a query is evaluated: a node of the tree.</summary>
/// <param name="Kind">What it is: <c>selector</c>, <c>range</c>, <c>subquery</c>, <c>call</c>, <c>aggregate</c>, <c>binary</c>, <c>number</c> and so on.</param>
/// <param name="Detail">Function, operator or matchers.</param>
/// <param name="Fused">Whether it is evaluated together with what is below it, without holding that.</param>
/// <param name="Once">Whether it is evaluated only once, being the same at every step.</param>
/// <param name="Reads">What is fetched for it, if anything.</param>
/// <param name="Children">What it is made of.</param>
public sealed record ExplainPlan(string Kind, string Detail, bool Fused, bool Once, SeriesSelection? Reads, IReadOnlyList<ExplainPlan> Children)
{
    /// <summary>How long it took with all below it; null when it was not measured, or is part of what it is fused into.</summary>
    public TimeSpan? Duration { get; private init; }

    /// <summary>How many series it gave; null when it was not measured.</summary>
    public int? Series { get; private init; }

    internal static ExplainPlan Of(QueryPlan plan, NodeMeasures? measures) => Node(plan.Expr, plan.Leaves, measures, once: false);

    static ExplainPlan Node(Expr expr, SelectorLeaves leaves, NodeMeasures? measures, bool once)
    {
        ExplainPlan Make(string kind, string detail, bool fused, SeriesSelection? reads, params Expr?[] children)
        {
            var measured = measures?.Find(expr);
            return new(kind, detail, fused, once, reads, [.. children.OfType<Expr>().Select(child => Node(child, leaves, measures, once: false))])
            {
                Duration = measured?.Duration,
                Series = measured?.Series,
            };
        }

        return expr switch
        {
            StepInvariantExpr invariant => Node(invariant.Inner, leaves, measures, once: true),
            ParenExpr paren => Node(paren.Inner, leaves, measures, once),
            NumberExpr number => Make("number", PromQlNumbers.Format(number.Value), false, null),
            StringExpr text => Make("string", text.Value, false, null),
            UnaryExpr unary => Make("unary", unary.Negative ? "-" : "+", false, null, unary.Inner),
            VectorExpr vector => Make("selector", Text(vector), false, Fetch(leaves.Of(vector))),
            MatrixExpr matrix => Make("range", $"{Text(matrix.Vector)}[{PromQlNumbers.FormatDuration(matrix.RangeMs)}]", false, Fetch(leaves.Of(matrix.Vector))),
            SubqueryExpr subquery => Make("subquery", $"[{PromQlNumbers.FormatDuration(subquery.RangeMs)}:{PromQlNumbers.FormatDuration(subquery.StepMs)}]", false, null, subquery.Inner),
            CallExpr { Function: "info" } info => Make("call", "info", false, Fetch(leaves.Of(info)), info.Arguments[0]),
            CallExpr call => Make("call", call.Function, RangeFunctions.Find(call.Function) is not null, null, [.. call.Arguments]),
            AggregateExpr aggregate => Make("aggregate", aggregate.Operator, IsFused(aggregate), null, aggregate.Inner, aggregate.Parameter),
            BinaryExpr binary => Make("binary", binary.Operator, false, null, binary.Left, binary.Right),
            _ => throw new InvalidOperationException($"unknown expression {expr.GetType().Name}"),
        };
    }

    static bool IsFused(AggregateExpr aggregate) => aggregate.Operator is "sum" or "avg" or "min" or "max" or "count" or "group" or "stddev" or "stdvar" && aggregate.Inner switch
    {
        VectorExpr vector => vector.Extension != VectorExtension.Smoothed,
        CallExpr call => call.Function is "timestamp" or "start_timestamp" || (call.Function != "absent_over_time" && RangeFunctions.Find(call.Function) is not null),
        _ => false,
    };

    static SeriesSelection Fetch(SelectorLeaf leaf) => new(leaf.Matchers, leaf.FromMs, leaf.ToMs) { Cost = leaf.Cost };

    static string Text(VectorExpr vector) => $"{{{string.Join(",", vector.Matchers.Select(static matcher => $"{matcher.Name}{matcher.Operator}{GoText.Quote(matcher.Value)}"))}}}";
}
