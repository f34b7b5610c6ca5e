using Almagest.Query.PromQL.Sources;
using Almagest.Query.PromQL.Values;
using Almagest.Telemetry.Metrics.Head;

namespace Almagest.Telemetry.Metrics.Reading;

/// <summary>
/// The newest stored sample of a series, from which a running total goes on that nobody in memory remembers: after a start of the server, or
/// when the total was dropped to make room.
/// </summary>
public sealed class LastSamples(MetricVault vault, ChunkFetcher fetcher, ChunkCache cache)
{
    // Chunks are fetched by the hour, and the last one that a series is known to live in has a sample.
    const long WindowMs = 3_600_000;

    /// <summary>
    /// Looks into memory. False when the sample is only in the store: <see cref="LoadAsync"/> brings it.
    /// </summary>
    /// <param name="tenant">Owner of the series.</param>
    /// <param name="series">Id of the series.</param>
    /// <param name="sample">The sample; null when the series has none.</param>
    public bool TryFind(string tenant, ulong series, out LastSample? sample)
    {
        sample = null;
        var metrics = vault.Tenant(tenant);
        if (metrics.Index.Find(series) is not { } head || head.LastMs == long.MinValue)
            return true;
        var snapshot = Snapshot(metrics, head);
        if (snapshot.MissingHours.Count > 0)
            return false;
        sample = Newest(snapshot);
        return true;
    }

    /// <summary>Reads the samples of many series, from the store where memory has them not; null for series that have none.</summary>
    public async Task<IReadOnlyDictionary<ulong, LastSample?>> LoadAsync(string tenant, IReadOnlyCollection<ulong> series, CancellationToken ct)
    {
        var metrics = vault.Tenant(tenant);
        while (true)
        {
            // As for queries: samples that move from open to sealed chunks meanwhile could be missed by both looks.
            var generation = metrics.SealGeneration;
            var found = await TryLoadAsync(metrics, series, ct);
            if (generation == metrics.SealGeneration)
                return found;
        }
    }

    async Task<Dictionary<ulong, LastSample?>> TryLoadAsync(TenantMetrics metrics, IReadOnlyCollection<ulong> series, CancellationToken ct)
    {
        // A request may hold several points of a series.
        var found = series.Distinct().ToDictionary(static id => id, static _ => (LastSample?)null);
        var snapshots = found.Keys.Select(metrics.Index.Find).OfType<HeadSeries>().Where(static s => s.LastMs != long.MinValue)
            .Select(head => Snapshot(metrics, head)).ToList();
        var incomplete = snapshots.FindAll(static s => s.MissingHours.Count > 0);
        var fetched = incomplete.Count == 0 ? null : await fetcher.FetchAsync(metrics, incomplete, ct);
        foreach (var before in snapshots)
        {
            var snapshot = before.MissingHours.Count == 0 ? before : Snapshot(metrics, before.Series);
            // Memory may be too small to have kept them.
            fetched?.Complete(snapshot);
            found[snapshot.Series.Id] = Newest(snapshot);
        }

        return found;
    }

    SeriesSnapshot Snapshot(TenantMetrics metrics, HeadSeries series) =>
        series.Snapshot(series.LastMs - WindowMs, series.LastMs, metrics.Sealed, cache.Tick());

    static LastSample? Newest(SeriesSnapshot snapshot)
    {
        var samples = new SampleBuffer();
        snapshot.Read(samples);
        for (var i = samples.Count - 1; i >= 0; i--)
        {
            var histogram = samples.Histograms.IsEmpty ? null : samples.Histograms[i];
            if (!SampleBuffer.IsStale(histogram?.Sum ?? samples.Values[i]))
                return new LastSample(samples.Times[i], samples.Values[i], histogram);
        }

        return null;
    }
}

/// <summary>A sample.</summary>
/// <param name="TimeMs">Unix milliseconds.</param>
/// <param name="Value">The value, 0 when it is a histogram.</param>
/// <param name="Histogram">The histogram, when it is one.</param>
public sealed record LastSample(long TimeMs, double Value, FloatHistogram? Histogram);
