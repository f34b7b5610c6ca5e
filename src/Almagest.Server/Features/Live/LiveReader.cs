using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Almagest.ClickHouse.Http;
using Almagest.Telemetry.Live;

namespace Almagest.Server.Features.Live;

/// <summary>Reads the newest records that were stored before a stream begins.</summary>
sealed class LiveReader(ClickHouseClient client)
{
    /// <summary>Records of one signal it returns at most.</summary>
    internal const int MaxRows = 200;

    const string Spans = """
        SELECT time, service, name, kind, toString(duration_nano) AS durationNano, status, trace_id AS traceId, span_id AS spanId, attributes, resource
        FROM spans WHERE tenant = {tenant:String} AND ({service:String} = '' OR service = {service:String})
        """;

    const string Logs = """
        SELECT time, service, level AS severity, severity_number AS severityNumber, body, trace_id AS traceId, span_id AS spanId, attributes, resource
        FROM logs WHERE tenant = {tenant:String} AND ({service:String} = '' OR service = {service:String})
        """;

    // The labels that name the service come as a parameter, because the feed of arriving samples reads the same list.
    const string Samples = """
        SELECT time, metric AS name, value, d.labels AS labels, d.type AS type, d.unit AS unit
        FROM samples ANY LEFT JOIN (SELECT series, labels, type, unit FROM series WHERE tenant = {tenant:String}) AS d USING series
        WHERE tenant = {tenant:String} AND hour >= now() - toIntervalHour(1) - toIntervalSecond({seconds:UInt32})
            AND ({derived:UInt8} OR NOT arrayExists(p -> startsWith(metric, p), {prefixes:Array(String)}))
            AND ({service:String} = '' OR arrayFirst(v -> v != '', arrayMap(n -> d.labels[n], {names:Array(String)})) = {service:String})
        """;

    const string Window = " AND time >= now64(9) - toIntervalSecond({seconds:UInt32}) AND time <= now64(9) + toIntervalSecond(5) ORDER BY time DESC LIMIT ";

    internal async Task<LiveBatch> ReadAsync(LiveRequest request, CancellationToken ct) => new(
        await ReadAsync(LiveRequest.Spans, Spans, request, LiveJson.Default.LiveSpan, ct),
        await ReadAsync(LiveRequest.Logs, Logs, request, LiveJson.Default.LiveLog, ct),
        await ReadAsync(LiveRequest.Samples, Samples, request, LiveJson.Default.LiveSample, ct));

    async Task<List<T>> ReadAsync<T>(string signal, string sql, LiveRequest request, JsonTypeInfo<T> type, CancellationToken ct)
    {
        var records = new List<T>();
        if (!request.Signals.Contains(signal))
            return records;
        var statement = new Statement(sql + Window + MaxRows) { Caller = "live", ReadOnly = true, Timeout = TimeSpan.FromSeconds(5) }
            .With("tenant", request.Tenant.Value).With("service", request.Service ?? "").With("seconds", request.BacklogSeconds)
            .With("names", SampleRow.ServiceLabels).With("derived", request.Derived ? 1 : 0).With("prefixes", DerivedMetrics.Prefixes)
            .Setting("date_time_output_format", "iso")
            .Setting("output_format_json_quote_denormals", 1);
        await using var result = await client.OpenAsync(statement, "JSONEachRow", ct);
        using var lines = new StreamReader(result.Body);
        while (await lines.ReadLineAsync(ct) is { Length: > 0 } line)
        {
            if (JsonSerializer.Deserialize(line, type) is { } record)
                records.Add(record);
        }

        records.Reverse();
        return records;
    }
}
