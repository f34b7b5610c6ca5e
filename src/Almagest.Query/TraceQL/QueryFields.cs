namespace Almagest.Query.TraceQL;

/// <summary>Walks through everything a query says about spans.</summary>
public static class QueryFields
{
    /// <summary>The expressions of all stages, whole: conditions, arguments, groupings and selected fields.</summary>
    public static IEnumerable<FieldExpr> Expressions(TraceQlQuery query) => query.Stages.SelectMany(Of);

    /// <summary>An expression and all parts of it.</summary>
    public static IEnumerable<FieldExpr> Parts(FieldExpr expr) => expr switch
    {
        UnaryExpr unary => [expr, .. Parts(unary.Operand)],
        BinaryExpr binary => [expr, .. Parts(binary.Left), .. Parts(binary.Right)],
        _ => [expr],
    };

    static IEnumerable<FieldExpr> Of(Stage stage) => stage switch
    {
        SpansetStage spanset => Of(spanset.Expression),
        ScalarStage scalar => [.. Of(scalar.Left), .. Of(scalar.Right)],
        GroupStage group => [group.By],
        SelectStage select => select.Fields,
        MetricsStage metrics => [.. metrics.By, .. metrics.Argument is null ? [] : new[] { metrics.Argument }, .. metrics.Selection is null ? [] : Of(metrics.Selection)],
        CoalesceStage or RankStage or ThresholdStage => [],
        _ => throw new InvalidOperationException($"unknown stage {stage.GetType().Name}"),
    };

    static IEnumerable<FieldExpr> Of(SpansetExpr expr) => expr switch
    {
        FilterExpr filter => [filter.Condition],
        RelationExpr relation => [.. Of(relation.Left), .. Of(relation.Right)],
        NestedExpr nested => nested.Stages.SelectMany(Of),
        _ => throw new InvalidOperationException($"unknown expression {expr.GetType().Name}"),
    };

    static IEnumerable<FieldExpr> Of(ScalarExpr expr) => expr switch
    {
        ScalarStatic => [],
        ScalarAggregate aggregate => aggregate.Argument is null ? [] : [aggregate.Argument],
        ScalarBinary binary => [.. Of(binary.Left), .. Of(binary.Right)],
        ScalarPipeline pipeline => [.. pipeline.Stages.SelectMany(Of), .. Of(pipeline.Result)],
        _ => throw new InvalidOperationException($"unknown expression {expr.GetType().Name}"),
    };
}
