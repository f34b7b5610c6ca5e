using Almagest.Query.Traces;

namespace Almagest.Query.TraceQL;

/// <summary>Runs the stages of a query over one whole trace.</summary>
public static class TraceQlEvaluator
{
    /// <summary>The sets of spans that pass all stages before the metrics stage; none when the trace does not match.</summary>
    public static IReadOnlyList<Spanset> Evaluate(IEnumerable<Stage> stages, TraceTree tree)
    {
        List<Spanset> sets = [new(tree.Nodes, [])];
        foreach (var stage in stages.TakeWhile(static s => s is not MetricsStage))
        {
            sets = Apply(stage, sets, tree);
            if (sets.Count == 0)
                break;
        }

        return sets;
    }

    /// <summary>The fields named by <c>select</c>.</summary>
    public static IEnumerable<FieldExpr> Selected(TraceQlQuery query) => query.Stages.OfType<SelectStage>().SelectMany(static s => s.Fields);

    /// <summary>The value of a field of a span.</summary>
    public static TqValue Value(FieldExpr field, TraceNode node, TraceTree tree) => FieldEvaluator.Value(field, node, tree);

    /// <summary>Whether a span meets a condition.</summary>
    public static bool Matches(FieldExpr condition, TraceNode node, TraceTree tree) => FieldEvaluator.IsTrue(condition, node, tree);

    static List<Spanset> Apply(Stage stage, List<Spanset> sets, TraceTree tree) => stage switch
    {
        SpansetStage filter => [.. sets.Select(s => s with { Nodes = Select(filter.Expression, s.Nodes, tree) }).Where(static s => s.Nodes.Count > 0)],
        ScalarStage scalar => [.. sets.Select(s => Measure(scalar, s, tree)).OfType<Spanset>()],
        GroupStage group => [.. sets.SelectMany(s => Split(group, s, tree))],
        CoalesceStage => [new Spanset([.. sets.SelectMany(static s => s.Nodes).Distinct().OrderBy(static n => n.Index)], [])],
        SelectStage => sets,
        _ => throw new InvalidOperationException($"unexpected stage {stage.GetType().Name}"),
    };

    static IReadOnlyList<TraceNode> Select(SpansetExpr expr, IReadOnlyList<TraceNode> nodes, TraceTree tree) => expr switch
    {
        FilterExpr filter => [.. nodes.Where(n => FieldEvaluator.IsTrue(filter.Condition, n, tree))],
        RelationExpr relation => SpansetRelations.Apply(relation.Operator, Select(relation.Left, nodes, tree), Select(relation.Right, nodes, tree), tree),
        NestedExpr nested => [.. Run(nested.Stages, nodes, tree).SelectMany(static s => s.Nodes).Distinct().OrderBy(static n => n.Index)],
        _ => throw new InvalidOperationException($"unknown expression {expr.GetType().Name}"),
    };

    static List<Spanset> Run(IEnumerable<Stage> stages, IReadOnlyList<TraceNode> nodes, TraceTree tree)
    {
        List<Spanset> sets = [new(nodes, [])];
        foreach (var stage in stages)
            sets = Apply(stage, sets, tree);
        return sets;
    }

    static Spanset? Measure(ScalarStage stage, Spanset set, TraceTree tree)
    {
        var (left, right) = (Scalar(stage.Left, set, tree), Scalar(stage.Right, set, tree));
        if (!FieldEvaluator.Compare(stage.Operator, left, right))
            return null;
        return stage.Left is ScalarAggregate aggregate
            ? set with { Attributes = [.. set.Attributes, new(Name(aggregate), left)] }
            : set;
    }

    static string Name(ScalarAggregate aggregate) =>
        aggregate.Argument is null ? "count()" : $"{aggregate.Function}({FieldNames.Of(aggregate.Argument)})";

    static TqValue Scalar(ScalarExpr expr, Spanset set, TraceTree tree) => expr switch
    {
        ScalarStatic literal => literal.Value,
        ScalarAggregate aggregate => Aggregate(aggregate, set.Nodes, tree),
        ScalarBinary binary => FieldEvaluator.Arithmetic(binary.Operator, Scalar(binary.Left, set, tree), Scalar(binary.Right, set, tree)),
        ScalarPipeline pipeline => Run(pipeline.Stages, set.Nodes, tree) is { Count: > 0 } found
            ? Scalar(pipeline.Result, new Spanset([.. found.SelectMany(static s => s.Nodes).Distinct()], []), tree) : TqValue.Nil,
        _ => throw new InvalidOperationException($"unknown expression {expr.GetType().Name}"),
    };

    static TqValue Aggregate(ScalarAggregate aggregate, IReadOnlyList<TraceNode> nodes, TraceTree tree)
    {
        if (aggregate.Argument is null)
            return TqValue.Of(nodes.Count);
        var values = nodes.Select(n => FieldEvaluator.Value(aggregate.Argument, n, tree)).Where(static v => v.IsNumber).ToList();
        if (values.Count == 0)
            return TqValue.Nil;
        var type = values.Max(static v => v.Type);
        return aggregate.Function switch
        {
            "min" => new TqValue(type, values.Min(static v => v.Number)),
            "max" => new TqValue(type, values.Max(static v => v.Number)),
            "sum" => new TqValue(type, values.Sum(static v => v.Number)),
            "avg" => new TqValue(type == TqType.Int ? TqType.Float : type, values.Average(static v => v.Number)),
            _ => throw new InvalidOperationException($"unknown aggregate {aggregate.Function}"),
        };
    }

    static IEnumerable<Spanset> Split(GroupStage group, Spanset set, TraceTree tree) => set.Nodes
        .GroupBy(n => FieldEvaluator.Value(group.By, n, tree))
        .Select(g => new Spanset([.. g], [.. set.Attributes, new($"by({FieldNames.Of(group.By)})", g.Key)]));
}
