using Almagest.ClickHouse.Http;
using Almagest.Telemetry.Metrics.Chunks;
using Almagest.Telemetry.Metrics.Head;
using Almagest.Telemetry.Metrics.Reading;
using Microsoft.Extensions.Logging;

namespace Almagest.Telemetry.Metrics.Sealing;

/// <summary>
/// Moves hours that are over from memory into the store as chunks. The samples themselves are durable since they were acknowledged: a killed
/// sealing loses nothing and is done again.
/// </summary>
public sealed partial class HourSealer(MetricVault vault, SealingStores stores, ChunkCache cache, TimeProvider time, ILogger<HourSealer> logger)
{
    // Scrapes and senders that retry are late by seconds or minutes; what comes later makes another, smaller chunk.
    static readonly TimeSpan Grace = TimeSpan.FromMinutes(5);

    // Samples of old hours come in bulk when somebody imports them: wait until most are here.
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    // What was stored before this long ago is surely in memory: the time between an insert and its end is bounded by the answer's timeout.
    static readonly TimeSpan Slack = TimeSpan.FromMinutes(2);

    const int SeriesPerInsert = 20_000;

    readonly ILogger _logger = logger;
    long _lastSeq;

    /// <summary>Seals all hours that are due.</summary>
    public async Task SealDueAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        foreach (var tenant in vault.Tenants)
        {
            foreach (var (hour, open) in tenant.Open.OrderBy(static o => o.Key))
            {
                var end = DateTimeOffset.FromUnixTimeMilliseconds(Chunk.StartOf(hour + 1));
                if (!open.IsEmpty && now >= end + Grace && now >= DateTimeOffset.FromUnixTimeSeconds(open.Since) + Patience)
                    await SealAsync(tenant, hour, ct);
            }
        }

        cache.Trim(vault.Tenants);
    }

    /// <summary>Seals one hour, whether it is over or not.</summary>
    internal async Task SealAsync(TenantMetrics tenant, int hour, CancellationToken ct)
    {
        if (!tenant.Open.TryGetValue(hour, out var open))
            return;
        var started = time.GetUtcNow();
        var sealedAt = (started - Slack).ToUnixTimeSeconds();
        // What is sealed later in the same second must still be told apart.
        var seq = _lastSeq = Math.Max(started.ToUnixTimeSeconds(), _lastSeq + 1);
        var wasSealed = tenant.Sealed.Contains(hour);
        var rollups = tenant.Rolled.TryGetValue(hour, out var before) || !wasSealed ? Math.Max(before, stores.Rollups.Finest) : (ushort)0;
        var series = open.Take();
        var chunks = 0;
        try
        {
            for (var at = 0; at < series.Count; at += SeriesPerInsert)
            {
                var part = series.Slice(at, Math.Min(SeriesPerInsert, series.Count - at));
                chunks += await SealAsync(new SealingPart(tenant, hour, part, seq, wasSealed), ct);
            }

            var since = tenant.Open.Values.Where(static o => !o.IsEmpty).Select(static o => o.Since).Append(started.ToUnixTimeSeconds()).Min();
            await stores.Chunks.WriteSealAsync(tenant.Tenant, hour, (sealedAt, since - (long)Slack.TotalSeconds, stores.Rollups.Finest == 0 ? (ushort)0 : rollups), ct);
            if (stores.Rollups.Finest > 0 && rollups > 0)
                tenant.Rolled[hour] = rollups;
        }
        catch (Exception failed) when (failed is ClickHouseException or StoreUnavailableException)
        {
            // Nothing is lost: the samples stay in memory and in their table, and the next round tries again.
            foreach (var each in series)
                open.Add(each, started.ToUnixTimeSeconds());
            SealingFailed(failed, hour, tenant.Tenant);
            return;
        }

        Sealed(hour, tenant.Tenant, chunks, time.GetUtcNow() - started);
    }

    async Task<int> SealAsync(SealingPart part, CancellationToken ct)
    {
        var sealing = new List<(HeadSeries Series, Chunk[] Chunks)>(part.Series.Count);
        foreach (var series in part.Series)
        {
            if (series.Unsealed(part.Hour) is { Length: > 0 } chunks)
                sealing.Add((series, chunks));
        }

        if (sealing.Count == 0)
            return 0;
        var stored = part.WasSealed ? await stores.Late.OnlyNewAsync(part, sealing, ct) : sealing.ConvertAll(static s => s.Chunks);
        var writing = sealing.Select((s, i) => (s.Series, Chunks: stored[i])).Where(static s => s.Chunks.Length > 0).ToList();
        if (writing.Count > 0)
        {
            // What was known of the hour is no longer all of it.
            part.Tenant.Rolled.TryRemove(part.Hour, out _);
            // Before the chunks: when it fails all of it is done again.
            await stores.Rollups.WriteAsync(part, writing, ct);
            await stores.Chunks.WriteChunksAsync(part, writing, ct);
        }

        part.Tenant.Sealed.Add(part.Hour);
        part.Tenant.SealingChanges();
        for (var i = 0; i < sealing.Count; i++)
            cache.Added(sealing[i].Series.Seal(part.Hour, (sealing[i].Chunks, stored[i]), part.WasSealed, cache.Clock));
        part.Tenant.SealingChanges();
        return writing.Sum(static s => s.Chunks.Length);
    }

    [LoggerMessage(LogLevel.Debug, "Hour {Hour} of tenant {Tenant} is sealed: {Chunks} chunks in {Elapsed}")]
    partial void Sealed(int hour, string tenant, int chunks, TimeSpan elapsed);

    [LoggerMessage(LogLevel.Warning, "Hour {Hour} of tenant {Tenant} could not be sealed; it is tried again")]
    partial void SealingFailed(Exception error, int hour, string tenant);
}

/// <summary>Some series of an hour that go into the store with one insert.</summary>
/// <param name="Tenant">Their owner.</param>
/// <param name="Hour">The hour.</param>
/// <param name="Series">The series.</param>
/// <param name="Seq">When the sealing began, Unix seconds; greater than that of every sealing before.</param>
/// <param name="WasSealed">Whether the store had chunks of the hour before.</param>
sealed record SealingPart(TenantMetrics Tenant, int Hour, List<HeadSeries> Series, long Seq, bool WasSealed);

/// <summary>Where a sealed hour is written to.</summary>
/// <param name="Chunks">All samples.</param>
/// <param name="Rollups">What is kept of them for long ranges.</param>
/// <param name="Late">Tells what is new for an hour that is there already.</param>
public sealed record SealingStores(ChunkStore Chunks, RollupStore Rollups, LateSamples Late);
