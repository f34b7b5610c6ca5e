using Almagest.Query.TraceQL;

namespace Almagest.Telemetry.Traces;

/// <summary>What a trace must hold for a query to find anything in it, in SQL.</summary>
/// <param name="AnySpan">A condition on spans: those that fail it need not be read; null when all must be.</param>
/// <param name="Trace">A condition on a group of spans of one trace; null when every trace may match.</param>
sealed record TraceCandidates(string? AnySpan, string? Trace)
{
    /// <summary>False when every trace may match: the summaries name them.</summary>
    internal bool NeedsSpans => AnySpan is not null || Trace is not null;

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

        return need is null ? new TraceCandidates(null, null) : new TraceCandidates(need.AnySpan, need.Trace);
    }

    static Need? Of(SpansetExpr expr, SpanConditions conditions) => expr switch
    {
        FilterExpr filter => conditions.Of(filter.Condition).Sql is { } sql ? new Need(sql, $"countIf({sql}) > 0") : null,
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

    /// <summary>Null: nothing is needed.</summary>
    sealed record Need(string? AnySpan, string Trace)
    {
        internal static Need? Both(Need? left, Need? right)
        {
            if (left is null || right is null)
                return left ?? right;
            return new Need(left.AnySpan is null || right.AnySpan is null ? null : $"({left.AnySpan} OR {right.AnySpan})", $"{left.Trace} AND {right.Trace}");
        }

        internal static Need? Either(Need? left, Need? right) => left is null || right is null ? null
            : new Need(left.AnySpan is null || right.AnySpan is null ? null : $"({left.AnySpan} OR {right.AnySpan})", $"({left.Trace} OR {right.Trace})");
    }
}
