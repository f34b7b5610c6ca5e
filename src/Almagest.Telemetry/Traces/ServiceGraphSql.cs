namespace Almagest.Telemetry.Traces;

/// <summary>
/// The statements that compute a quarter hour of the service graph. Services are joined by parent and child, and by links; databases,
/// queues, language models and external hosts are read from the attributes of the spans that call them, by OpenTelemetry's conventions.
/// </summary>
static class ServiceGraphSql
{
    const string Quarters = "toStartOfFifteenMinutes(spans.time)";

    const string Began = $"tenant = {{tenant:String}} AND {Quarters} = {{quarter:DateTime('UTC')}}";

    // A parent began in the same quarter hour, or earlier and still ran in it. Four hours are as far as changes are followed.
    const string MayBeParent = $$"""
        tenant = {tenant:String} AND {{Quarters}} BETWEEN {quarter:DateTime('UTC')} - toIntervalHour(4) AND {quarter:DateTime('UTC')}
                AND (spans.time >= {quarter:DateTime('UTC')} OR addNanoseconds(spans.time, duration_nano) >= {quarter:DateTime('UTC')})
        """;

    const string Call = "toString(service) AS service, kind, status = 'error' AS failed, duration_nano AS nano";

    const string Clients = $"SELECT cityHash64(trace_id, span_id) AS id, {Call} FROM spans WHERE {MayBeParent} AND kind = 'client'";

    const string Minute = "toStartOfMinute(toDateTime(spans.time, 'UTC')) AS minute";

    // Client and server may share an id (Zipkin): then the client is the server's parent, and the server the parent of their children.
    const string BetweenServices = $$"""
        SELECT minute, caller.1 AS from_name, 'service' AS from_type, children.service AS to_name, 'service' AS to_type,
            if(children.kind = 'consumer' OR caller.2 = 'producer', 'messaging_system', '') AS connection,
            children.failed OR (caller.2 = 'client' AND caller.3) AS failed,
            if(caller.2 IN ('client', 'producer'), caller.4, children.nano) AS client_nano, children.nano AS server_nano, retention
        FROM
        (
            SELECT {{Minute}}, cityHash64(trace_id, parent_span_id) AS parent, if(kind = 'server', cityHash64(trace_id, span_id), 0) AS own, {{Call}}, retention_days AS retention
            FROM spans WHERE {{Began}} AND (parent_span_id != '' OR kind = 'server')
        ) AS children
        LEFT ANY JOIN ({{Clients}}) AS shared ON children.own = shared.id
        LEFT ANY JOIN (SELECT cityHash64(trace_id, span_id) AS id, {{Call}} FROM spans WHERE {{MayBeParent}} AND kind != 'client') AS others ON children.parent = others.id
        LEFT ANY JOIN ({{Clients}}) AS clients ON children.parent = clients.id
        ARRAY JOIN [multiIf(
            shared.service != '', (shared.service, toString(shared.kind), shared.failed, shared.nano),
            others.service != '', (others.service, toString(others.kind), others.failed, others.nano),
            (clients.service, toString(clients.kind), clients.failed, clients.nano))] AS caller
        WHERE from_name != '' AND from_name != to_name
        """;

    // A link to the parent is the same call.
    const string ByLinks = $$"""
        SELECT followers.minute AS minute, linked.service AS from_name, 'service' AS from_type, followers.service AS to_name, 'service' AS to_type, 'link' AS connection,
            followers.failed AS failed, linked.nano AS client_nano, followers.nano AS server_nano, followers.retention AS retention
        FROM
        (
            SELECT {{Minute}}, cityHash64(link_trace, link_span) AS id, toString(service) AS service, status = 'error' AS failed, duration_nano AS nano, retention_days AS retention
            FROM spans ARRAY JOIN links.trace_id AS link_trace, links.span_id AS link_span
            WHERE {{Began}} AND notEmpty(links.trace_id) AND NOT (link_trace = trace_id AND link_span = parent_span_id)
        ) AS followers
        INNER ANY JOIN
        (
            SELECT cityHash64(trace_id, span_id) AS id, {{Call}} FROM spans
            WHERE tenant = {tenant:String} AND {{Quarters}} BETWEEN {quarter:DateTime('UTC')} - toIntervalHour(24) AND {quarter:DateTime('UTC')}
                AND kind IN ('producer', 'client')
                AND trace_id IN (SELECT link_trace FROM spans ARRAY JOIN links.trace_id AS link_trace WHERE {{Began}} AND notEmpty(links.trace_id))
        ) AS linked ON followers.id = linked.id
        WHERE linked.service != followers.service
        """;

    // A host that answered with spans of its own is a service and not external; so is a model behind a gateway that is traced.
    const string Peers = $$"""
        SELECT minute, if(delivers, peer, own) AS from_name, if(delivers, 'queue', 'service') AS from_type, if(delivers, own, peer) AS to_name, if(delivers, 'service', type) AS to_type,
            multiIf(type = 'database', 'database', type = 'queue', 'messaging_system', 'virtual_node') AS connection, failed, nano AS client_nano, nano AS server_nano, retention
        FROM
        (
            SELECT {{Minute}},
                coalesce(nullIf(attributes['db.system.name'], ''), attributes['db.system']) AS db,
                coalesce(nullIf(attributes['gen_ai.provider.name'], ''), nullIf(attributes['gen_ai.system'], ''), attributes['llm.provider']) AS llm,
                attributes['messaging.system'] AS queue,
                coalesce(nullIf(attributes['messaging.destination.name'], ''), attributes['messaging.destination']) AS topic,
                coalesce(nullIf(attributes['db.namespace'], ''), attributes['db.name']) AS schema,
                coalesce(nullIf(attributes['peer.service'], ''), nullIf(attributes['server.address'], ''), nullIf(attributes['net.peer.name'], ''),
                    nullIf(attributes['http.host'], ''), domain(coalesce(nullIf(attributes['url.full'], ''), attributes['http.url']))) AS host,
                multiIf(llm != '', 'llm', db != '', 'database', queue != '', 'queue', 'external') AS type,
                multiIf(llm != '', llm, db != '', if(schema = '', db, concat(db, ' ', schema)), queue != '', if(topic = '', queue, concat(queue, ' ', topic)), host) AS peer,
                kind = 'consumer' AND type = 'queue' AS delivers, kind = 'consumer' AND type != 'queue' AS senseless,
                toString(service) AS own, status = 'error' AS failed, duration_nano AS nano, retention_days AS retention,
                cityHash64(trace_id, span_id) AS id, kind
            FROM spans
            WHERE {{Began}} AND (kind IN ('client', 'producer', 'consumer') OR hasAny(mapKeys(attributes), ['gen_ai.provider.name', 'gen_ai.system', 'llm.provider']))
        )
        WHERE peer != '' AND NOT senseless AND (kind IN ('client', 'producer', 'consumer') OR type = 'llm')
            AND (type != 'external' OR id NOT IN (
                SELECT cityHash64(trace_id, if(parent_span_id = '', span_id, parent_span_id)) FROM spans
                WHERE tenant = {tenant:String} AND {{Quarters}} BETWEEN {quarter:DateTime('UTC')} AND {quarter:DateTime('UTC')} + toIntervalMinute(15) AND kind IN ('server', 'consumer')
                UNION ALL
                SELECT cityHash64(trace_id, span_id) FROM spans
                WHERE tenant = {tenant:String} AND {{Quarters}} BETWEEN {quarter:DateTime('UTC')} AND {quarter:DateTime('UTC')} + toIntervalMinute(15) AND kind = 'server'))
        """;

    const string ClientLe = "toUInt8(if(client_nano <= 100000000, 0, least(8, ceil(log2(client_nano / 100000000)))))";
    const string ServerLe = "toUInt8(if(server_nano <= 100000000, 0, least(8, ceil(log2(server_nano / 100000000)))))";

    // One statement, hence one part of the store: a reader sees all of a version or nothing. The row without names says it was computed.
    internal static readonly string Build = $$"""
        INSERT INTO service_graph (tenant, quarter, version, time, from_name, from_type, to_name, to_type, connection, calls, errors, client_nano, server_nano,
            max_nano, buckets, client_le, server_le, retention_days)
        SELECT {tenant:String}, {quarter:DateTime('UTC')}, {version:DateTime64(3)}, minute, from_name, from_type, to_name, to_type, connection,
            count(), countIf(failed), sum(client_nano), sum(server_nano), max(greatest(client_nano, server_nano)),
            sumMap(map(toUInt8(if(server_nano = 0, 0, floor(10 * log10(server_nano)))), toUInt64(1))),
            sumMap(map({{ClientLe}}, toUInt64(1))),
            sumMap(map({{ServerLe}}, toUInt64(1))),
            max(retention)
        FROM
        (
            {{BetweenServices}}
            UNION ALL
            {{ByLinks}}
            UNION ALL
            {{Peers}}
        )
        GROUP BY minute, from_name, from_type, to_name, to_type, connection
        UNION ALL
        SELECT {tenant:String}, {quarter:DateTime('UTC')}, {version:DateTime64(3)}, {quarter:DateTime('UTC')}, '', '', '', '', '', 0, 0, 0, 0, 0, map(), map(), map(), {retention:UInt16}
        """;

    internal const string BuildDay = """
        INSERT INTO service_graph_days (tenant, day, from_name, from_type, to_name, to_type, connection, version, calls, errors, client_nano, server_nano, client_le, server_le)
        SELECT tenant, {day:Date}, from_name, from_type, to_name, to_type, connection, {version:DateTime64(3)},
            sum(calls), sum(errors), sum(client_nano), sum(server_nano), sumMap(client_le), sumMap(server_le)
        FROM service_graph FINAL
        WHERE tenant = {tenant:String} AND toDate(quarter) = {day:Date} AND from_name != ''
            AND (quarter, version) IN (
                SELECT quarter, max(version) FROM service_graph WHERE tenant = {tenant:String} AND toDate(quarter) = {day:Date} AND from_name = '' GROUP BY quarter)
        GROUP BY tenant, from_name, from_type, to_name, to_type, connection
        """;

    // Settled: nothing that was on its way into the store when the quarter hour was last computed can be missing.
    internal const string Pending = """
        SELECT changes.tenant AS tenant, toUInt32(changes.quarter) AS quarter, toInt64(changes.spans) AS spans, changes.retention AS retention,
            toUnixTimestamp64Milli(now64(3)) AS now
        FROM
        (
            SELECT tenant, quarter, max(changed) AS changed, sum(spans) AS spans, max(retention_days) AS retention FROM service_graph_changes
            WHERE $where GROUP BY tenant, quarter
        ) AS changes
        LEFT JOIN
        (
            SELECT tenant, quarter, max(version) AS built FROM service_graph WHERE $where AND from_name = '' GROUP BY tenant, quarter
        ) AS known ON changes.tenant = known.tenant AND changes.quarter = known.quarter
        WHERE (known.built <= changes.changed) OR (known.built < changes.changed + toIntervalSecond(60) AND now64(3) >= changes.changed + toIntervalSecond(60))
        ORDER BY quarter DESC
        LIMIT 1000
        """;
}
