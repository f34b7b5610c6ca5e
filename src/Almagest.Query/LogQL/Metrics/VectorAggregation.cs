using Almagest.Model;
using Almagest.Query.LogQL.Engine;
using Almagest.Query.LogQL.Syntax;

namespace Almagest.Query.LogQL.Metrics;

/// <summary>Aggregates the samples of one time.</summary>
sealed class VectorAggregation(VectorAggregationExpr expr)
{
    readonly Dictionary<Labels, Labels> _groupOf = [];

    internal IReadOnlyList<LogSample> Apply(IReadOnlyList<LogSample> samples)
    {
        var groups = new Dictionary<Labels, List<LogSample>>();
        foreach (var sample in samples)
        {
            var key = GroupOf(sample.Labels);
            if (!groups.TryGetValue(key, out var members))
                groups[key] = members = [];
            members.Add(sample);
        }

        return expr.Operation switch
        {
            "topk" or "approx_topk" => [.. groups.Values.SelectMany(g => Ordered(g, descending: true).Take(expr.Parameter))],
            "bottomk" => [.. groups.Values.SelectMany(g => Ordered(g, descending: false).Take(expr.Parameter))],
            "sort" => [.. groups.Values.SelectMany(static g => Ordered(g, descending: false))],
            "sort_desc" => [.. groups.Values.SelectMany(static g => Ordered(g, descending: true))],
            _ => [.. groups.Select(g => new LogSample(g.Key, Value(g.Value)))],
        };
    }

    Labels GroupOf(Labels labels)
    {
        if (!_groupOf.TryGetValue(labels, out var group))
            _groupOf[labels] = group = expr.Grouping.Without ? LabelGroups.Filled(LabelGroups.Without(labels, expr.Grouping.Names)) : LabelGroups.Only(labels, expr.Grouping.Names);
        return group;
    }

    // NaN is the least whatever the order; of equal values the labels decide, so that answers repeat.
    static IEnumerable<LogSample> Ordered(List<LogSample> samples, bool descending)
    {
        var byLabels = samples.Order(Comparer<LogSample>.Create(static (a, b) => a.Labels.CompareTo(b.Labels)));
        return descending ? byLabels.OrderBy(static s => double.IsNaN(s.Value)).ThenByDescending(static s => s.Value)
            : byLabels.OrderBy(static s => double.IsNaN(s.Value)).ThenBy(static s => s.Value);
    }

    double Value(List<LogSample> samples)
    {
        var statistics = new RunningValues();
        foreach (var sample in samples)
            statistics.Add(sample.Value);
        return expr.Operation switch
        {
            "sum" => statistics.Sum,
            "avg" => statistics.MeanOfSteps,
            "max" => statistics.Max,
            "min" => statistics.Min,
            "count" => statistics.Count,
            "stddev" => Math.Sqrt(statistics.Variance),
            "stdvar" => statistics.Variance,
            _ => throw new LogQlException($"expected aggregation operator but got \"{expr.Operation}\""),
        };
    }
}
