using Almagest.ClickHouse.Formats.Reading;
using Almagest.ClickHouse.Http;
using Almagest.Telemetry.Metrics.Chunks;
using Almagest.Telemetry.Metrics.Head;

namespace Almagest.Telemetry.Metrics.Reading;

/// <summary>
/// Reads the newest sealed chunks into the <see cref="ChunkCache"/> after a start, newest hours first, so that the first questions find in memory what the store would need 10
/// to 100 ms for. Ends once its part of the cache is full or hours of a week are read. Chunks that are sealed later enter the cache by themselves.
/// </summary>
public sealed class ChunkWarmer(ClickHouseClient client, MetricVault vault, ChunkCache cache, MetricOptions options)
{
    // Hours back from the newest sealed one that are read together: the last ones soon, older ones with few statements.
    static readonly int[] Stages = [2, 6, 24, 48, 72, 96, 120, 144, 170];

    // Sealing while a stage is read makes it begin again.
    const int MostTries = 3;

    /// <summary>Reads until the part is full. Gives back the bytes that memory now holds more.</summary>
    public async Task<long> WarmAsync(CancellationToken ct)
    {
        var before = cache.Bytes;
        var limit = Math.Min(options.WarmUpBytes, options.ChunkCacheBytes / 2);
        var from = 0;
        foreach (var until in Stages)
        {
            // All tenants' last hours before anybody's older ones.
            foreach (var tenant in vault.Tenants.Where(static t => t.Index.Count > 0).ToList())
            {
                if (cache.Bytes >= limit)
                    return cache.Bytes - before;
                await WarmAsync(tenant, (from, until), limit, ct);
            }

            from = until;
        }

        return cache.Bytes - before;
    }

    async Task WarmAsync(TenantMetrics tenant, (int From, int Until) back, long limit, CancellationToken ct)
    {
        if (tenant.Sealed.Newest is not { } newest)
            return;
        var (first, last) = (newest - back.Until + 1, newest - back.From);
        var hours = tenant.Sealed.Within(first, last);
        for (var attempt = 0; attempt < MostTries && hours.Count > 0; attempt++)
        {
            var generation = tenant.SealGeneration;
            await ReadAsync(new Stage(tenant, (hours[0], hours[^1]), () => tenant.SealGeneration == generation, limit), ct);
            if (tenant.SealGeneration == generation)
                return;
        }
    }

    async Task ReadAsync(Stage stage, CancellationToken ct)
    {
        var (row, sweeps) = (new Gathering(stage, cache), cache.Sweeps);
        await foreach (var block in client.ReadAsync(Statement(stage), ct))
        {
            row.Add(block);
            if (cache.Bytes >= stage.Limit)
                return;
        }

        row.Keep();
        // What has no chunks in an hour need not be asked for either; what lost them to another query meanwhile has some.
        bool IsEmpty() => stage.IsCurrent() && cache.Sweeps == sweeps;
        foreach (var hour in stage.Tenant.Sealed.Within(stage.Hours.First, stage.Hours.Last))
        {
            foreach (var series in stage.Tenant.Index.Series)
            {
                if (series.IsAlive(Chunk.StartOf(hour), Chunk.StartOf(hour + 1) - 1))
                    series.Keep(hour, [], IsEmpty, cache.Clock);
            }
        }
    }

    // In the order of the table, which costs little: the chunks of a series and hour come one after the other, whatever parts they lie in.
    static Statement Statement(Stage stage) => new Statement(
        "SELECT series, hour, seq, samples, histograms, toLowCardinality(times) AS times, data FROM chunks WHERE tenant = {tenant:String} "
        + "AND hour >= {first:DateTime('UTC')} AND hour <= {last:DateTime('UTC')} ORDER BY tenant, metric, hour, series, seq")
    {
        ReadOnly = true, MayLag = true,
        Caller = "warm-up",
    }
    .With("tenant", stage.Tenant.Tenant)
    .With("first", DateTimeOffset.FromUnixTimeSeconds(stage.Hours.First * 3600L)).With("last", DateTimeOffset.FromUnixTimeSeconds(stage.Hours.Last * 3600L))
    // Questions that are asked meanwhile go first.
    .Setting("max_threads", 1).Setting("os_thread_priority", 10);

    /// <summary>Some hours of one tenant.</summary>
    /// <param name="Tenant">Whose.</param>
    /// <param name="Hours">Which.</param>
    /// <param name="IsCurrent">Whether nothing was sealed since it began.</param>
    /// <param name="Limit">Bytes that the cache is filled to.</param>
    sealed record Stage(TenantMetrics Tenant, (int First, int Last) Hours, Func<bool> IsCurrent, long Limit);

    /// <summary>Puts the chunks of one series and hour together as they come.</summary>
    sealed class Gathering(Stage stage, ChunkCache cache)
    {
        readonly List<Chunk> _chunks = [];
        ChunkSlab _slab = new();
        (ulong Id, int Hour) _of;
        HeadSeries? _series;

        internal void Add(ResultBlock block)
        {
            var (series, hours, samples) = (block.Fixed<ulong>("series"), block.Fixed<uint>("hour"), block.Fixed<uint>("samples"));
            var (histograms, times, data) = (block.Fixed<byte>("histograms"), new BlockTimes(block.Get<LowCardinalityResultColumn>("times")), block.Strings("data"));
            for (var row = 0; row < block.Rows; row++)
            {
                var of = (series[row], Hour: (int)(hours[row] / 3600));
                if (of != _of)
                    Begin(of);
                if (_series is not null)
                    _chunks.Add(Chunk.FromStore(of.Hour, times.Of(row, (int)samples[row]), _slab.Pad(data[row]), histograms[row] != 0));
            }
        }

        internal void Keep()
        {
            if (_series is not null && _chunks.Count > 0)
                cache.Added(_series.Keep(_of.Hour, [.. _chunks], stage.IsCurrent, cache.Clock));
            _chunks.Clear();
        }

        void Begin((ulong Id, int Hour) of)
        {
            Keep();
            // Hours of a metric are forgotten together: they share arrays.
            if (of.Hour != _of.Hour)
                _slab = new ChunkSlab();
            _of = of;
            _series = stage.Tenant.Index.Find(of.Id);
        }
    }
}
