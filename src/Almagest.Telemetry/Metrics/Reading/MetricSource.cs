using Almagest.Query.PromQL.Sources;
using Almagest.Telemetry.Metrics.Head;
using Almagest.Telemetry.Metrics.PushDown;

namespace Almagest.Telemetry.Metrics.Reading;

/// <summary>The series of one tenant: asks the index, fetches the chunks that memory does not hold, and gives out what a query needs.</summary>
sealed class MetricSource(TenantMetrics tenant, ChunkFetcher fetcher, ChunkCache cache, RollupFetcher? rollups) : ISeriesSource
{
    const long UsualIntervalMs = 15_000;

    // Series whose snapshots one thread takes: about 100 microseconds.
    const int PerPiece = 512;

    // So many series tell whether most lack hours.
    const int MostLooks = 8;

    /// <summary>Whether sealed chunks are fetched though memory holds them.</summary>
    internal bool SkipsMemory { get; init; }

    /// <summary>Lets the store aggregate; null when it is not to.</summary>
    internal (AggregatePushDown Store, long FromSamples)? PushDown { get; init; }

    public async ValueTask<StoreAggregate?> AggregateAsync(AggregateSelection selection, CancellationToken ct)
    {
        if (PushDown is not { } pushDown)
            return null;
        var windows = selection.Windows;
        var (fromMs, toMs) = (windows.FirstEndMs - windows.LengthMs + 1, windows.LastEndMs);
        var samples = tenant.Index.Select(selection.Matchers, fromMs, toMs).Sum(series => (Math.Min(toMs, series.LastMs) - Math.Max(fromMs, series.FirstMs)) / UsualIntervalMs + 1);
        return samples < pushDown.FromSamples ? null : await pushDown.Store.RunAsync(tenant.Tenant, selection, ct);
    }

    public async ValueTask<RolledSelection?> SelectRollupsAsync(SeriesSelection selection, long resolutionMs, CancellationToken ct)
    {
        if (rollups is null)
            return null;
        var source = new RollupSource(tenant, rollups, fetcher, cache) { SkipsMemory = SkipsMemory };
        while (true)
        {
            // As for samples: what moves between two looks could be missed by both.
            var generation = (tenant.SealGeneration, tenant.LateGeneration);
            var found = await source.SelectAsync(selection, resolutionMs, ct);
            if (generation == (tenant.SealGeneration, tenant.LateGeneration))
                return found;
            found?.Dispose();
        }
    }

    public HeldSeries? TrySelect(SeriesSelection selection, int mostSeries)
    {
        var generation = tenant.SealGeneration;
        if (SkipsMemory || tenant.Index.Remembered(selection.Matchers, (selection.FromMs, selection.ToMs), mostSeries) is not { } found)
            return null;
        var snapshots = Snapshots(found, selection, cache.Tick());
        var samples = 0L;
        foreach (var snapshot in snapshots)
        {
            if (snapshot.LacksHours || snapshot.HasHistograms)
                return null;
            samples += snapshot.Held.Samples;
        }

        return generation == tenant.SealGeneration ? new HeldSeries(new SortedSeries(snapshots), samples) : null;
    }

    public async ValueTask<IReadOnlyList<ISeries>> SelectAsync(SeriesSelection selection, CancellationToken ct)
    {
        while (true)
        {
            // Samples that move from open to sealed chunks between two looks could be missed by both: then everything is looked at again.
            var generation = tenant.SealGeneration;
            var found = await TrySelectAsync(selection, ct);
            if (generation == tenant.SealGeneration)
                return found;
            found.Dispose();
        }
    }

    async ValueTask<SortedSeries> TrySelectAsync(SeriesSelection selection, CancellationToken ct)
    {
        var found = tenant.Index.SelectSorted(selection.Matchers, selection.FromMs, selection.ToMs);
        var clock = cache.Tick();
        await using var begun = BeginFetch(found, selection, clock, ct);
        var snapshots = Snapshots(found, selection, clock);
        var incomplete = Array.FindAll(snapshots, static s => s.LacksHours);
        if (incomplete.Length == 0)
        {
            NoteCost(selection.Cost, snapshots, null);
            return new SortedSeries(snapshots);
        }

        var fetched = await fetcher.FetchAsync(tenant, incomplete, ct, keep: !SkipsMemory, begun);
        Pieces.ForEach(incomplete.Length, PerPiece, (from, to) =>
        {
            for (var i = from; i < to; i++)
                fetched.Complete(incomplete[i]);
        });
        NoteCost(selection.Cost, snapshots, fetched);
        return new SortedSeries(snapshots, fetched);
    }

    // Looking at all series, and making places for their chunks, takes as long as the store needs until its first block.
    BegunFetch? BeginFetch(List<HeadSeries> series, SeriesSelection selection, int clock, CancellationToken ct)
    {
        if (series.Count == 0 || !selection.Matchers.Any(static m => m is { Kind: MatchKind.Equal, Name: Model.Labels.MetricName }))
            return null;
        var (looked, lacking, hours) = (0, 0, (First: int.MaxValue, Last: int.MinValue));
        for (var i = 0; i < series.Count; i += Math.Max(1, series.Count / MostLooks))
        {
            looked++;
            if (Snapshot(series[i], selection, clock).MissingHours is not [var first, ..] missing)
                continue;
            lacking++;
            hours = (Math.Min(hours.First, first), Math.Max(hours.Last, missing[^1]));
        }

        return lacking * 2 > looked ? fetcher.Begin(tenant, series, hours, ct) : null;
    }

    SeriesSnapshot[] Snapshots(List<HeadSeries> series, SeriesSelection selection, int clock)
    {
        var snapshots = new SeriesSnapshot[series.Count];
        Pieces.ForEach(snapshots.Length, PerPiece, (from, to) =>
        {
            for (var i = from; i < to; i++)
                snapshots[i] = Snapshot(series[i], selection, clock);
        });
        return snapshots;
    }

    static void NoteCost(SelectionCost? cost, SeriesSnapshot[] snapshots, FetchedChunks? fetched)
    {
        if (cost is null)
            return;
        var held = snapshots.Select(static s => s.Held).ToList();
        cost.Samples = held.Sum(static h => (long)h.Samples);
        cost.ChunksFetched = fetched?.Chunks ?? 0;
        cost.BytesFetched = fetched?.Bytes ?? 0;
        cost.ChunksInMemory = held.Sum(static h => (long)h.Chunks) - cost.ChunksFetched;
    }

    SeriesSnapshot Snapshot(HeadSeries series, SeriesSelection selection, int clock) =>
        series.Snapshot(selection.FromMs, selection.ToMs, tenant.Sealed, clock, SkipsMemory);
}
