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
            // An import brings many hours at once, and an insert has a price of its own: hours of a day go together, as in the tables' partitions.
            foreach (var day in tenant.Open.Where(o => IsDue(o.Key, o.Value, now)).Select(static o => o.Key).Order().GroupBy(static hour => hour / 24))
                await SealAsync(tenant, [.. day], ct);
        }

        cache.Trim(vault.Tenants);
    }

    static bool IsDue(int hour, OpenHour open, DateTimeOffset now) =>
        !open.IsEmpty && now >= DateTimeOffset.FromUnixTimeMilliseconds(Chunk.StartOf(hour + 1)) + Grace && now >= DateTimeOffset.FromUnixTimeSeconds(open.Since) + Patience;

    /// <summary>Seals hours, whether they are over or not.</summary>
    internal async Task SealAsync(TenantMetrics tenant, IReadOnlyList<int> hours, CancellationToken ct)
    {
        var started = time.GetUtcNow();
        var all = new List<SealingPart>(hours.Count);
        foreach (var hour in hours)
        {
            // What is sealed later in the same second must still be told apart.
            var seq = _lastSeq = Math.Max(started.ToUnixTimeSeconds(), _lastSeq + 1);
            if (tenant.Open.TryGetValue(hour, out var open))
                all.Add(new SealingPart(tenant, hour, open.Take(), seq, tenant.Sealed.Contains(hour)));
        }

        if (all.Count == 0)
            return;
        // Known before it is forgotten with the first late sample that is written.
        var rollups = all.ConvertAll(RollupsOf);
        var chunks = 0;
        try
        {
            foreach (var parts in Inserts(all))
                chunks += await SealAsync(parts, ct);
            await WriteSealsAsync(all, rollups, started, ct);
        }
        catch (Exception failed) when (failed is ClickHouseException or StoreUnavailableException)
        {
            // Nothing is lost: the samples stay in memory and in their table, and the next round tries again.
            foreach (var part in all)
            {
                foreach (var each in part.Series)
                    tenant.Open[part.Hour].Add(each, started.ToUnixTimeSeconds());
            }

            SealingFailed(failed, all[0].Hour, all.Count, tenant.Tenant);
            return;
        }

        Sealed(all[0].Hour, all.Count, tenant.Tenant, chunks, time.GetUtcNow() - started);
    }

    ushort RollupsOf(SealingPart part) =>
        part.Tenant.Rolled.TryGetValue(part.Hour, out var before) || !part.WasSealed ? Math.Max(before, stores.Rollups.Finest) : (ushort)0;

    async Task WriteSealsAsync(List<SealingPart> all, List<ushort> rollups, DateTimeOffset started, CancellationToken ct)
    {
        var tenant = all[0].Tenant;
        var since = tenant.Open.Values.Where(static o => !o.IsEmpty).Select(static o => o.Since).Append(started.ToUnixTimeSeconds()).Min();
        var written = stores.Rollups.Finest == 0 ? rollups.ConvertAll(static _ => (ushort)0) : rollups;
        await stores.Chunks.WriteSealsAsync(all, written, ((started - Slack).ToUnixTimeSeconds(), since - (long)Slack.TotalSeconds), ct);
        for (var i = 0; i < all.Count; i++)
        {
            if (written[i] > 0)
                tenant.Rolled[all[i].Hour] = written[i];
        }
    }

    /// <summary>What goes into the store together: parts of few series, or one of some thousand.</summary>
    static IEnumerable<List<SealingPart>> Inserts(List<SealingPart> all)
    {
        var (together, count) = (new List<SealingPart>(), 0);
        foreach (var hour in all)
        {
            for (var at = 0; at < hour.Series.Count;)
            {
                var taken = Math.Min(SeriesPerInsert - count, hour.Series.Count - at);
                together.Add(hour with { Series = hour.Series.Slice(at, taken) });
                at += taken;
                count += taken;
                if (count < SeriesPerInsert)
                    continue;
                yield return together;
                (together, count) = ([], 0);
            }
        }

        if (together.Count > 0)
            yield return together;
    }

    async Task<int> SealAsync(List<SealingPart> parts, CancellationToken ct)
    {
        var (taken, writing) = (new List<PartChunks>(parts.Count), new List<PartChunks>(parts.Count));
        foreach (var part in parts)
        {
            var sealing = new List<(HeadSeries Series, Chunk[] Chunks)>(part.Series.Count);
            foreach (var series in part.Series)
            {
                if (series.Unsealed(part.Hour) is { Length: > 0 } chunks)
                    sealing.Add((series, chunks));
            }

            if (sealing.Count == 0)
                continue;
            var stored = part.WasSealed ? await stores.Late.OnlyNewAsync(part, sealing, ct) : sealing.ConvertAll(static s => s.Chunks);
            taken.Add(new PartChunks(part, sealing));
            writing.Add(new PartChunks(part, [.. sealing.Select((s, i) => (s.Series, stored[i]))]));
        }

        var fresh = writing.Select(static w => w with { Series = w.Series.FindAll(static s => s.Chunks.Length > 0) }).Where(static w => w.Series.Count > 0).ToList();
        // What was known of the hours is no longer all of it.
        foreach (var each in fresh)
            each.Part.Tenant.Rolled.TryRemove(each.Part.Hour, out _);
        if (fresh.Count > 0)
        {
            // Before the chunks: when it fails all of it is done again.
            await stores.Rollups.WriteAsync(fresh, ct);
            await stores.Chunks.WriteChunksAsync(fresh, ct);
        }

        for (var i = 0; i < taken.Count; i++)
            Note(taken[i], writing[i]);
        return fresh.Sum(static w => w.Series.Sum(static s => s.Chunks.Length));
    }

    void Note(PartChunks taken, PartChunks stored)
    {
        var part = taken.Part;
        part.Tenant.Sealed.Add(part.Hour);
        part.Tenant.SealingChanges();
        for (var i = 0; i < taken.Series.Count; i++)
            cache.Added(taken.Series[i].Series.Seal(part.Hour, (taken.Series[i].Chunks, stored.Series[i].Chunks), part.WasSealed, cache.Clock));
        part.Tenant.SealingChanges();
    }

    [LoggerMessage(LogLevel.Debug, "{Hours} hours from {Hour} on of tenant {Tenant} are sealed: {Chunks} chunks in {Elapsed}")]
    partial void Sealed(int hour, int hours, string tenant, int chunks, TimeSpan elapsed);

    [LoggerMessage(LogLevel.Warning, "{Hours} hours from {Hour} on of tenant {Tenant} could not be sealed; it is tried again")]
    partial void SealingFailed(Exception error, int hour, int hours, string tenant);
}

/// <summary>Some series of an hour.</summary>
/// <param name="Tenant">Their owner.</param>
/// <param name="Hour">The hour.</param>
/// <param name="Series">The series.</param>
/// <param name="Seq">When the sealing began, Unix seconds; greater than that of every sealing before.</param>
/// <param name="WasSealed">Whether the store had chunks of the hour before.</param>
sealed record SealingPart(TenantMetrics Tenant, int Hour, List<HeadSeries> Series, long Seq, bool WasSealed);

/// <summary>The chunks of a part.</summary>
/// <param name="Part">The part.</param>
/// <param name="Series">Its series, each with its chunks.</param>
sealed record PartChunks(SealingPart Part, List<(HeadSeries Series, Chunk[] Chunks)> Series);

/// <summary>Where a sealed hour is written to.</summary>
/// <param name="Chunks">All samples.</param>
/// <param name="Rollups">What is kept of them for long ranges.</param>
/// <param name="Late">Tells what is new for an hour that is there already.</param>
public sealed record SealingStores(ChunkStore Chunks, RollupStore Rollups, LateSamples Late);
