using Almagest.Model;
using Almagest.Query.LogQL.Engine;
using Almagest.Query.LogQL.Syntax;

namespace Almagest.Query.LogQL.Metrics;

/// <summary>
/// Series of a pipeline that takes labels away. Loki computes them in shards and puts these together again as <c>without ()</c> does: labels without a value
/// are lost, and series that are equal then become one. Below a <c>sum</c> the sum itself puts them together.
/// </summary>
static class ReducedLabels
{
    internal static IReadOnlyList<LogSample>[] Apply(RangeAggregationExpr range, IReadOnlyList<LogSample>[] steps)
    {
        if (range.Grouping is not null || !range.Range.Selector.Stages.Any(Reduces) || Merge(range.Operation) is not { } merge)
            return steps;
        var filled = new Dictionary<Labels, Labels>();
        return [.. steps.Select(step => step.Any(static s => HasEmpty(s.Labels)) ? Merged(step, merge, filled) : step)];
    }

    static bool Reduces(StageExpr stage) => stage is DropExpr or KeepExpr || (stage is LabelFormatExpr format && format.Formats.Any(static f => f.Rename));

    static Func<double, double, double>? Merge(string operation) => operation switch
    {
        "count_over_time" or "rate" or "bytes_over_time" or "bytes_rate" or "sum_over_time" => static (a, b) => a + b,
        "max_over_time" => Math.Max,
        "min_over_time" => Math.Min,
        _ => null,
    };

    static bool HasEmpty(Labels labels)
    {
        foreach (var label in labels.AsSpan())
            if (label.Value.Length == 0)
                return true;
        return false;
    }

    static List<LogSample> Merged(IReadOnlyList<LogSample> samples, Func<double, double, double> merge, Dictionary<Labels, Labels> filled)
    {
        var values = new Dictionary<Labels, double>();
        foreach (var (labels, value) in samples)
        {
            if (!filled.TryGetValue(labels, out var key))
                filled[labels] = key = LabelGroups.Filled(labels);
            values[key] = values.TryGetValue(key, out var before) ? merge(before, value) : value;
        }

        return [.. values.Select(static v => new LogSample(v.Key, v.Value))];
    }
}
