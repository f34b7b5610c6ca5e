using Almagest.Query.PromQL.Sources;
using Almagest.Telemetry.Metrics.Chunks;
using Almagest.Telemetry.Metrics.Head;
using Almagest.Telemetry.Metrics.Sealing;

namespace Almagest.Telemetry.Metrics.Reading;

/// <summary>Gives series as rollups: those of the store for hours that have them, and for all other hours rollups made of the samples.</summary>
sealed class RollupSource(TenantMetrics tenant, RollupFetcher rollups, ChunkFetcher chunks, ChunkCache cache)
{
    const long HourMs = 3_600_000;

    // So many series tell whether the others are in memory.
    const int MostLooks = 32;

    /// <summary>Whether rollups are fetched though memory holds the samples.</summary>
    internal bool SkipsMemory { get; init; }

    /// <summary>The series; null when samples are to be read instead: memory has them, few hours have rollups, or some have native histograms.</summary>
    internal async ValueTask<IReadOnlyList<RolledSeries>?> SelectAsync(SeriesSelection selection, long resolutionMs, CancellationToken ct)
    {
        var series = tenant.Index.Select(selection.Matchers, selection.FromMs, selection.ToMs);
        if (series.Count == 0)
            return null;
        var first = Chunk.HourOf(Math.Max(selection.FromMs, series.Min(static s => s.FirstMs)));
        var last = Chunk.HourOf(Math.Min(selection.ToMs, series.Max(static s => s.LastMs)));
        var rolled = Enumerable.Range(first, Math.Max(0, last - first + 1)).Where(hour => tenant.IsRolled(hour, resolutionMs)).ToHashSet();
        if (rolled.Count * 2 < last - first + 1 || (!SkipsMemory && AreInMemory(series, rolled)))
            return null;
        var stored = await rollups.ReadAsync(tenant, series, (first, last), resolutionMs, ct);
        if (stored is null)
            return null;
        var merged = series.Select(each => new Merging(each, selection.FromMs, selection.ToMs)).ToList();
        foreach (var (from, to, isRolled) in Runs(first, last, rolled))
        {
            if (isRolled)
                AddStored(merged, stored, (from, to));
            else if (!await AddSamplesAsync(merged, (Math.Max(selection.FromMs, from * HourMs), Math.Min(selection.ToMs, ((to + 1) * HourMs) - 1)), resolutionMs, ct))
                return null;
        }

        if (selection.Cost is { } cost)
            (cost.Rollups, cost.ResolutionMs) = (merged.Sum(static m => (long)m.Rollups.Count), resolutionMs);
        return [.. merged.Where(static m => m.Rollups.Count > 0).Select(static m => new RolledSeries(m.Series.Labels, m.Rollups))];
    }

    // Samples that memory holds are evaluated in a third of the time it takes to fetch rollups from the store.
    static bool AreInMemory(List<HeadSeries> series, HashSet<int> hours)
    {
        var (step, looked, held) = (Math.Max(1, series.Count / MostLooks), 0, 0);
        for (var i = 0; i < series.Count; i += step)
        {
            looked += hours.Count;
            held += hours.Count(hour => series[i].SealedIn(hour) is not null);
        }

        return held * 2 > looked;
    }

    /// <summary>Neighbouring hours that are read in the same way.</summary>
    static IEnumerable<(int From, int To, bool IsRolled)> Runs(int first, int last, HashSet<int> rolled)
    {
        for (var from = first; from <= last;)
        {
            var (to, isRolled) = (from, rolled.Contains(from));
            while (to < last && rolled.Contains(to + 1) == isRolled)
                to++;
            yield return (from, to, isRolled);
            from = to + 1;
        }
    }

    // Runs come in order of time, and so do the rollups: each series goes on where the run before ended.
    static void AddStored(List<Merging> merged, FetchedRollups stored, (int From, int To) hours)
    {
        foreach (var each in merged)
        {
            var rollups = stored.Of(each.Series.Id);
            each.Rollups.EnsureCapacity(rollups.Count);
            for (; each.Taken < rollups.Count && Chunk.HourOf(rollups[each.Taken].FirstMs) <= hours.To; each.Taken++)
            {
                if (Chunk.HourOf(rollups[each.Taken].FirstMs) >= hours.From)
                    each.Add(rollups[each.Taken]);
            }
        }
    }

    async Task<bool> AddSamplesAsync(List<Merging> merged, (long FromMs, long ToMs) window, long resolutionMs, CancellationToken ct)
    {
        var snapshots = merged.ConvertAll(each => each.Series.Snapshot(window.FromMs, window.ToMs, tenant.Sealed, cache.Tick()));
        var incomplete = snapshots.FindAll(static s => s.MissingHours.Count > 0);
        if (incomplete.Count > 0)
        {
            var fetched = await chunks.FetchAsync(tenant, incomplete, ct);
            incomplete.ForEach(fetched.Complete);
        }

        var (samples, made) = (new SampleBuffer(), new List<Rollup>());
        for (var i = 0; i < merged.Count; i++)
        {
            samples.Clear();
            snapshots[i].Read(samples);
            if (!HourRollups.TryFill(made, samples, resolutionMs))
                return false;
            foreach (var rollup in made)
                merged[i].Add(rollup);
        }

        return true;
    }

    /// <summary>The rollups of one series as they are put together: pieces of one bucket that lie in two hours become one.</summary>
    sealed class Merging(HeadSeries series, long fromMs, long toMs)
    {
        internal HeadSeries Series { get; } = series;

        internal List<Rollup> Rollups { get; } = [];

        /// <summary>How many of the stored rollups were looked at.</summary>
        internal int Taken { get; set; }

        internal void Add(in Rollup rollup)
        {
            // Whole buckets only: what is asked for begins and ends with one.
            if (rollup.EndMs < fromMs || rollup.EndMs > toMs)
                return;
            if (Rollups.Count == 0 || Rollups[^1].EndMs != rollup.EndMs)
            {
                Rollups.Add(rollup);
                return;
            }

            var both = Rollups[^1];
            both.Add(rollup);
            Rollups[^1] = both;
        }
    }
}
