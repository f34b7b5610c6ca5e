using System.Collections.Concurrent;
using Almagest.Query.PromQL.Sources;
using Almagest.Telemetry.Metrics.PushDown;
using Almagest.Telemetry.Metrics.Reading;

namespace Almagest.Telemetry.Metrics;

/// <summary>
/// The metrics of all tenants as PromQL reads them: an index of labels and the newest samples in memory, older samples as chunks in the store.
/// Fed by <see cref="Head.HeadFeed"/>, filled at start by <see cref="Head.HeadLoader"/>, emptied into the store by <see cref="Sealing.HourSealer"/>.
/// Assumes that this process alone writes to the store.
/// </summary>
public sealed class MetricVault
{
    readonly ConcurrentDictionary<string, TenantMetrics> _tenants = new(StringComparer.Ordinal);
    readonly ChunkFetcher _fetcher;
    readonly ChunkCache _cache;
    readonly RollupFetcher? _rollups;

    /// <summary>An empty vault that reads samples only.</summary>
    public MetricVault(ChunkFetcher fetcher, ChunkCache cache) => (_fetcher, _cache) = (fetcher, cache);

    /// <summary>An empty vault that also reads rollups.</summary>
    public MetricVault(ChunkFetcher fetcher, ChunkCache cache, RollupFetcher rollups)
        : this(fetcher, cache) => _rollups = rollups;

    /// <summary>What lets the store aggregate, and from how many samples on; null when it is not to.</summary>
    public (AggregatePushDown Store, long FromSamples)? PushDown { get; init; }

    internal IEnumerable<TenantMetrics> Tenants => _tenants.Values;

    /// <summary>Series and samples of one tenant.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="skipsMemory">Whether sealed chunks are fetched from the store though memory holds them: for measuring.</param>
    public ISeriesSource Source(string tenant, bool skipsMemory = false) =>
        new MetricSource(Tenant(tenant), _fetcher, _cache, _rollups) { SkipsMemory = skipsMemory, PushDown = PushDown };

    /// <summary>Labels, series and metadata of one tenant.</summary>
    public SeriesCatalog Catalog(string tenant) => new(Tenant(tenant));

    internal TenantMetrics Tenant(string tenant) => _tenants.GetOrAdd(tenant, static t => new TenantMetrics(t));
}
