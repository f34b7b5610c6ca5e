using System.Collections.Concurrent;
using Almagest.Model;
using Almagest.Query.PromQL.Sources;
using Almagest.Telemetry.Metrics.Head;

namespace Almagest.Telemetry.Metrics.Index;

/// <summary>
/// All series of one tenant by label, in memory: what a query asks first. Adding takes a lock; asking takes none.
/// </summary>
sealed class SeriesIndex
{
    readonly Lock _adding = new();
    readonly ConcurrentDictionary<string, LabelIndex> _labels = new(concurrencyLevel: 1, capacity: 31, StringComparer.Ordinal);
    readonly ConcurrentDictionary<string, string> _texts = new(concurrencyLevel: 1, capacity: 31, StringComparer.Ordinal);
    readonly ConcurrentDictionary<ulong, HeadSeries> _byId = new();
    readonly SelectionMemo _memo = new();
    HeadSeries[] _series = new HeadSeries[64];
    volatile int _count;

    /// <summary>How many series there are.</summary>
    internal int Count => _count;

    /// <summary>The names of all labels.</summary>
    internal ICollection<string> LabelNames => _labels.Keys;

    /// <summary>All series, in order of arrival.</summary>
    internal ReadOnlySpan<HeadSeries> Series
    {
        get
        {
            var count = _count;
            return Volatile.Read(ref _series).AsSpan(0, count);
        }
    }

    internal LabelIndex? Label(string name) => _labels.GetValueOrDefault(name);

    // Hot path: per sample.
    internal HeadSeries? Find(ulong id) => _byId.GetValueOrDefault(id);

    /// <summary>The series of an id; <paramref name="labels"/> is asked only when it is new.</summary>
    internal HeadSeries GetOrAdd(ulong id, Func<Labels> labels) => GetOrAdd(id, labels, static l => l());

    /// <summary>The same; <paramref name="of"/> is handed to <paramref name="labels"/>, which then need not be made anew for every series.</summary>
    internal HeadSeries GetOrAdd<T>(ulong id, T of, Func<T, Labels> labels)
    {
        if (_byId.TryGetValue(id, out var known))
            return known;
        lock (_adding)
        {
            if (_byId.TryGetValue(id, out known))
                return known;
            var series = new HeadSeries(id, _count, Share(labels(of)));
            if (_count == _series.Length)
            {
                var larger = new HeadSeries[_series.Length * 2];
                _series.CopyTo(larger, 0);
                Volatile.Write(ref _series, larger);
            }

            _series[_count] = series;
            foreach (var label in series.Labels.AsSpan())
                _labels.GetOrAdd(label.Name, static _ => new LabelIndex()).Append(label.Value, series.Number);
            _count++;
            return _byId[id] = series;
        }
    }

    /// <summary>The series that match and were alive in the window, in no order.</summary>
    internal List<HeadSeries> Select(IReadOnlyList<LabelMatcher> matchers, long fromMs, long toMs)
    {
        var found = new List<HeadSeries>();
        var series = Series;
        foreach (var number in MatcherPlan.Find(this, matchers))
        {
            // A posting list may already name a series that is only just being added.
            if (number < series.Length && series[number].IsAlive(fromMs, toMs))
                found.Add(series[number]);
        }

        return found;
    }

    /// <summary>The same series in order of their labels.</summary>
    internal List<HeadSeries> SelectSorted(IReadOnlyList<LabelMatcher> matchers, long fromMs, long toMs)
    {
        // The count before the series: whoever asks later compares with it.
        var count = _count;
        if (_memo.Find(matchers, count) is not { } all)
        {
            var found = Select(matchers, long.MinValue, long.MaxValue);
            found.Sort(static (a, b) => a.Labels.CompareTo(b.Labels));
            _memo.Keep(matchers, count, all = [.. found]);
        }

        return Alive(all, fromMs, toMs);
    }

    /// <summary>The same when they are remembered, and not more than <paramref name="most"/> even with those that do not live in the window; else null.</summary>
    internal List<HeadSeries>? Remembered(IReadOnlyList<LabelMatcher> matchers, (long FromMs, long ToMs) window, int most) =>
        _memo.Find(matchers, _count) is { } all && all.Length <= most ? Alive(all, window.FromMs, window.ToMs) : null;

    static List<HeadSeries> Alive(HeadSeries[] all, long fromMs, long toMs)
    {
        var alive = new List<HeadSeries>(all.Length);
        foreach (var series in all)
        {
            if (series.IsAlive(fromMs, toMs))
                alive.Add(series);
        }

        return alive;
    }

    /// <summary>One instance per text: most series repeat the values of others.</summary>
    Labels Share(Labels labels)
    {
        var shared = new Label[labels.Count];
        for (var i = 0; i < shared.Length; i++)
            shared[i] = new Label(Share(labels[i].Name), Share(labels[i].Value));
        return Labels.FromSorted(shared);
    }

    string Share(string text) => _texts.GetOrAdd(text, text);
}
