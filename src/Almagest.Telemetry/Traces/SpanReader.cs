using System.Globalization;
using Almagest.ClickHouse.Http;
using Almagest.Model;
using Almagest.Model.Traces;

namespace Almagest.Telemetry.Traces;

/// <summary>Reads parts of a trace, for traces that are too large to be read as a whole each time somebody looks.</summary>
public sealed class SpanReader(ClickHouseClient client, TraceReader traces)
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    const string Size = "(SELECT toInt64(sum(span_count)) FROM trace_summaries WHERE tenant = {tenant:String} AND trace_id = {id:String})";

    static readonly string InTrace = SpanTime.OfTraces("trace_id = {id:String}");

    /// <summary>The spans of a trace by start; of one with more than <paramref name="largest"/> spans only the attributes of these keys: then it is not whole.</summary>
    public async Task<(IReadOnlyList<TraceSpan> Spans, bool Whole)> OutlineAsync(TenantId tenant, string traceId, IReadOnlyList<string> keys, int largest, CancellationToken ct)
    {
        var statement = Ask($"WITH toUInt8(ifNull({Size} <= {{largest:Int64}}, 1)) AS whole SELECT {SpanColumns.Outline}, whole FROM spans WHERE {InTrace} ORDER BY spans.time LIMIT 1 BY {SpanColumns.Identity}", tenant, traceId)
            .With("keys", keys).With("largest", largest);
        return await ReadAsync(statement, tenant, ct);
    }

    /// <summary>The span of an id; two when client and server share it, none when there is no such span.</summary>
    public async Task<IReadOnlyList<TraceSpan>> SpanAsync(TenantId tenant, string traceId, string spanId, CancellationToken ct)
    {
        var statement = Ask($"SELECT {SpanColumns.List}, toUInt8(1) AS whole FROM spans WHERE {InTrace} AND span_id = {{span:String}} ORDER BY spans.time LIMIT 1 BY {SpanColumns.Identity}", tenant, traceId);
        return (await ReadAsync(statement.With("span", spanId), tenant, ct)).Spans;
    }

    /// <summary>Ids of the spans of a trace whose service, operation, message, attributes or events hold a text, in any case.</summary>
    public async Task<IReadOnlyList<string>> FindTextAsync(TenantId tenant, string traceId, string text, CancellationToken ct)
    {
        static string Has(string expression) => string.Format(CultureInfo.InvariantCulture, "positionCaseInsensitiveUTF8({0}, {{text:String}}) > 0", expression);
        var statement = Ask($"""
            SELECT toString(span_id) AS id FROM spans
            WHERE {InTrace} AND ({Has("name")} OR {Has("service")} OR {Has("status_message")} OR {Has("span_id")}
                OR arrayExists((k, v) -> {Has("concat(k, '=', v)")}, mapKeys(attributes), mapValues(attributes))
                OR arrayExists(n -> {Has("n")}, events.name)
                OR arrayExists(a -> arrayExists((k, v) -> {Has("concat(k, '=', v)")}, mapKeys(a), mapValues(a)), events.attributes))
            """, tenant, traceId).With("text", text);
        var found = new List<string>();
        await foreach (var block in client.ReadAsync(statement, ct))
            for (var row = 0; row < block.Rows; row++)
                found.Add(block["id"].GetString(row) ?? "");
        return found;
    }

    async Task<(IReadOnlyList<TraceSpan> Spans, bool Whole)> ReadAsync(Statement statement, TenantId tenant, CancellationToken ct)
    {
        var (spans, whole) = (new List<TraceSpan>(), true);
        await foreach (var block in client.ReadAsync(statement, ct))
        {
            if (block.Rows == 0)
                continue;
            whole = block.Fixed<byte>("whole")[0] != 0;
            var columns = new SpanColumns(block, await traces.OriginsAsync(tenant, block, ct));
            for (var row = 0; row < block.Rows; row++)
                spans.Add(columns.Read(row));
        }

        return (spans, whole);
    }

    static Statement Ask(string sql, TenantId tenant, string traceId) =>
        new Statement(sql) { Caller = "span-reader", ReadOnly = true, Timeout = Limit }.With("tenant", tenant.Value).With("id", traceId);
}
