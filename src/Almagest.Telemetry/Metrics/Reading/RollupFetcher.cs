using Almagest.ClickHouse.Http;
using Almagest.Query.PromQL.Sources;
using Almagest.Telemetry.Metrics.Head;

namespace Almagest.Telemetry.Metrics.Reading;

/// <summary>Reads rollups from the store.</summary>
public sealed class RollupFetcher(ClickHouseClient client)
{
    // As many ids as fit into a parameter; of more the whole metric is read and the rest dropped.
    const int MostIds = 4000;

    /// <summary>
    /// The buckets of series by series and hour, for hours from <paramref name="hours"/>' first to its last; null when one of them has native
    /// histograms.
    /// </summary>
    internal async Task<Dictionary<(ulong Series, int Hour), List<Rollup>>?> ReadAsync(
        TenantMetrics tenant, IReadOnlyList<HeadSeries> series, (int First, int Last) hours, long resolutionMs, CancellationToken ct)
    {
        var found = new Dictionary<(ulong Series, int Hour), List<Rollup>>();
        foreach (var metric in series.GroupBy(static s => s.Labels.Metric, StringComparer.Ordinal))
        {
            var wanted = metric.Select(static s => s.Id).ToHashSet();
            if (!await ReadAsync(Statement(tenant.Tenant, metric.Key, wanted).With("resolution", resolutionMs / 1000)
                .With("first", DateTimeOffset.FromUnixTimeSeconds(hours.First * 3600L)).With("last", DateTimeOffset.FromUnixTimeSeconds(hours.Last * 3600L)), wanted, found, ct))
                return null;
        }

        return found;
    }

    async Task<bool> ReadAsync(Statement statement, HashSet<ulong> wanted, Dictionary<(ulong Series, int Hour), List<Rollup>> found, CancellationToken ct)
    {
        var newest = new Dictionary<(ulong Series, int Hour), uint>();
        await foreach (var block in client.ReadAsync(statement, ct))
        {
            var (ids, hours, buckets, seqs, counts) = (block.Fixed<ulong>("series"), block.Fixed<uint>("hour"), block.Fixed<uint>("bucket"), block.Fixed<uint>("seq"), block.Fixed<uint>("count"));
            var (mins, maxs, firsts, lasts) = (block.Fixed<double>("min"), block.Fixed<double>("max"), block.Fixed<double>("first"), block.Fixed<double>("last"));
            var (firstMs, lastMs, resets) = (block.Fixed<uint>("first_ms"), block.Fixed<uint>("last_ms"), block.Fixed<uint>("resets"));
            var (sums, absolute, resetSums) = (block.Fixed<double>("sum"), block.Fixed<double>("absolute_sum"), block.Fixed<double>("reset_sum"));
            for (var row = 0; row < block.Rows; row++)
            {
                if (!wanted.Contains(ids[row]))
                    continue;
                if (counts[row] == 0)
                    return false;
                var key = (ids[row], (int)(hours[row] / 3600));
                if (!found.TryGetValue(key, out var rollups) || newest[key] != seqs[row])
                    (found[key], newest[key]) = (rollups = [], seqs[row]);
                var start = hours[row] * 1000L;
                rollups.Add(new Rollup
                {
                    EndMs = buckets[row] * 1000L, Count = (int)counts[row], Min = mins[row], Max = maxs[row], First = firsts[row], Last = lasts[row],
                    FirstMs = start + firstMs[row], LastMs = start + lastMs[row], Sum = sums[row], AbsoluteSum = absolute[row], Resets = (int)resets[row], ResetSum = resetSums[row],
                });
            }
        }

        return true;
    }

    // Newer rows of an hour replace the older ones, so they come after them.
    static Statement Statement(string tenant, string metric, HashSet<ulong> wanted)
    {
        var byId = wanted.Count <= MostIds;
        var statement = new Statement(
            "SELECT series, hour, bucket, seq, count, min, max, first, last, first_ms, last_ms, sum, absolute_sum, resets, reset_sum FROM rollups "
            + "WHERE tenant = {tenant:String} AND metric = {metric:String} AND resolution = {resolution:UInt16} "
            + "AND hour >= {first:DateTime('UTC')} AND hour <= {last:DateTime('UTC')}" + (byId ? " AND series IN {series:Array(UInt64)}" : "") + " ORDER BY seq, hour, series, bucket")
        {
            ReadOnly = true, MayLag = true,
            Caller = "rollups",
        }.With("tenant", tenant).With("metric", metric);
        return byId ? statement.With("series", wanted) : statement;
    }
}
