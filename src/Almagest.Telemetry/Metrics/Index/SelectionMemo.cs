using Almagest.Query.PromQL.Sources;
using Almagest.Telemetry.Metrics.Head;

namespace Almagest.Telemetry.Metrics.Index;

/// <summary>
/// Which series the matchers of recent queries found, in order of labels: dashboards ask the same again and again, and comparing thousands of label sets takes as long as
/// decoding their samples. An answer holds until a series is added. Safe for concurrent use.
/// </summary>
sealed class SelectionMemo
{
    const int MostEntries = 128;

    // References, 8 bytes each.
    const int MostSeries = 1 << 20;

    readonly Lock _lock = new();
    readonly Dictionary<Key, LinkedListNode<Entry>> _entries = [];
    readonly LinkedList<Entry> _byUse = [];
    int _held;

    /// <summary>The series that were found when the index had so many; null when that is not known.</summary>
    internal HeadSeries[]? Find(IReadOnlyList<LabelMatcher> matchers, int count)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(new Key(matchers), out var node))
                return null;
            if (node.Value.Count != count)
            {
                Remove(node);
                return null;
            }

            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return node.Value.Series;
        }
    }

    /// <summary>Keeps what was found when the index had <paramref name="count"/> series.</summary>
    internal void Keep(IReadOnlyList<LabelMatcher> matchers, int count, HeadSeries[] series)
    {
        if (series.Length > MostSeries / 4)
            return;
        lock (_lock)
        {
            var key = new Key([.. matchers]);
            if (_entries.TryGetValue(key, out var earlier))
                Remove(earlier);
            _entries[key] = _byUse.AddFirst(new Entry(key, count, series));
            _held += series.Length;
            while ((_held > MostSeries || _entries.Count > MostEntries) && _byUse.Last is { } oldest)
                Remove(oldest);
        }
    }

    void Remove(LinkedListNode<Entry> node)
    {
        _byUse.Remove(node);
        _entries.Remove(node.Value.Key);
        _held -= node.Value.Series.Length;
    }

    sealed record Entry(Key Key, int Count, HeadSeries[] Series);

    /// <summary>Matchers in the order they were written in.</summary>
    readonly struct Key(IReadOnlyList<LabelMatcher> matchers) : IEquatable<Key>
    {
        readonly IReadOnlyList<LabelMatcher> _matchers = matchers;

        public bool Equals(Key other) => _matchers.SequenceEqual(other._matchers);

        public override bool Equals(object? obj) => obj is Key other && Equals(other);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            foreach (var matcher in _matchers)
                hash.Add(matcher);
            return hash.ToHashCode();
        }
    }
}
