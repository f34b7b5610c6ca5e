using System.Globalization;
using Almagest.Query.TraceQL;

namespace Almagest.Telemetry.Traces;

/// <summary>What a trace must hold for a query to find anything in it, in SQL.</summary>
/// <param name="AnySpan">A condition on spans: those that fail it need not be read; null when all must be.</param>
/// <param name="Trace">A condition on a group of spans of one trace; null when one span that passes <paramref name="AnySpan"/> is enough.</param>
sealed record TraceCandidates(string? AnySpan, string? Trace)
{
    const string Beyond = " OR $beyond";

    /// <summary>True when one span makes a trace a candidate: pieces of a time range may be looked through one after the other.</summary>
    internal bool OneSpanIsEnough => Trace is null;

    /// <summary>
    /// The condition on a group. A trace that reaches beyond the range may have the other spans there: where it must not be missed, since
    /// no longer range is looked through after this one, it is a candidate with fewer.
    /// </summary>
    internal string? Having(bool missNone) => Trace?.Replace(Beyond, missNone ? """
         OR trace_id IN (
            SELECT trace_id FROM trace_summaries
            WHERE tenant = {tenant:String} AND day BETWEEN toDate(fromUnixTimestamp64Nano({from:Int64})) - 1 AND toDate(fromUnixTimestamp64Nano({to:Int64})) + 1
            GROUP BY trace_id HAVING min(first) < fromUnixTimestamp64Nano({from:Int64}) OR max(latest_start) > fromUnixTimestamp64Nano({to:Int64}))
        """ : "", StringComparison.Ordinal);

    /// <summary>Derives it: a set must have a span for both sides of "and" and of structural operators, for either side of "or".</summary>
    internal static TraceCandidates Of(TraceQlQuery query, SpanConditions conditions)
    {
        var need = (Need?)null;
        foreach (var stage in query.Stages)
        {
            // What follows works on what was found; only filters narrow it.
            if (stage is SpansetStage filter)
                need = Need.Both(need, Of(filter.Expression, conditions));
            else if (stage is ScalarStage scalar)
                need = Need.Both(need, Need.Both(Of(scalar.Left, conditions), Of(scalar.Right, conditions)));
        }

        if (LeastSpans(query) is { } least)
            need = Need.Both(need, AtLeast(least.Count, conditions.Of(least.Condition).Sql));
        return need is null ? new TraceCandidates(null, null) : new TraceCandidates(need.AnySpan, need.OneSpan ? null : need.Trace);
    }

    /// <summary>Of <c>{ … } | count() > n</c>: what must hold for how many spans of a trace.</summary>
    static (FieldExpr Condition, long Count)? LeastSpans(TraceQlQuery query) => query.Stages switch
    {
        [SpansetStage { Expression: FilterExpr filter }, ScalarStage { Left: ScalarAggregate { Function: "count" }, Right: ScalarStatic { Value: { Type: TqType.Int } least } } stage, ..] =>
            stage.Operator switch
            {
                ">" => (filter.Condition, (long)least.Number + 1),
                ">=" or "=" => (filter.Condition, (long)least.Number),
                _ => null,
            },
        _ => null,
    };

    /// <summary>So many spans in the range.</summary>
    static Need AtLeast(long count, string? sql) => new(sql, OneSpan: false, Trace: string.Create(CultureInfo.InvariantCulture,
        $"({(sql is null ? "count()" : $"countIf({sql})")} >= {count}{Beyond})"));

    static Need? Of(SpansetExpr expr, SpanConditions conditions) => expr switch
    {
        FilterExpr filter => conditions.Of(filter.Condition).Sql is { } sql ? new Need(sql, $"countIf({sql}) > 0", OneSpan: true) : null,
        RelationExpr { Operator: "||" } either => Need.Either(Of(either.Left, conditions), Of(either.Right, conditions)),
        // The left side of a negated relation may be absent altogether.
        RelationExpr relation when relation.Operator[0] == '!' => Of(relation.Right, conditions),
        RelationExpr relation => Need.Both(Of(relation.Left, conditions), Of(relation.Right, conditions)),
        NestedExpr nested => nested.Stages.OfType<SpansetStage>().Aggregate((Need?)null, (need, stage) => Need.Both(need, Of(stage.Expression, conditions))),
        _ => null,
    };

    static Need? Of(ScalarExpr expr, SpanConditions conditions) => expr switch
    {
        ScalarBinary binary => Need.Both(Of(binary.Left, conditions), Of(binary.Right, conditions)),
        ScalarPipeline pipeline => Of(new NestedExpr(pipeline.Stages), conditions),
        _ => null,
    };

    /// <summary>Null: nothing is needed. <paramref name="OneSpan"/>: the group needs no more than one span of <paramref name="AnySpan"/>.</summary>
    sealed record Need(string? AnySpan, string Trace, bool OneSpan)
    {
        internal static Need? Both(Need? left, Need? right)
        {
            if (left is null || right is null)
                return left ?? right;
            return new Need(AnyOf(left.AnySpan, right.AnySpan), $"{left.Trace} AND {right.Trace}", OneSpan: false);
        }

        internal static Need? Either(Need? left, Need? right) => left is null || right is null ? null
            : new Need(AnyOf(left.AnySpan, right.AnySpan), $"({left.Trace} OR {right.Trace})", left.OneSpan && right.OneSpan);

        static string? AnyOf(string? left, string? right) => left is null || right is null ? null : left == right ? left : $"({left} OR {right})";
    }
}
