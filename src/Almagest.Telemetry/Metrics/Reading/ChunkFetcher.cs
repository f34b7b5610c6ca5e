using Almagest.ClickHouse.Formats.Reading;
using Almagest.ClickHouse.Http;
using Almagest.Query.PromQL.Engine;
using Almagest.Telemetry.Metrics.Chunks;
using Almagest.Telemetry.Metrics.Head;

namespace Almagest.Telemetry.Metrics.Reading;

/// <summary>Brings chunks from the store into memory.</summary>
public sealed class ChunkFetcher(ClickHouseClient client, ChunkCache cache)
{
    // A list of ids travels as a parameter of at most 128 KiB; beyond this many the whole metric is read and the rest dropped.
    const int MostIds = 4000;

    // Of fewer series than this, four granules of the table, the rows besides would be more than a tenth or so.
    const int ManySeries = 1024;

    // With two threads the store takes as long for 36,000 chunks and half as much more of the processors, which decode meanwhile.
    const int MostForOneThread = 100_000;

    // The first block comes a millisecond sooner than one of 6,000 rows, and the store works on it within a processor's cache.
    const int RowsPerBlock = 2048;

    // Series that one thread takes at a time: some hundred microseconds.
    const int PerPiece = 1024;

    // The store has two or more cores; more statements at once only wait for each other.
    const int Parallel = 2;

    /// <summary>Sends the statement for hours of series of one metric: until the store's first block, which takes it milliseconds, the caller can find out what exactly is missing.</summary>
    internal BegunFetch Begin(TenantMetrics tenant, IReadOnlyCollection<HeadSeries> series, (int First, int Last) hours, CancellationToken ct) =>
        BegunFetch.Start(stop => client.ReadAsync(Statement(new ChunkRequest(tenant, series.First().Labels.Metric, series, hours)), stop), hours, tenant.SealGeneration, ct);

    /// <summary>Fetches the missing hours of <paramref name="snapshots"/> and keeps them with their series; also gives them back, because memory
    /// may be too small to keep them all. <paramref name="keep"/> false leaves memory as it is; <paramref name="begun"/> is read if it has all that is missing.</summary>
    internal async Task<FetchedChunks> FetchAsync(TenantMetrics tenant, IReadOnlyCollection<SeriesSnapshot> snapshots, CancellationToken ct, bool keep = true, BegunFetch? begun = null)
    {
        // What is sealed after a statement was sent is not in its answer, and must not be remembered as all there is.
        var generation = begun?.Generation ?? tenant.SealGeneration;
        var fetched = new FetchedChunks(snapshots);
        if (begun?.TryRead(HoursOf(snapshots)) is { } blocks)
            await ReadAsync(blocks, fetched);
        else
            await ReadAsync(tenant, snapshots, fetched, ct);
        if (keep)
            Keep(fetched, () => tenant.SealGeneration == generation);
        return fetched;
    }

    static (int First, int Last) HoursOf(IReadOnlyCollection<SeriesSnapshot> snapshots) =>
        (snapshots.Min(static s => s.MissingHours[0]), snapshots.Max(static s => s.MissingHours[^1]));

    void Keep(FetchedChunks fetched, Func<bool> isCurrent)
    {
        var clock = cache.Clock;
        Pieces.ForEach(fetched.Series, PerPiece, (from, to) =>
        {
            var (bytes, slab) = (0L, new ChunkSlab());
            fetched.ForEach(from, to, (series, hour, chunks) =>
            {
                for (var i = 0; i < chunks.Length; i++)
                    chunks[i] = chunks[i] with { Values = slab.Copy(chunks[i].Values.Span) };
                bytes += series.Keep(hour, chunks, isCurrent, clock);
            });
            cache.Added(bytes);
        });
    }

    async Task ReadAsync(TenantMetrics tenant, IReadOnlyCollection<SeriesSnapshot> snapshots, FetchedChunks into, CancellationToken ct)
    {
        var metrics = snapshots.GroupBy(static s => s.Series.Labels.Metric, StringComparer.Ordinal)
            .Select(metric => new ChunkRequest(tenant, metric.Key, [.. metric.Select(static s => s.Series)], HoursOf([.. metric]))).ToList();
        if (metrics.Count == 1)
            await ReadAsync(client.ReadAsync(Statement(metrics[0]), ct), into);
        else
            await System.Threading.Tasks.Parallel.ForEachAsync(metrics, new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = ct }, async (metric, token) => await ReadAsync(client.ReadAsync(Statement(metric), token), into));
    }

    async Task ReadAsync(IAsyncEnumerable<ResultBlock> blocks, FetchedChunks into)
    {
        await foreach (var block in blocks)
        {
            Add(block, into);
            if (into.Bytes > cache.MaxFetchBytes)
                throw new PromQlException($"query processing would load too many samples into memory in query execution: more than {cache.MaxFetchBytes} bytes of them, compressed (metrics.max_query_bytes)");
        }
    }

    // Hot path: per chunk.
    static void Add(ResultBlock block, FetchedChunks into)
    {
        var (series, hours, seqs, samples) = (block.Fixed<ulong>("series"), block.Fixed<uint>("hour"), block.Fixed<uint>("seq"), block.Fixed<uint>("samples"));
        var (histograms, times, data) = (block.Fixed<byte>("histograms"), new BlockTimes(block.Get<LowCardinalityResultColumn>("times")), block.Strings("data").Keep(Chunk.Padding));
        var (position, chunks, bytes) = (-1, 0, 0L);
        for (var row = 0; row < block.Rows; row++)
        {
            var hour = (int)(hours[row] / 3600);
            if (into.PlaceOf(series[row], hour, ref position) is not (>= 0 and var place))
                continue;
            var chunk = Chunk.FromStore(hour, times.Of(row, (int)samples[row]), data[row], histograms[row] != 0);
            into.Add(place, seqs[row], chunk);
            (chunks, bytes) = (chunks + 1, bytes + chunk.Times.Length + chunk.Values.Length);
        }

        into.Added(chunks, bytes, data);
    }

    static Statement Statement(ChunkRequest request)
    {
        var (first, last) = request.Hours;
        var byId = request.Series.Count <= MostIds && !request.IsMostOfMetric;
        var ofMetric = "metric = {metric:String} AND hour >= {first:DateTime('UTC')} AND hour <= {last:DateTime('UTC')}";
        // What the index lets through besides has other ids or hours and is dropped here: the store need not look at each row. Ids of tenants may be the same, so that is looked at.
        var rows = byId ? $"series IN {{series:Array(UInt64)}} AND indexHint({ofMetric})" : request.Series.Count >= ManySeries ? $"indexHint({ofMetric})" : ofMetric;
        // Series of a target share their times: a block has them once.
        var statement = new Statement("SELECT series, hour, seq, samples, histograms, toLowCardinality(times) AS times, data FROM chunks WHERE " + rows + " AND tenant = {tenant:String}")
        {
            ReadOnly = true, MayLag = true,
            Caller = "chunks",
        }.Setting("enable_analyzer", 0).Setting("optimize_move_to_prewhere", 0).Setting("max_block_size", RowsPerBlock);
        if ((last - first + 1L) * request.Series.Count <= MostForOneThread)
            statement = statement.Setting("max_threads", 1);
        statement = statement.With("tenant", request.Tenant.Tenant).With("metric", request.Metric)
            .With("first", DateTimeOffset.FromUnixTimeSeconds(first * 3600L)).With("last", DateTimeOffset.FromUnixTimeSeconds(last * 3600L));
        return byId ? statement.With("series", request.Series.Select(static s => s.Id)) : statement;
    }

    sealed record ChunkRequest(TenantMetrics Tenant, string Metric, IReadOnlyCollection<HeadSeries> Series, (int First, int Last) Hours)
    {
        /// <summary>Whether a list of ids would cost the store more than the chunks that it leaves out.</summary>
        internal bool IsMostOfMetric => Tenant.Index.Label(Model.Labels.MetricName)?.Find(Metric) is { } all && Series.Count * 2 > all.Count;
    }
}
