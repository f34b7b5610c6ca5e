using System.Globalization;
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

    /// <summary>The span of an id; two when client and server share it, none when there is no such span.</summary>
    public async Task<IReadOnlyList<TraceSpan>> ReadSpanAsync(TenantId tenant, string traceId, string spanId, CancellationToken ct) =>
        (await ReadAsync(tenant, [traceId], new Part(spanId, null, 0), ct)).GetValueOrDefault(traceId) ?? [];

    /// <summary>The spans of a trace; of one with more than <paramref name="largest"/> spans, only the attributes of these keys: then it is not whole.</summary>
    public async Task<(IReadOnlyList<TraceSpan> Spans, bool Whole)> ReadOutlineAsync(
        TenantId tenant, string traceId, IReadOnlyList<string> keys, int largest, CancellationToken ct)
    {
        var part = new Part(null, keys, largest);
        var spans = (await ReadAsync(tenant, [traceId], part, ct)).GetValueOrDefault(traceId) ?? [];
        return (spans, !part.Shortened);
    }

    /// <summary>The spans of several traces, by trace id.</summary>
    public Task<Dictionary<string, List<TraceSpan>>> ReadAsync(TenantId tenant, IReadOnlyList<string> traceIds, CancellationToken ct) =>
        ReadAsync(tenant, traceIds, new Part(null, null, 0), ct);

    /// <summary>Ids of the spans of a trace whose service, operation, message, attributes or events hold a text, in any case.</summary>
    public async Task<IReadOnlyList<string>> FindTextAsync(TenantId tenant, string traceId, string text, CancellationToken ct)
    {
        var found = new List<string>();
        if (await FindAsync(tenant, [traceId], ct) is not { } place)
            return found;
        const string Holds = "positionCaseInsensitiveUTF8({0}, {{text:String}}) > 0";
        static string Has(string expression) => string.Format(CultureInfo.InvariantCulture, Holds, expression);
        var statement = Ask($$"""
            SELECT toString(span_id) AS id FROM spans
            WHERE tenant = {tenant:String} AND trace_id IN {ids:Array(String)}
                AND spans.time BETWEEN fromUnixTimestamp64Nano({first:Int64}) AND fromUnixTimestamp64Nano({last:Int64})
                AND ({{Has("name")}} OR {{Has("service")}} OR {{Has("status_message")}} OR {{Has("span_id")}}
                    OR arrayExists((k, v) -> {{Has("concat(k, '=', v)")}}, mapKeys(attributes), mapValues(attributes))
                    OR arrayExists(n -> {{Has("n")}}, events.name)
                    OR arrayExists(a -> arrayExists((k, v) -> {{Has("concat(k, '=', v)")}}, mapKeys(a), mapValues(a)), events.attributes))
            """, tenant, [traceId]).With("first", place.First).With("last", place.Last).With("text", text);
        await foreach (var block in client.ReadAsync(statement, ct))
            for (var row = 0; row < block.Rows; row++)
                found.Add(block["id"].GetString(row) ?? "");
        return found;
    }

    async Task<Dictionary<string, List<TraceSpan>>> ReadAsync(TenantId tenant, IReadOnlyList<string> traceIds, Part part, CancellationToken ct)
    {
        var traces = new Dictionary<string, List<TraceSpan>>(StringComparer.Ordinal);
        if (traceIds.Count == 0 || await FindAsync(tenant, traceIds, ct) is not { } place)
            return traces;
        part.Shortened = part.Keys is not null && place.Spans > part.Largest;
        var known = await resources.GetAsync(tenant, ct);
        var statement = Ask($$"""
            SELECT {{(part.Shortened ? SpanColumns.Outline : SpanColumns.List)}} FROM spans
            WHERE tenant = {tenant:String} AND trace_id IN {ids:Array(String)}
                AND spans.time BETWEEN fromUnixTimestamp64Nano({first:Int64}) AND fromUnixTimestamp64Nano({last:Int64})
                {{(part.SpanId is null ? "" : "AND span_id = {span:String}")}}
            ORDER BY spans.time
            """, tenant, traceIds).With("first", place.First).With("last", place.Last);
        statement = part.SpanId is { } spanId ? statement.With("span", spanId) : statement;
        statement = part.Shortened ? statement.With("keys", part.Keys!) : statement;
        await foreach (var block in client.ReadAsync(statement, ct))
        {
            if (block.Rows == 0)
                continue;
            var columns = new SpanColumns(block, known);
            for (var row = 0; row < block.Rows; row++)
            {
                var span = columns.Read(row);
                if (!traces.TryGetValue(span.TraceId, out var spans))
                    traces[span.TraceId] = spans = [];
                spans.Add(span);
            }
        }

        return traces;
    }

    // Spans are ordered by quarter hour and trace: the time finds the quarter hours, where a trace is one short run of rows.
    async Task<Place?> FindAsync(TenantId tenant, IReadOnlyList<string> traceIds, CancellationToken ct)
    {
        var statement = Ask("""
            SELECT toInt64(count()) AS found, toUnixTimestamp64Nano(min(first)) AS first_nano, toUnixTimestamp64Nano(max(latest_start)) AS last_nano, toInt64(sum(span_count)) AS spans_sent
            FROM trace_summaries WHERE tenant = {tenant:String} AND trace_id IN {ids:Array(String)}
            """, tenant, traceIds);
        Place? place = null;
        await foreach (var block in client.ReadAsync(statement, ct))
            if (block.Rows > 0 && block.Fixed<long>("found")[0] > 0)
                place = new Place(block.Fixed<long>("first_nano")[0], block.Fixed<long>("last_nano")[0], block.Fixed<long>("spans_sent")[0]);
        return place;
    }

    static Statement Ask(string sql, TenantId tenant, IReadOnlyList<string> traceIds) =>
        new Statement(sql) { Caller = "trace-reader", ReadOnly = true, Timeout = Limit }.With("tenant", tenant.Value).With("ids", traceIds);

    sealed record Place(long First, long Last, long Spans);

    /// <summary>One span, or of more than so many spans only the attributes of these keys.</summary>
    sealed record Part(string? SpanId, IReadOnlyList<string>? Keys, int Largest)
    {
        internal bool Shortened { get; set; }
    }
}
