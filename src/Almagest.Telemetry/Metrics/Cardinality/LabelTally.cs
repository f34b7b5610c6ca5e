using Almagest.Model;

namespace Almagest.Telemetry.Metrics.Cardinality;

/// <summary>Counts values of labels among chosen series.</summary>
sealed class LabelTally
{
    // Texts of the index are shared: the references are the keys, which is three times faster than comparing texts.
    readonly Dictionary<string, Dictionary<string, int>> _labels = new(ReferenceEqualityComparer.Instance as IEqualityComparer<string>);

    internal void Add(Labels labels)
    {
        foreach (var label in labels.AsSpan())
        {
            if (!_labels.TryGetValue(label.Name, out var values))
                _labels[label.Name] = values = new(ReferenceEqualityComparer.Instance as IEqualityComparer<string>);
            values[label.Value] = values.GetValueOrDefault(label.Value) + 1;
        }
    }

    internal List<LabelCardinality> Top(int limit) =>
        [.. _labels.OrderByDescending(static l => l.Value.Count).ThenBy(static l => l.Key, StringComparer.Ordinal).Take(limit).Select(l => TopValues(l.Key, l.Value, limit))];

    static LabelCardinality TopValues(string name, Dictionary<string, int> values, int limit)
    {
        var top = new TopCounts(limit);
        long series = 0;
        foreach (var (value, count) in values)
        {
            top.Add(count, value);
            series += count;
        }

        return new(name, values.Count, series, top.ToList());
    }
}
