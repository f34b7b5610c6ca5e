using Almagest.Model;
using Almagest.Query.PromQL.Sources;
using Almagest.Telemetry.Metrics.Cardinality;
using Almagest.Telemetry.Metrics.Head;

namespace Almagest.Telemetry.Metrics.Reading;

/// <summary>Answers which labels and series there are, from memory alone. Times are Unix milliseconds, inclusive.</summary>
public sealed class SeriesCatalog
{
    readonly TenantMetrics _tenant;

    internal SeriesCatalog(TenantMetrics tenant) => _tenant = tenant;

    /// <summary>How many series are known.</summary>
    public int SeriesCount => _tenant.Index.Count;

    /// <summary>Time of the newest sample, Unix milliseconds; far in the past when there is none. Walks over all series.</summary>
    public long NewestMs()
    {
        var newest = long.MinValue;
        foreach (var series in _tenant.Index.Series)
            newest = Math.Max(newest, series.LastMs);
        return newest;
    }

    /// <summary>Whether a series is known by its id.</summary>
    public bool Contains(ulong id) => _tenant.Index.Find(id) is not null;

    /// <summary>Changes whenever samples arrive that are older than minutes: answers computed before may be wrong now.</summary>
    public int LateGeneration => _tenant.LateGeneration;

    /// <summary>Type, help and unit by metric family.</summary>
    public IReadOnlyDictionary<string, MetricMetadata> Metadata => _tenant.Metadata;

    /// <summary>The series that satisfy any of the selectors and live in the window, each once, in order of their labels.</summary>
    public IReadOnlyList<Labels> Series(IReadOnlyList<IReadOnlyList<LabelMatcher>> selectors, long fromMs, long toMs)
    {
        var found = Find(selectors, fromMs, toMs).Select(static s => s.Labels).ToList();
        found.Sort(static (a, b) => a.CompareTo(b));
        return found;
    }

    /// <summary>The names of the labels of those series, sorted; without selectors of all series.</summary>
    public IReadOnlyList<string> LabelNames(IReadOnlyList<IReadOnlyList<LabelMatcher>> selectors, long fromMs, long toMs)
    {
        // A series or two of each label tell that it lives: a walk over a million series would take 200 ms.
        if (selectors.Count == 0)
            return [.. _tenant.Index.LabelNames.Where(name => IsAlive(name, fromMs, toMs)).Order(StringComparer.Ordinal)];
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var series in Find(selectors, fromMs, toMs))
        {
            foreach (var label in series.Labels.AsSpan())
                names.Add(label.Name);
        }

        return [.. names.Order(StringComparer.Ordinal)];
    }

    /// <summary>The values of one label among those series, sorted; without selectors among all series.</summary>
    public IReadOnlyList<string> LabelValues(string name, IReadOnlyList<IReadOnlyList<LabelMatcher>> selectors, long fromMs, long toMs)
    {
        if (_tenant.Index.Label(name) is not { } label)
            return [];
        if (selectors.Count == 0)
            return [.. label.All.Where(value => IsAlive(value.Value.Series, fromMs, toMs)).Select(static value => value.Key).Order(StringComparer.Ordinal)];
        var values = new HashSet<string>(Find(selectors, fromMs, toMs).Select(series => series.Labels[name]).Where(static v => v.Length > 0), StringComparer.Ordinal);
        return [.. values.Order(StringComparer.Ordinal)];
    }

    /// <summary>The largest metrics, labels and pairs.</summary>
    public IndexStatistics Statistics(int limit) => IndexStatistics.Of(_tenant.Index, limit);

    /// <summary>Where the series come from.</summary>
    public CardinalityReport Explore(CardinalityQuestion question) => CardinalityExplorer.Explore(_tenant.Index, question);

    /// <summary>What is in memory and not sealed yet.</summary>
    public HeadStatistics Head()
    {
        var head = HeadStatistics.None;
        foreach (var series in _tenant.Index.Series)
            head = series.Count(head);
        return head;
    }

    bool IsAlive(string name, long fromMs, long toMs) => _tenant.Index.Label(name)?.All.Any(value => IsAlive(value.Value.Series, fromMs, toMs)) == true;

    bool IsAlive(ReadOnlySpan<int> numbers, long fromMs, long toMs)
    {
        var series = _tenant.Index.Series;
        foreach (var number in numbers)
        {
            if (number < series.Length && series[number].IsAlive(fromMs, toMs))
                return true;
        }

        return false;
    }

    IEnumerable<HeadSeries> Find(IReadOnlyList<IReadOnlyList<LabelMatcher>> selectors, long fromMs, long toMs)
    {
        if (selectors.Count == 0)
            return _tenant.Index.Select([], fromMs, toMs);
        if (selectors.Count == 1)
            return _tenant.Index.Select(selectors[0], fromMs, toMs);
        return selectors.SelectMany(matchers => _tenant.Index.Select(matchers, fromMs, toMs)).Distinct();
    }
}
