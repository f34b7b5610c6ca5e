using Almagest.ClickHouse.Formats.Reading;
using Almagest.ClickHouse.Http;
using Almagest.Model;
using Almagest.Model.Traces;

namespace Almagest.Telemetry.Traces;

/// <summary>Reads whole traces by their ids.</summary>
public sealed class TraceReader(ClickHouseClient client, ResourceCatalog resources)
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>The spans of a trace by start; none when there is no such trace.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="traceId">32 hexadecimal digits in lower case.</param>
    /// <param name="ct">Stops the query.</param>
    public async Task<IReadOnlyList<TraceSpan>> ReadAsync(TenantId tenant, string traceId, CancellationToken ct) =>
        (await ReadAsync(tenant, [traceId], ct)).GetValueOrDefault(traceId) ?? [];

    /// <summary>The spans of several traces, by trace id.</summary>
    public Task<Dictionary<string, List<TraceSpan>>> ReadAsync(TenantId tenant, IReadOnlyList<string> traceIds, CancellationToken ct) =>
        ReadAsync(tenant, traceIds, SpanParts.All, ct);

    /// <summary>The same, with no other parts than these.</summary>
    public async Task<Dictionary<string, List<TraceSpan>>> ReadAsync(TenantId tenant, IReadOnlyList<string> traceIds, SpanParts parts, CancellationToken ct)
    {
        var traces = new Dictionary<string, List<TraceSpan>>(StringComparer.Ordinal);
        if (traceIds.Count == 0)
            return traces;
        var (places, held) = await PlacesAsync(tenant, traceIds, ct);
        if (places.Count == 0)
            return traces;
        parts &= held;
        var statement = Ask($$"""
            SELECT {{SpanColumns.ListOf(parts)}} FROM spans
            WHERE tenant = {tenant:String} AND (toStartOfFifteenMinutes(spans.time), spans.trace_id) IN arrayZip({quarters:Array(DateTime('UTC'))}, {ids:Array(String)})
            """, tenant, traceIds.Count == 1).With("quarters", places.Select(static p => p.Quarter * SpanTime.QuarterSeconds)).With("ids", places.Select(static p => p.TraceId));
        await foreach (var block in client.ReadAsync(statement, ct))
        {
            if (block.Rows == 0)
                continue;
            var columns = new SpanColumns(block, await OriginsAsync(tenant, block, ct), parts);
            for (var row = 0; row < block.Rows; row++)
            {
                var span = columns.Read(row);
                if (!traces.TryGetValue(span.TraceId, out var spans))
                    traces[span.TraceId] = spans = [];
                spans.Add(span);
            }
        }

        foreach (var id in traces.Keys.ToArray())
            traces[id] = Once(traces[id]);
        return traces;
    }

    /// <summary>
    /// The quarter hours in which spans of the traces began, and what any of these spans has. The table of spans is ordered by both. A statement of its
    /// own: as a part of the other one it took a quarter longer, since what a trace does not have is not read.
    /// </summary>
    async Task<(List<(long Quarter, string TraceId)> Places, SpanParts Parts)> PlacesAsync(TenantId tenant, IReadOnlyList<string> traceIds, CancellationToken ct)
    {
        var statement = Ask("SELECT trace_id, first, latest_start, parts FROM trace_summaries WHERE tenant = {tenant:String} AND trace_id IN {ids:Array(String)}", tenant, traceIds.Count == 1).With("ids", traceIds);
        var (places, held) = (new HashSet<(long, string)>(), SpanParts.None);
        await foreach (var block in client.ReadAsync(statement, ct))
        {
            var (ids, first, latest, parts) = (block["trace_id"], block.Fixed<long>("first"), block.Fixed<long>("latest_start"), block.Fixed<byte>("parts"));
            for (var row = 0; row < block.Rows; row++)
            {
                var id = ids.GetString(row) ?? "";
                held |= (SpanParts)parts[row];
                for (var quarter = SpanTime.Quarter(first[row]); quarter <= SpanTime.Quarter(latest[row]); quarter++)
                    places.Add((quarter, id));
            }
        }

        return ([.. places], held);
    }

    // By start, and each once: senders repeat what they got no answer for, and client and server may share an id (Zipkin). Here and not in
    // the statement, where it took a tenth of the time to read a trace.
    static List<TraceSpan> Once(List<TraceSpan> spans)
    {
        var seen = new HashSet<(string, SpanKind, long)>(spans.Count);
        spans.RemoveAll(s => !seen.Add((s.SpanId, s.Kind, s.StartUnixNano)));
        for (var i = 1; i < spans.Count; i++)
            if (spans[i].StartUnixNano < spans[i - 1].StartUnixNano)
                return [.. spans.OrderBy(static s => s.StartUnixNano)];
        return spans;
    }

    internal async Task<SpanOrigins> OriginsAsync(TenantId tenant, ResultBlock block, CancellationToken ct)
    {
        if (resources.Known(tenant) is not { } known)
            return await resources.GetAsync(tenant, ct);
        var (resource, scope) = (block.Fixed<ulong>("resource_id"), block.Fixed<ulong>("scope_id"));
        for (var row = 0; row < block.Rows; row++)
            if (!known.Resources.ContainsKey(resource[row]) || (scope[row] != 0 && !known.Scopes.ContainsKey(scope[row])))
                return await resources.GetAsync(tenant, ct);
        return known;
    }

    // One trace is so little that planning the statement is most of the work: the plainer planner and one step of reading take a fifth less. Several lie in so few
    // rows of the store's that it would give them to one thread; two take a fifth to a third less time.
    static Statement Ask(string sql, TenantId tenant, bool ofOne)
    {
        var statement = new Statement(sql) { Caller = "trace-reader", ReadOnly = true, Timeout = Limit }.With("tenant", tenant.Value).Setting("enable_analyzer", 0);
        return ofOne
            ? statement.Setting("optimize_move_to_prewhere", 0).Setting("max_threads", 1)
            : statement.Setting("merge_tree_min_rows_for_concurrent_read", 1024).Setting("merge_tree_min_bytes_for_concurrent_read", 1);
    }
}
