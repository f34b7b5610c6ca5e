using System.Collections.Concurrent;

namespace Almagest.Telemetry.Metrics.Index;

/// <summary>The values of one label and which series have each. A regular expression is tried on distinct values, not on series.</summary>
sealed class LabelIndex
{
    readonly ConcurrentDictionary<string, PostingList> _values = new(concurrencyLevel: 1, capacity: 7, StringComparer.Ordinal);

    internal int Count => _values.Count;

    internal ICollection<string> Values => _values.Keys;

    internal IEnumerable<KeyValuePair<string, PostingList>> All => _values;

    internal PostingList? Find(string value) => _values.GetValueOrDefault(value);

    internal void Append(string value, int series)
    {
        if (!_values.TryGetValue(value, out var list))
            _values[value] = list = new PostingList();
        list.Append(series);
    }
}
