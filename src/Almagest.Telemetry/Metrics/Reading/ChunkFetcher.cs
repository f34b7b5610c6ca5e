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

    const int MostForOneThread = 20_000;

    // Series that one thread takes at a time: some hundred microseconds.
    const int PerPiece = 1024;

    // The store has two or more cores; more statements at once only wait for each other.
    const int Parallel = 2;

    /// <summary>Fetches the missing hours of <paramref name="snapshots"/> and keeps them with their series; also gives them back, because memory
    /// may be too small to keep them all. <paramref name="keep"/> false leaves memory as it is.</summary>
    internal async Task<FetchedChunks> FetchAsync(TenantMetrics tenant, IReadOnlyCollection<SeriesSnapshot> snapshots, CancellationToken ct, bool keep = true)
    {
        var generation = tenant.SealGeneration;
        var fetched = new FetchedChunks(snapshots);
        var metrics = snapshots.GroupBy(static s => s.Series.Labels.Metric, StringComparer.Ordinal).Select(metric => new ChunkRequest(tenant, metric.Key, [.. metric])).ToList();
        if (metrics.Count == 1)
            await ReadAsync(metrics[0], fetched, ct);
        else
            await System.Threading.Tasks.Parallel.ForEachAsync(metrics, new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = ct }, async (metric, token) => await ReadAsync(metric, fetched, token));
        if (keep)
            Keep(fetched, () => tenant.SealGeneration == generation);
        return fetched;
    }

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

    async Task ReadAsync(ChunkRequest request, FetchedChunks into, CancellationToken ct)
    {
        await foreach (var block in client.ReadAsync(Statement(request), ct))
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
        var (histograms, times, data) = (block.Fixed<byte>("histograms"), block.Strings("times"), block.Strings("data").Keep(Chunk.Padding));
        var (position, chunks, bytes) = (-1, 0, 0L);
        for (var row = 0; row < block.Rows; row++)
        {
            var hour = (int)(hours[row] / 3600);
            if (into.PlaceOf(series[row], hour, ref position) is not (>= 0 and var place))
                continue;
            var chunk = Chunk.FromStore(hour, times[row], data[row], (int)samples[row], histograms[row] != 0);
            into.Add(place, seqs[row], chunk);
            (chunks, bytes) = (chunks + 1, bytes + chunk.Times.Length + chunk.Values.Length);
        }

        into.Added(chunks, bytes, data);
    }

    static Statement Statement(ChunkRequest request)
    {
        var (first, last) = request.Hours;
        var byId = request.Snapshots.Count <= MostIds && !request.IsMostOfMetric;
        var statement = new Statement(
            "SELECT series, hour, seq, samples, histograms, times, data FROM chunks WHERE tenant = {tenant:String} AND metric = {metric:String} "
            + "AND hour >= {first:DateTime('UTC')} AND hour <= {last:DateTime('UTC')}" + (byId ? " AND series IN {series:Array(UInt64)}" : ""))
        {
            ReadOnly = true, MayLag = true,
            Caller = "chunks",
        }.Setting("enable_analyzer", 0).Setting("optimize_move_to_prewhere", 0);
        // A second thread is started and waited for in the time it takes to read so many chunks, and whoever decodes them has use for the processor.
        if ((last - first + 1L) * request.Snapshots.Count <= MostForOneThread)
            statement = statement.Setting("max_threads", 1);
        statement = statement.With("tenant", request.Tenant.Tenant).With("metric", request.Metric)
            .With("first", DateTimeOffset.FromUnixTimeSeconds(first * 3600L)).With("last", DateTimeOffset.FromUnixTimeSeconds(last * 3600L));
        return byId ? statement.With("series", request.Snapshots.Select(static s => s.Series.Id)) : statement;
    }

    sealed record ChunkRequest(TenantMetrics Tenant, string Metric, IReadOnlyList<SeriesSnapshot> Snapshots)
    {
        internal (int First, int Last) Hours => (Snapshots.Min(static s => s.MissingHours[0]), Snapshots.Max(static s => s.MissingHours[^1]));

        /// <summary>Whether a list of ids would cost the store more than the chunks that it leaves out.</summary>
        internal bool IsMostOfMetric => Tenant.Index.Label(Model.Labels.MetricName)?.Find(Metric) is { } all && Snapshots.Count * 2 > all.Count;
    }
}
