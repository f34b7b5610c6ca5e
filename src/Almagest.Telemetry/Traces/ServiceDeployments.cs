using Almagest.ClickHouse.Http;
using Almagest.Model;

namespace Almagest.Telemetry.Traces;

/// <summary>What one version of a service did in a time range.</summary>
/// <param name="Version"><c>service.version</c>; empty for resources that do not tell.</param>
/// <param name="FirstUnixNano">First span of it in the range, as text.</param>
/// <param name="LastUnixNano">Last span of it in the range, as text.</param>
/// <param name="Instances">How many resources (usually processes) ran it.</param>
/// <param name="Calls">Requests: server and consumer spans, or all spans of a service that has none.</param>
/// <param name="Errors">How many failed.</param>
/// <param name="MeanNano">Mean duration.</param>
/// <param name="P50Nano">Median.</param>
/// <param name="P95Nano">95th percentile.</param>
/// <param name="P99Nano">99th percentile.</param>
/// <param name="Apdex">From 0 to 1.</param>
/// <param name="Sparkline">Calls per sixtieth of the range.</param>
public sealed record Deployment(
    string Version, string FirstUnixNano, string LastUnixNano, int Instances, long Calls, long Errors, double MeanNano, double P50Nano, double P95Nano, double P99Nano,
    double Apdex, IReadOnlyList<long> Sparkline);

/// <summary>Compares the versions of a service that ran in a time range.</summary>
public sealed class ServiceDeployments(ClickHouseClient client, ResourceCatalog resources)
{
    const int Steps = 60;

    static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(15);

    static readonly string Sql = $$"""
        SELECT transform(resource_id, {ids:Array(UInt64)}, {versions:Array(String)}, '') AS version, toString(min(at)) AS first, toString(max(at)) AS last,
            toInt32(uniqExact(resource_id)) AS instances, toInt64(count()) AS found, toInt64(countIf(failed)) AS errors, avg(nano) AS mean,
            quantilesTDigest(0.5, 0.95, 0.99)(nano) AS quantiles,
            (countIf(NOT failed AND nano <= {apdex:Int64}) + countIf(NOT failed AND nano <= 4 * {apdex:Int64})) / 2 / found AS score,
            sumMap(map(toUInt16(intDiv(at - {from:Int64}, {step:Int64})), toUInt64(1))) AS spark, mapKeys(spark) AS spark_steps, mapValues(spark) AS spark_counts
        FROM
        (
            SELECT resource_id, toUnixTimestamp64Nano(time) AS at, status = 'error' AS failed, duration_nano AS nano
            FROM spans
            WHERE tenant = {tenant:String} AND service = {service:String} AND {{SpanTime.Of("from", "to")}}
                AND (kind IN ('server', 'consumer') OR {service:String} NOT IN (
                    SELECT service FROM span_metrics WHERE tenant = {tenant:String} AND service = {service:String} AND kind IN ('server', 'consumer')
                        AND time BETWEEN toStartOfMinute(toDateTime(fromUnixTimestamp64Nano({from:Int64}), 'UTC')) AND toDateTime(fromUnixTimestamp64Nano({to:Int64}), 'UTC')))
        )
        GROUP BY version
        ORDER BY last DESC, version
        LIMIT 200
        """;

    /// <summary>The versions, the latest first.</summary>
    public async Task<IReadOnlyList<Deployment>> ReadAsync(TenantId tenant, string service, (long From, long To) range, TimeSpan apdex, CancellationToken ct)
    {
        var known = (await resources.GetAsync(tenant, ct)).Resources
            .Select(static r => (Id: r.Key, Service: r.Value.FirstOrDefault(static a => a.Key == "service.name").Text, Version: r.Value.FirstOrDefault(static a => a.Key == "service.version").Text))
            .Where(r => (r.Service ?? service) == service).ToList();
        var statement = new Statement(Sql) { Caller = "service-deployments", ReadOnly = true, Timeout = TimeLimit }
            .With("tenant", tenant.Value).With("service", service).With("from", range.From).With("to", range.To)
            .With("step", Math.Max(1, (range.To - range.From + Steps - 1) / Steps)).With("apdex", ApdexThresholds.Nano(apdex))
            .With("ids", known.Select(static r => r.Id)).With("versions", known.Select(static r => r.Version ?? ""));
        var rows = new List<Deployment>();
        await foreach (var block in client.ReadAsync(statement, ct))
        {
            for (var row = 0; row < block.Rows; row++)
            {
                var quantiles = Cells.Numbers(block, "quantiles", row);
                rows.Add(new Deployment(
                    Cells.Text(block, "version", row), Cells.Text(block, "first", row), Cells.Text(block, "last", row), block.Fixed<int>("instances")[row],
                    block.Fixed<long>("found")[row], block.Fixed<long>("errors")[row], block.Fixed<double>("mean")[row], quantiles[0], quantiles[1], quantiles[2],
                    block.Fixed<double>("score")[row], Cells.Spread(block, "spark_steps", "spark_counts", row, Steps)));
            }
        }

        return rows;
    }
}
