using Almagest.Query.PromQL.Sources;

namespace Almagest.Query.PromQL.Engine;

/// <summary>One fetch from the store, shared by all selectors of a query with the same matchers and overlapping windows.</summary>
sealed class SelectorLeaf(IReadOnlyList<LabelMatcher> matchers, long fromMs, long toMs)
{
    /// <summary>How it can be answered from rollups; null when the samples have to be seen.</summary>
    public RollupPlan? Plan { get; init; }

    /// <summary>The aggregation that the store may be asked for instead; null when there is none.</summary>
    public AggregatePlan? Aggregate { get; init; }

    /// <summary>The store's answer to it.</summary>
    public StoreAggregate? Aggregated { get; private set; }

    /// <summary>What was fetched, when that are rollups.</summary>
    public IReadOnlyList<IRolledSeries>? Rolled { get; private set; }

    /// <summary>How many selectors read it, also by way of a narrower fetch.</summary>
    public int Readers { get; private set; }

    /// <summary>In how many windows of them a sample lies.</summary>
    public double Windows { get; private set; }

    IReadOnlyList<ISeries> _series = [];
    IDisposable? _fetched;

    // Others take their series from this one.
    bool _serves;

    public IReadOnlyList<LabelMatcher> Matchers => matchers;

    public long FromMs { get; private set; } = fromMs;

    public long ToMs { get; private set; } = toMs;

    /// <summary>What was fetched, sorted by labels: the order in which Prometheus adds series up.</summary>
    public IReadOnlyList<ISeries> Series => _series;

    /// <summary>Notes a selector whose windows have each sample in them so often.</summary>
    public void ReadBy(double windows) => (Readers, Windows) = (Readers + 1, Windows + windows);

    /// <summary>Takes the series if the source gives them at once; gives back how many samples reading them decodes, else null.</summary>
    public long? TryTakeHeld(ISeriesSource source, int mostSeries)
    {
        // Rollups are not read where samples are in memory.
        if (Aggregate is not null || source.TrySelect(new SeriesSelection(matchers, FromMs, ToMs), mostSeries) is not { } held)
            return null;
        _series = held.Series;
        return held.Samples;
    }

    /// <summary>Takes another window over, when one fetch reads no more than two would.</summary>
    public bool TryExtend(IReadOnlyList<LabelMatcher> otherMatchers, long from, long to)
    {
        if (Plan is not null || Aggregate is not null || from > ToMs || to < FromMs || !matchers.SequenceEqual(otherMatchers))
            return false;
        (FromMs, ToMs) = (Math.Min(FromMs, from), Math.Max(ToMs, to));
        return true;
    }

    /// <summary>The fetch that brings all series of this one anyway, as in <c>errors / total</c>; null when there is none.</summary>
    public SelectorLeaf? Wider { get; private set; }

    /// <summary>Notes another fetch that is to be made in place of this one, if it brings the same series and more.</summary>
    public void TryTakeFrom(SelectorLeaf other)
    {
        if (Wider is null && !_serves && other.Wider is null && other != this && Plan is null && Aggregate is null && other.Plan is null && other.Aggregate is null
            && FromMs >= other.FromMs && ToMs <= other.ToMs && other.Matchers.Count < matchers.Count && other.Matchers.All(matchers.Contains))
            (Wider, other._serves, other.Readers, other.Windows) = (other, true, other.Readers + Readers, other.Windows + Windows);
    }

    /// <summary>Takes its series from the wider fetch, which is done.</summary>
    public void TakeFromWider(bool measure)
    {
        if (Wider is null)
            return;
        var further = matchers.Where(matcher => !Wider.Matchers.Contains(matcher)).ToArray();
        // Values repeat, and an expression takes longer than a look into a table.
        var known = Array.ConvertAll(further, static _ => new Dictionary<string, bool>(StringComparer.Ordinal));
        var taken = new List<ISeries>();
        foreach (var series in Wider.Series)
        {
            var matches = true;
            for (var i = 0; i < further.Length && matches; i++)
            {
                var value = series.Labels[further[i].Name];
                if (!known[i].TryGetValue(value, out matches))
                    known[i][value] = matches = further[i].Matches(value);
            }

            if (matches)
                taken.Add(series);
        }

        _series = taken;
        if (measure)
            Cost = new SelectionCost { Series = taken.Count };
    }

    /// <summary>What the fetch took, when that was asked for.</summary>
    public SelectionCost? Cost { get; private set; }

    public async Task FetchAsync(ISeriesSource source, TimeProvider? measure, CancellationToken ct)
    {
        // Taken before it was known that others of the query have to be fetched.
        if (_series.Count > 0)
            return;
        Cost = measure is null ? null : new SelectionCost();
        var started = measure?.GetTimestamp() ?? 0;
        if (Aggregate is { } aggregate && await source.AggregateAsync(aggregate.Selection, ct) is { } aggregated)
        {
            Aggregated = aggregated;
            if (Cost is not null)
                (Cost.Aggregated, Cost.Series, Cost.Samples, Cost.Duration) = (true, aggregated.Groups.Count, aggregated.Samples, measure!.GetElapsedTime(started));
            return;
        }

        var selection = new SeriesSelection(matchers, FromMs, ToMs) { Cost = Cost };
        if (Plan is { } plan && await source.SelectRollupsAsync(selection, plan.ResolutionMs, ct) is { } rolled)
        {
            if (plan.IsExact(rolled.Series))
            {
                (Rolled, _fetched) = (rolled.Series, rolled);
                if (Cost is not null)
                    (Cost.Series, Cost.Duration) = (rolled.Series.Count, measure!.GetElapsedTime(started));
                return;
            }

            rolled.Dispose();
        }

        if (Cost is not null)
            (Cost.Rollups, Cost.ResolutionMs) = (0, 0);
        var fetched = await source.SelectAsync(selection, ct);
        _fetched = fetched as IDisposable;
        if (Cost is not null)
            (Cost.Series, Cost.Duration) = (fetched.Count, measure!.GetElapsedTime(started));
        if (fetched is SortedSeries)
        {
            _series = fetched;
            return;
        }

        var sorted = fetched.ToArray();
        if (!IsSorted(sorted))
            Array.Sort(sorted, static (a, b) => a.Labels.CompareTo(b.Labels));
        _series = sorted;
    }

    /// <summary>Gives back what the series lie in: they are not read any more.</summary>
    public void Release() => _fetched?.Dispose();

    // Stores mostly answer in order; finding that out costs a tenth of sorting.
    static bool IsSorted(ISeries[] series)
    {
        for (var i = 1; i < series.Length; i++)
            if (series[i - 1].Labels.CompareTo(series[i].Labels) > 0)
                return false;
        return true;
    }
}
