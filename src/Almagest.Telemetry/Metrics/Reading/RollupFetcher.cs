using Almagest.ClickHouse.Http;
using Almagest.Telemetry.Metrics.Head;

namespace Almagest.Telemetry.Metrics.Reading;

/// <summary>Reads rollups from the store.</summary>
public sealed class RollupFetcher(ClickHouseClient client)
{
    // As many ids as fit into a parameter; of more the whole metric is read and the rest dropped.
    const int MostIds = 4000;

    /// <summary>
    /// The rollups of series, for the days of <paramref name="hours"/>' first to its last; null when one of them has native histograms.
    /// </summary>
    internal async Task<FetchedRollups?> ReadAsync(
        TenantMetrics tenant, IReadOnlyList<HeadSeries> series, (int First, int Last) hours, long resolutionMs, CancellationToken ct)
    {
        var (first, last) = (hours.First / 24, hours.Last / 24);
        var found = new FetchedRollups(series, last - first + 1);
        foreach (var metric in series.GroupBy(static s => s.Labels.Metric, StringComparer.Ordinal))
        {
            var ids = metric.Select(static s => s.Id).ToList();
            var isMost = tenant.Index.Label(Model.Labels.MetricName)?.Find(metric.Key) is { } all && ids.Count * 2 > all.Count;
            var statement = Statement(tenant.Tenant, metric.Key, isMost || ids.Count > MostIds ? null : ids).With("resolution", resolutionMs / 1000).With("first", first).With("last", last);
            await foreach (var block in client.ReadAsync(statement, ct))
            {
                if (found.TryAdd(block, resolutionMs))
                    continue;
                found.Dispose();
                return null;
            }
        }

        return found;
    }

    static Statement Statement(string tenant, string metric, List<ulong>? ids)
    {
        var statement = new Statement(
            "SELECT series, hours, seqs, counts, firsts, lasts, shapes, numbers FROM rollup_days WHERE tenant = {tenant:String} AND metric = {metric:String} AND resolution = {resolution:UInt16} "
            + "AND day >= toDate({first:UInt16}) AND day <= toDate({last:UInt16})" + (ids is null ? "" : " AND series IN {series:Array(UInt64)}"))
        {
            ReadOnly = true, MayLag = true,
            Caller = "rollups",
            // Conditions move for single series only: 5 instead of 14 ms, because a granule has 255 others.
        }.Setting("enable_analyzer", 0).Setting("optimize_move_to_prewhere", ids is null ? 0 : 1).Setting("max_threads", 1).With("tenant", tenant).With("metric", metric);
        return ids is null ? statement : statement.With("series", ids);
    }
}
