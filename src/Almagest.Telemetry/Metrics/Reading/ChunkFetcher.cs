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

    // The store has two or more cores; more statements at once only wait for each other.
    const int Parallel = 2;

    /// <summary>Fetches the missing hours of <paramref name="snapshots"/> and keeps them with their series; also gives them back, because memory
    /// may be too small to keep them all.</summary>
    internal async Task<Dictionary<(HeadSeries Series, int Hour), Chunk[]>> FetchAsync(
        TenantMetrics tenant, IReadOnlyList<SeriesSnapshot> snapshots, CancellationToken ct)
    {
        var generation = tenant.SealGeneration;
        var fetched = new Dictionary<(HeadSeries Series, int Hour), Chunk[]>();
        var metrics = snapshots.GroupBy(static s => s.Series.Labels.Metric, StringComparer.Ordinal).ToList();
        await System.Threading.Tasks.Parallel.ForEachAsync(
            metrics,
            new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = ct },
            async (metric, token) =>
            {
                var request = new ChunkRequest(tenant.Tenant, metric.Key, [.. metric]);
                var found = await ReadAsync(request, token);
                lock (fetched)
                {
                    foreach (var (key, chunks) in found)
                        fetched[key] = chunks;
                }
            });
        foreach (var ((series, hour), chunks) in fetched)
            cache.Added(series.Keep(hour, chunks, () => tenant.SealGeneration == generation, cache.Clock));
        return fetched;
    }

    async Task<Dictionary<(HeadSeries Series, int Hour), Chunk[]>> ReadAsync(ChunkRequest request, CancellationToken ct)
    {
        var wanted = request.Snapshots.ToDictionary(static s => s.Series.Id, static s => s.Series);
        // An hour without samples is remembered as well, or it would be asked for again and again.
        var found = request.Snapshots.SelectMany(static s => s.MissingHours.Select(hour => (s.Series, hour))).ToDictionary(static key => key, static _ => Array.Empty<Chunk>());
        var bytes = 0L;
        await foreach (var block in client.ReadAsync(Statement(request, wanted), ct))
        {
            var (series, hours, samples) = (block.Fixed<ulong>("series"), block.Fixed<uint>("hour"), block.Fixed<uint>("samples"));
            var (histograms, times, data) = (block.Fixed<byte>("histograms"), block.Strings("times"), block.Strings("data"));
            for (var row = 0; row < block.Rows; row++)
            {
                var hour = (int)(hours[row] / 3600);
                if (!wanted.TryGetValue(series[row], out var owner) || !found.TryGetValue((owner, hour), out var before))
                    continue;
                bytes += times[row].Length + data[row].Length;
                found[(owner, hour)] = [.. before, Chunk.FromStore(hour, times[row], data[row], (int)samples[row], histograms[row] != 0)];
            }

            if (bytes > cache.MaxFetchBytes)
                throw new PromQlException($"query processing would load too many samples into memory in query execution: more than {cache.MaxFetchBytes} bytes of them, compressed (metrics.max_query_bytes)");
        }

        return found;
    }

    static Statement Statement(ChunkRequest request, Dictionary<ulong, HeadSeries> wanted)
    {
        var (first, last) = request.Hours;
        var byId = wanted.Count <= MostIds;
        var statement = new Statement(
            "SELECT series, hour, samples, histograms, times, data FROM chunks WHERE tenant = {tenant:String} AND metric = {metric:String} "
            + "AND hour >= {first:DateTime('UTC')} AND hour <= {last:DateTime('UTC')}" + (byId ? " AND series IN {series:Array(UInt64)}" : "") + " ORDER BY seq")
        {
            ReadOnly = true, MayLag = true,
            Caller = "chunks",
        };
        statement = statement.With("tenant", request.Tenant).With("metric", request.Metric)
            .With("first", DateTimeOffset.FromUnixTimeSeconds(first * 3600L)).With("last", DateTimeOffset.FromUnixTimeSeconds(last * 3600L));
        return byId ? statement.With("series", wanted.Keys) : statement;
    }

    sealed record ChunkRequest(string Tenant, string Metric, IReadOnlyList<SeriesSnapshot> Snapshots)
    {
        internal (int First, int Last) Hours => (Snapshots.Min(static s => s.MissingHours[0]), Snapshots.Max(static s => s.MissingHours[^1]));
    }
}
