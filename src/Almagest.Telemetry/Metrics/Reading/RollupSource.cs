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
    internal async ValueTask<RolledSelection?> SelectAsync(SeriesSelection selection, long resolutionMs, CancellationToken ct)
    {
        var series = tenant.Index.SelectSorted(selection.Matchers, selection.FromMs, selection.ToMs);
        if (series.Count == 0)
            return null;
        var first = Chunk.HourOf(Math.Max(selection.FromMs, series.Min(static s => s.FirstMs)));
        var last = Chunk.HourOf(Math.Min(selection.ToMs, series.Max(static s => s.LastMs)));
        bool[] rolled = [.. Enumerable.Range(first, Math.Max(0, last - first + 1)).Select(hour => tenant.IsRolled(hour, resolutionMs))];
        var window = new RollupWindow(selection.FromMs, selection.ToMs, first, rolled);
        if (rolled.Count(static isRolled => isRolled) * 2 < rolled.Length || (!SkipsMemory && AreInMemory(series, window)))
            return null;
        var stored = await rollups.ReadAsync(tenant, series, (first, last), resolutionMs, ct);
        if (stored is null)
            return null;
        var all = series.ConvertAll(each => new RolledSeries(each, stored.Of(each.Id), window));
        foreach (var (from, to) in RunsOfSamples(window))
        {
            if (await AddSamplesAsync(all, (Math.Max(selection.FromMs, from * HourMs), Math.Min(selection.ToMs, ((to + 1) * HourMs) - 1)), resolutionMs, ct))
                continue;
            stored.Dispose();
            return null;
        }

        all.RemoveAll(static each => each.IsEmpty);
        if (selection.Cost is { } cost)
            (cost.Rollups, cost.ResolutionMs) = (CountOf(all), resolutionMs);
        return new RolledSelection(all, stored);
    }

    static long CountOf(List<RolledSeries> all)
    {
        var (count, rollups) = (0L, new List<Rollup>());
        foreach (var each in all)
        {
            each.Read(rollups);
            count += rollups.Count;
        }

        return count;
    }

    // Samples that memory holds are evaluated in a third of the time it takes to fetch rollups from the store.
    static bool AreInMemory(List<HeadSeries> series, RollupWindow window)
    {
        var (step, looked, held) = (Math.Max(1, series.Count / MostLooks), 0, 0);
        for (var i = 0; i < series.Count; i += step)
        {
            for (var hour = window.FirstHour; hour < window.FirstHour + window.Rolled.Length; hour++)
            {
                if (!window.IsRolled(hour))
                    continue;
                looked++;
                held += series[i].SealedIn(hour) is not null ? 1 : 0;
            }
        }

        return held * 2 > looked;
    }

    /// <summary>Neighbouring hours that have no rollups.</summary>
    static IEnumerable<(int From, int To)> RunsOfSamples(RollupWindow window)
    {
        var end = window.FirstHour + window.Rolled.Length;
        for (var from = window.FirstHour; from < end; from++)
        {
            var to = from;
            while (to < end && !window.IsRolled(to))
                to++;
            if (to > from)
                yield return (from, to - 1);
            from = to;
        }
    }

    async Task<bool> AddSamplesAsync(List<RolledSeries> all, (long FromMs, long ToMs) window, long resolutionMs, CancellationToken ct)
    {
        var snapshots = all.ConvertAll(each => each.Series.Snapshot(window.FromMs, window.ToMs, tenant.Sealed, cache.Tick()));
        var incomplete = snapshots.FindAll(static s => s.MissingHours.Count > 0);
        if (incomplete.Count > 0)
        {
            var fetched = await chunks.FetchAsync(tenant, incomplete, ct);
            incomplete.ForEach(fetched.Complete);
        }

        var (samples, made) = (new SampleBuffer(), new List<Rollup>());
        for (var i = 0; i < all.Count; i++)
        {
            samples.Clear();
            snapshots[i].Read(samples);
            if (!HourRollups.TryFill(made, samples, resolutionMs))
                return false;
            all[i].AddMade(made);
        }

        return true;
    }
}
