using Almagest.ClickHouse.Formats.Reading;
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
    /// The buckets of series, for hours from <paramref name="hours"/>' first to its last; null when one of them has native histograms.
    /// </summary>
    internal async Task<FetchedRollups?> ReadAsync(
        TenantMetrics tenant, IReadOnlyList<HeadSeries> series, (int First, int Last) hours, long resolutionMs, CancellationToken ct)
    {
        var found = new FetchedRollups(series, (hours.Last - hours.First + 1) * (int)(3_600_000 / resolutionMs));
        foreach (var metric in series.GroupBy(static s => s.Labels.Metric, StringComparer.Ordinal))
        {
            var ids = metric.Select(static s => s.Id).ToList();
            var isMost = tenant.Index.Label(Model.Labels.MetricName)?.Find(metric.Key) is { } all && ids.Count * 2 > all.Count;
            var statement = Statement(tenant.Tenant, metric.Key, isMost || ids.Count > MostIds ? null : ids).With("resolution", resolutionMs / 1000)
                .With("first", DateTimeOffset.FromUnixTimeSeconds(hours.First * 3600L)).With("last", DateTimeOffset.FromUnixTimeSeconds(hours.Last * 3600L));
            await foreach (var block in client.ReadAsync(statement, ct))
            {
                if (!Add(block, found))
                    return null;
            }

            found.EndHour();
        }

        return found;
    }

    // Hot path: per bucket.
    static bool Add(ResultBlock block, FetchedRollups found)
    {
        var (ids, hours, buckets, seqs, counts) = (block.Fixed<ulong>("series"), block.Fixed<uint>("hour"), block.Fixed<uint>("bucket"), block.Fixed<uint>("seq"), block.Fixed<uint>("count"));
        var (mins, maxs, firsts, lasts) = (block.Fixed<double>("min"), block.Fixed<double>("max"), block.Fixed<double>("first"), block.Fixed<double>("last"));
        var (firstMs, lastMs, resets) = (block.Fixed<uint>("first_ms"), block.Fixed<uint>("last_ms"), block.Fixed<uint>("resets"));
        var (sums, absolute, resetSums) = (block.Fixed<double>("sum"), block.Fixed<double>("absolute_sum"), block.Fixed<double>("reset_sum"));
        for (var row = 0; row < block.Rows; row++)
        {
            if (!found.Begin(ids[row], hours[row], seqs[row]))
                continue;
            if (counts[row] == 0)
                return false;
            var start = hours[row] * 1000L;
            found.Add(new Rollup
            {
                EndMs = buckets[row] * 1000L, Count = (int)counts[row], Min = mins[row], Max = maxs[row], First = firsts[row], Last = lasts[row],
                FirstMs = start + firstMs[row], LastMs = start + lastMs[row], Sum = sums[row], AbsoluteSum = absolute[row], Resets = (int)resets[row], ResetSum = resetSums[row],
            });
        }

        return true;
    }

    // In the order of the table, which takes the store no sorting.
    static Statement Statement(string tenant, string metric, List<ulong>? ids)
    {
        var statement = new Statement(
            "SELECT series, hour, bucket, seq, count, min, max, first, last, first_ms, last_ms, sum, absolute_sum, resets, reset_sum FROM rollups "
            + "WHERE tenant = {tenant:String} AND metric = {metric:String} AND resolution = {resolution:UInt16} "
            + "AND hour >= {first:DateTime('UTC')} AND hour <= {last:DateTime('UTC')}" + (ids is null ? "" : " AND series IN {series:Array(UInt64)}")
            + " ORDER BY tenant, metric, resolution, hour, series, bucket, seq")
        {
            ReadOnly = true, MayLag = true,
            Caller = "rollups",
        }.Setting("enable_analyzer", 0).With("tenant", tenant).With("metric", metric);
        return ids is null ? statement : statement.With("series", ids);
    }
}
