using Almagest.ClickHouse.Formats.Reading;
using Almagest.ClickHouse.Http;

namespace Almagest.Telemetry.Metrics.Head;

/// <summary>
/// Fills memory at start from the store: all series, which hours have chunks, and the samples that are in no chunk yet. Call once, after the
/// journal is recovered and before anything is written.
/// </summary>
public sealed class HeadLoader(ClickHouseClient client, MetricVault vault)
{
    /// <summary>Loads everything. Gives back how many samples were not in chunks.</summary>
    public async Task<long> LoadAsync(CancellationToken ct)
    {
        await LoadSeriesAsync(ct);
        await LoadLivesAsync(ct);
        var seals = await LoadSealsAsync(ct);
        var samples = 0L;
        foreach (var tenant in vault.Tenants)
        {
            var sealing = seals.GetValueOrDefault(tenant.Tenant) ?? new TenantSeals();
            samples += await LoadSamplesAsync(tenant, sealing, ct);
            samples += await LoadHistogramsAsync(tenant, sealing, ct);
            samples += await LoadNativeHistogramsAsync(tenant, sealing, ct);
        }

        return samples;
    }

    async Task LoadSeriesAsync(CancellationToken ct)
    {
        var statement = Read("SELECT tenant, metric, series, labels, type, unit, help FROM series ORDER BY seen");
        await foreach (var block in client.ReadAsync(statement, ct))
            new SeriesRowsReader(block).AddTo(vault);
    }

    /// <summary>From when to when each series has chunks.</summary>
    async Task LoadLivesAsync(CancellationToken ct)
    {
        // Rollups may be older than any sample.
        var statement = Read(
            "SELECT tenant, series, min(earliest) AS first, max(latest) AS last FROM (SELECT tenant, series, min(hour) AS earliest, max(hour) AS latest FROM chunks GROUP BY tenant, metric, series "
            + "UNION ALL SELECT tenant, series, min(arrayMin(hours)) AS earliest, max(arrayMax(hours)) AS latest FROM rollup_days GROUP BY tenant, metric, series) GROUP BY tenant, series");
        await foreach (var block in client.ReadAsync(statement, ct))
        {
            var (ids, first, last) = (block.Fixed<ulong>("series"), block.Fixed<uint>("first"), block.Fixed<uint>("last"));
            for (var row = 0; row < block.Rows; row++)
                vault.Tenant(block["tenant"].GetString(row)!).Index.Find(ids[row])?.Lives(first[row] * 1000L, (last[row] + 3600) * 1000L - 1);
        }
    }

    async Task<Dictionary<string, TenantSeals>> LoadSealsAsync(CancellationToken ct)
    {
        var seals = new Dictionary<string, TenantSeals>(StringComparer.Ordinal);
        var statement = Read("SELECT tenant, hour, max(sealed_at) AS sealed_at, max(open_since) AS open_since, argMax(rollups, seals.sealed_at) AS rollups FROM seals GROUP BY tenant, hour");
        await foreach (var block in client.ReadAsync(statement, ct))
        {
            var (hours, sealedAt, openSince) = (block.Fixed<uint>("hour"), block.Fixed<uint>("sealed_at"), block.Fixed<uint>("open_since"));
            for (var row = 0; row < block.Rows; row++)
            {
                var name = block["tenant"].GetString(row)!;
                if (!seals.TryGetValue(name, out var tenant))
                    seals[name] = tenant = new TenantSeals();
                tenant.SealedAt[(int)(hours[row] / 3600)] = sealedAt[row];
                tenant.OpenSince = Math.Max(tenant.OpenSince, openSince[row]);
                if (block.Fixed<ushort>("rollups")[row] is > 0 and var finest)
                    vault.Tenant(name).Rolled[(int)(hours[row] / 3600)] = finest;
            }
        }

        // A killed sealing may have left chunks of an hour whose seal was not written: its samples are loaded once more, which harms nothing.
        await foreach (var block in client.ReadAsync(Read("SELECT DISTINCT tenant, hour FROM chunks"), ct))
        {
            for (var row = 0; row < block.Rows; row++)
                vault.Tenant(block["tenant"].GetString(row)!).Sealed.Add((int)(block.Fixed<uint>("hour")[row] / 3600));
        }

        return seals;
    }

    async Task<long> LoadSamplesAsync(TenantMetrics tenant, TenantSeals seals, CancellationToken ct)
    {
        // In the order of the table, which is that of time within a series as a rule: the tails of the series then only grow.
        var statement = Read(
            "SELECT series, received, retention_days, times, values FROM sample_runs WHERE tenant = {tenant:String} AND received >= toDateTime({since:UInt32}, 'UTC') "
            + "ORDER BY tenant, metric, hour, series, received")
            .With("tenant", tenant.Tenant).With("since", (long)seals.OpenSince)
            .Setting("max_block_size", 4096);
        var loaded = 0L;
        await foreach (var block in client.ReadAsync(statement, ct))
        {
            var (ids, received, retention) = (block.Fixed<ulong>("series"), block.Fixed<uint>("received"), block.Fixed<ushort>("retention_days"));
            var runs = block.Get<ArrayResultColumn>("times");
            var times = ((ResultColumn<long>)runs.Elements).Values;
            var values = ((ResultColumn<double>)block.Get<ArrayResultColumn>("values").Elements).Values;
            HeadSeries? last = null;
            for (var row = 0; row < block.Rows; row++)
            {
                var run = times[runs[row]];
                // Runs of a series stand together: a look into the table of all series misses every cache.
                if (run.IsEmpty || seals.Cover(Chunks.Chunk.HourOf(run[0]), received[row]) || (last?.Id == ids[row] ? last : last = tenant.Index.Find(ids[row])) is not { } series)
                    continue;
                loaded += run.Length;
                series.RetentionDays = retention[row];
                for (var at = 0; at < run.Length;)
                {
                    at += series.Append(run[at..], values[runs[row]][at..], out var isNew);
                    if (isNew)
                        tenant.List(Chunks.Chunk.HourOf(run[at - 1]), series, received[row]);
                }
            }
        }

        return loaded;
    }

    async Task<long> LoadHistogramsAsync(TenantMetrics tenant, TenantSeals seals, CancellationToken ct)
    {
        var statement = Read(
            "SELECT series, time, received, retention_days, flags, count, sum, scale, zero_count, zero_threshold, positive_offset, "
            + "positive_counts, negative_offset, negative_counts FROM histograms WHERE tenant = {tenant:String} AND kind = 'exponential' AND temporality != 'delta' AND received >= toDateTime({since:UInt32}, 'UTC') ORDER BY time")
            .With("tenant", tenant.Tenant).With("since", (long)seals.OpenSince);
        var loaded = 0L;
        await foreach (var block in client.ReadAsync(statement, ct))
        {
            for (var row = 0; row < block.Rows; row++)
            {
                var timeMs = block.Fixed<long>("time")[row] / 1_000_000;
                var (hour, received) = (Chunks.Chunk.HourOf(timeMs), block.Fixed<uint>("received")[row]);
                if (seals.Cover(hour, received) || tenant.Index.Find(block.Fixed<ulong>("series")[row]) is not { } series)
                    continue;
                if (ExponentialHistograms.Read(block, row) is not { } histogram)
                    continue;
                loaded++;
                series.RetentionDays = block.Fixed<ushort>("retention_days")[row];
                if (series.Append(timeMs, histogram))
                    tenant.List(hour, series, received);
            }
        }

        return loaded;
    }

    async Task<long> LoadNativeHistogramsAsync(TenantMetrics tenant, TenantSeals seals, CancellationToken ct)
    {
        var statement = Read(NativeHistogramRows.Select).With("tenant", tenant.Tenant).With("since", (long)seals.OpenSince);
        var loaded = 0L;
        await foreach (var block in client.ReadAsync(statement, ct))
        {
            for (var row = 0; row < block.Rows; row++)
            {
                var timeMs = block.Fixed<long>("time")[row];
                var (hour, received) = (Chunks.Chunk.HourOf(timeMs), block.Fixed<uint>("received")[row]);
                if (seals.Cover(hour, received) || tenant.Index.Find(block.Fixed<ulong>("series")[row]) is not { } series)
                    continue;
                loaded++;
                series.RetentionDays = block.Fixed<ushort>("retention_days")[row];
                if (series.Append(timeMs, NativeHistogramRows.Read(block, row)))
                    tenant.List(hour, series, received);
            }
        }

        return loaded;
    }

    static Statement Read(string sql) => new(sql) { ReadOnly = true, MayLag = true, Caller = "head" };

    sealed class TenantSeals
    {
        internal Dictionary<int, uint> SealedAt { get; } = [];

        internal uint OpenSince { get; set; }

        internal bool Cover(int hour, uint received) => SealedAt.TryGetValue(hour, out var sealedAt) && received < sealedAt;
    }
}
