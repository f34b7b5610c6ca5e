using Almagest.ClickHouse.Formats.Reading;
using Almagest.ClickHouse.Http;
using Almagest.Model;

namespace Almagest.Telemetry.Traces;

/// <summary>Somebody who calls or is called.</summary>
/// <param name="Name">Service, or system and name of what is called.</param>
/// <param name="Type">service, database, queue, llm or external.</param>
public sealed record MapNode(string Name, string Type);

/// <summary>Calls from one node to another.</summary>
/// <param name="From">Caller.</param>
/// <param name="To">Called.</param>
/// <param name="Calls">How often.</param>
/// <param name="Errors">How many failed.</param>
/// <param name="MeanNano">Mean duration, as the called one saw it; as the caller saw it where the called one sends no spans.</param>
/// <param name="MaxNano">Longest duration.</param>
/// <param name="P50Nano">Median, within 13 %.</param>
/// <param name="P95Nano">95th percentile, within 13 %.</param>
/// <param name="P99Nano">99th percentile, within 13 %.</param>
/// <param name="Sparkline">Calls per sixtieth of the range, or per minute of a range shorter than an hour.</param>
public sealed record MapEdge(
    MapNode From, MapNode To, long Calls, long Errors, double MeanNano, long MaxNano, double P50Nano, double P95Nano, double P99Nano, IReadOnlyList<long> Sparkline);

/// <summary>Who calls whom, read from the graph that <see cref="ServiceGraphBuilder"/> keeps per minute.</summary>
public sealed class ServiceMap(ClickHouseClient client, ServiceGraphBuilder builder)
{
    const int Steps = 60;

    static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(30);

    /// <summary>All edges, the busiest first.</summary>
    public Task<List<MapEdge>> ReadAsync(TenantId tenant, DateTimeOffset from, DateTimeOffset to, CancellationToken ct) =>
        ReadAsync("1", static s => s, (tenant, from, to), ct);

    /// <summary>Calls between services by parent and child: what Jaeger calls dependencies.</summary>
    public Task<List<MapEdge>> ReadServicesAsync(TenantId tenant, DateTimeOffset from, DateTimeOffset to, CancellationToken ct) =>
        ReadAsync("from_type = 'service' AND to_type = 'service' AND connection != 'link'", static s => s, (tenant, from, to), ct);

    /// <summary>Who calls a service, and whom it calls.</summary>
    public Task<List<MapEdge>> ReadServiceAsync(TenantId tenant, string service, DateTimeOffset from, DateTimeOffset to, CancellationToken ct) =>
        ReadAsync("((from_name = {service:String} AND from_type = 'service') OR (to_name = {service:String} AND to_type = 'service'))",
            s => s.With("service", service), (tenant, from, to), ct);

    async Task<List<MapEdge>> ReadAsync(
        string filter, Func<Statement, Statement> with, (TenantId Tenant, DateTimeOffset From, DateTimeOffset To) range, CancellationToken ct)
    {
        await builder.BuildRecentAsync(range.Tenant, range.From, range.To, ct);
        const string Quarters = "tenant = {tenant:String} AND quarter BETWEEN toStartOfFifteenMinutes({from:DateTime}) AND {to:DateTime}";
        var step = Math.Max(60, (long)Math.Ceiling((range.To - range.From).TotalSeconds / Steps));
        var sql = $$"""
            SELECT from_name, from_type, to_name, to_type, toInt64(sum(calls)) AS total, toInt64(sum(errors)) AS failed, sum(server_nano) / total AS mean,
                toInt64(max(max_nano)) AS longest, sumMap(buckets) AS merged, mapKeys(merged) AS ks, mapValues(merged) AS vs, {{TraceCatalog.Quantiles}} AS quantiles,
                sumMap(map(toUInt16(intDiv(toUnixTimestamp(time) - toUnixTimestamp({from:DateTime}), {step:UInt32})), calls)) AS spark,
                mapKeys(spark) AS spark_steps, mapValues(spark) AS spark_counts
            FROM service_graph FINAL
            WHERE {{Quarters}} AND time BETWEEN {from:DateTime} AND {to:DateTime} AND from_name != ''
                AND (quarter, version) IN (SELECT quarter, max(version) FROM service_graph WHERE {{Quarters}} AND from_name = '' GROUP BY quarter)
                AND {{filter}}
            GROUP BY from_name, from_type, to_name, to_type
            ORDER BY total DESC, from_name, to_name
            LIMIT 10000
            """;
        var minute = range.From.AddTicks(-(range.From.Ticks % TimeSpan.TicksPerMinute));
        var statement = with(new Statement(sql) { Caller = "service-map", ReadOnly = true, Timeout = TimeLimit })
            .With("tenant", range.Tenant.Value).With("from", minute).With("to", range.To).With("step", step);
        var edges = new List<MapEdge>();
        await foreach (var block in client.ReadAsync(statement, ct))
            for (var row = 0; row < block.Rows; row++)
                edges.Add(ReadEdge(block, row, TraceCatalog.StepsOf(minute, range.To, step)));
        return edges;
    }

    static MapEdge ReadEdge(ResultBlock block, int row, int steps)
    {
        var quantiles = Cells.Numbers(block, "quantiles", row);
        return new MapEdge(
            new MapNode(Cells.Text(block, "from_name", row), Cells.Text(block, "from_type", row)), new MapNode(Cells.Text(block, "to_name", row), Cells.Text(block, "to_type", row)),
            block.Fixed<long>("total")[row], block.Fixed<long>("failed")[row], block.Fixed<double>("mean")[row], block.Fixed<long>("longest")[row],
            quantiles[0], quantiles[1], quantiles[2], Cells.Spread(block, "spark_steps", "spark_counts", row, steps));
    }
}
