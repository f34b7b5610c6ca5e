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
/// <param name="MeanNano">Mean duration.</param>
/// <param name="MaxNano">Longest duration.</param>
public sealed record MapEdge(MapNode From, MapNode To, long Calls, long Errors, double MeanNano, long MaxNano);

/// <summary>
/// Who calls whom, computed from the spans of a time range. Services are joined by parent and child, and by links; databases, queues,
/// language models and external hosts are read from the attributes of the spans that call them, by OpenTelemetry's conventions.
/// </summary>
public sealed class ServiceMap(ClickHouseClient client)
{
    static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(30);

    const string InRange = "tenant = {tenant:String} AND time BETWEEN {from:DateTime64(9)} AND {to:DateTime64(9)}";

    const string Totals = "toInt64(count()) AS calls, toInt64(sum(failed)) AS errors, avg(nano) AS mean, toInt64(max(nano)) AS longest";

    const string BetweenServices = $$"""
        SELECT toString(parents.caller) AS from_name, 'service' AS from_type, toString(children.called) AS to_name, 'service' AS to_type, {{Totals}}
        FROM (SELECT cityHash64(trace_id, parent_span_id) AS id, service AS called, status = 'error' AS failed, duration_nano AS nano
            FROM spans WHERE {{InRange}} AND parent_span_id != '') AS children
        INNER JOIN (SELECT cityHash64(trace_id, span_id) AS id, service AS caller FROM spans WHERE {{InRange}}) AS parents ON children.id = parents.id
        WHERE parents.caller != children.called
        GROUP BY from_name, to_name
        """;

    const string ByLinks = $$"""
        SELECT toString(linked.caller) AS from_name, 'service' AS from_type, toString(followers.called) AS to_name, 'service' AS to_type, {{Totals}}
        FROM (SELECT cityHash64(link_trace, link_span) AS id, service AS called, status = 'error' AS failed, duration_nano AS nano
            FROM spans ARRAY JOIN links.trace_id AS link_trace, links.span_id AS link_span WHERE {{InRange}} AND notEmpty(links.trace_id)) AS followers
        INNER JOIN (SELECT cityHash64(trace_id, span_id) AS id, service AS caller FROM spans
            WHERE {{InRange}} AND kind IN ('producer', 'client')) AS linked ON followers.id = linked.id
        WHERE linked.caller != followers.called
        GROUP BY from_name, to_name
        """;

    const string Peers = $$"""
        SELECT
            coalesce(nullIf(attributes['db.system.name'], ''), attributes['db.system']) AS db,
            coalesce(nullIf(attributes['gen_ai.provider.name'], ''), nullIf(attributes['gen_ai.system'], ''), attributes['llm.provider']) AS llm,
            attributes['messaging.system'] AS queue,
            coalesce(nullIf(attributes['messaging.destination.name'], ''), attributes['messaging.destination']) AS topic,
            coalesce(nullIf(attributes['db.namespace'], ''), attributes['db.name']) AS schema,
            coalesce(nullIf(attributes['peer.service'], ''), nullIf(attributes['server.address'], ''), nullIf(attributes['net.peer.name'], ''),
                nullIf(attributes['http.host'], ''), domain(coalesce(nullIf(attributes['url.full'], ''), attributes['http.url']))) AS host,
            multiIf(llm != '', 'llm', db != '', 'database', queue != '', 'queue', 'external') AS type,
            multiIf(llm != '', llm, db != '', if(schema = '', db, concat(db, ' ', schema)), queue != '', if(topic = '', queue, concat(queue, ' ', topic)), host) AS peer,
            toString(service) AS own, kind, status = 'error' AS failed, duration_nano AS nano, cityHash64(trace_id, span_id) AS id
        FROM spans WHERE {{InRange}} AND kind IN ('client', 'producer', 'consumer')
        """;

    // A host that answered with spans of its own is a service and not external.
    const string ToOthers = $$"""
        SELECT own AS from_name, 'service' AS from_type, peer AS to_name, type AS to_type, {{Totals}}
        FROM ({{Peers}}) AS calls
        WHERE kind != 'consumer' AND peer != ''
            AND (type != 'external' OR id NOT IN (SELECT cityHash64(trace_id, parent_span_id) FROM spans WHERE {{InRange}} AND parent_span_id != '' AND kind IN ('server', 'consumer')))
        GROUP BY from_name, to_name, to_type
        """;

    const string FromQueues = $$"""
        SELECT peer AS from_name, 'queue' AS from_type, own AS to_name, 'service' AS to_type, {{Totals}}
        FROM ({{Peers}}) AS deliveries WHERE kind = 'consumer' AND type = 'queue' AND peer != ''
        GROUP BY from_name, to_name
        """;

    /// <summary>All edges, the busiest first.</summary>
    public async Task<IReadOnlyList<MapEdge>> ReadAsync(TenantId tenant, DateTimeOffset from, DateTimeOffset to, CancellationToken ct)
    {
        var edges = new Dictionary<(MapNode, MapNode), MapEdge>();
        foreach (var sql in new[] { BetweenServices, ByLinks, ToOthers, FromQueues })
            foreach (var edge in await ReadAsync(sql, tenant, from, to, ct))
                edges.TryAdd((edge.From, edge.To), edge);
        return [.. edges.Values.OrderByDescending(static e => e.Calls)];
    }

    /// <summary>Calls between services only, by parent and child: what Jaeger calls dependencies.</summary>
    public Task<List<MapEdge>> ReadServicesAsync(TenantId tenant, DateTimeOffset from, DateTimeOffset to, CancellationToken ct) =>
        ReadAsync(BetweenServices, tenant, from, to, ct);

    async Task<List<MapEdge>> ReadAsync(string sql, TenantId tenant, DateTimeOffset from, DateTimeOffset to, CancellationToken ct)
    {
        var edges = new List<MapEdge>();
        var statement = new Statement(sql) { Caller = "service-map", ReadOnly = true, Timeout = TimeLimit }
            .With("tenant", tenant.Value).With("from", from).With("to", to).Setting("join_algorithm", "hash");
        await foreach (var block in client.ReadAsync(statement, ct))
            for (var row = 0; row < block.Rows; row++)
                edges.Add(ReadEdge(block, row));
        return [.. edges.OrderByDescending(static e => e.Calls)];
    }

    static MapEdge ReadEdge(ResultBlock block, int row) => new(
        new MapNode(block["from_name"].GetString(row) ?? "", block["from_type"].GetString(row) ?? ""),
        new MapNode(block["to_name"].GetString(row) ?? "", block["to_type"].GetString(row) ?? ""),
        block.Fixed<long>("calls")[row], block.Fixed<long>("errors")[row], block.Fixed<double>("mean")[row], block.Fixed<long>("longest")[row]);
}
