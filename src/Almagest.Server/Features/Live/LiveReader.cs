using System.Text.Json.Nodes;
using Almagest.ClickHouse.Http;
using Almagest.Model;

namespace Almagest.Server.Features.Live;

/// <summary>Reads the newest records of a signal.</summary>
sealed class LiveReader(ClickHouseClient client)
{
    /// <summary>Records of one signal a call returns at most.</summary>
    internal const int MaxRows = 200;

    const string Spans = """
        SELECT toString(cityHash64(trace_id, span_id)) AS key, time, service, name, kind, duration_nano AS durationNano, status,
            trace_id AS traceId, span_id AS spanId, attributes, resource
        FROM spans
        """;

    const string Logs = """
        SELECT toString(cityHash64(time, service, body, span_id)) AS key, time, service, level AS severity, severity_number AS severityNumber, body,
            trace_id AS traceId, span_id AS spanId, attributes, resource
        FROM logs
        """;

    const string Samples = """
        SELECT toString(cityHash64(series, time)) AS key, time, metric AS name, value, d.labels AS labels, d.type AS type, d.unit AS unit
        FROM samples ANY LEFT JOIN (SELECT series, labels, type, unit FROM series WHERE tenant = {tenant:String}) AS d USING series
        """;

    static readonly Dictionary<string, string> Queries = new() { ["spans"] = Spans, ["logs"] = Logs, ["samples"] = Samples };

    /// <summary>The signals there are.</summary>
    internal static IReadOnlyCollection<string> Signals => Queries.Keys;

    internal async Task<List<JsonObject>> ReadAsync(string signal, TenantId tenant, string? service, CancellationToken ct)
    {
        var byService = service is { Length: > 0 } && signal != "samples";
        var sql = Queries[signal] + " WHERE tenant = {tenant:String} AND time >= now64(9) - toIntervalSecond(30) AND time <= now64(9) + toIntervalSecond(5)"
            + (byService ? " AND service = {service:String}" : "") + " ORDER BY time DESC LIMIT " + MaxRows;
        var statement = new Statement(sql) { Caller = "live", ReadOnly = true, Timeout = TimeSpan.FromSeconds(5) }
            .With("tenant", tenant.Value)
            .Setting("date_time_output_format", "iso")
            .Setting("output_format_json_quote_64bit_integers", 1)
            .Setting("output_format_json_quote_denormals", 1);
        await using var result = await client.OpenAsync(byService ? statement.With("service", service) : statement, "JSONEachRow", ct);
        using var lines = new StreamReader(result.Body);
        var rows = new List<JsonObject>();
        while (await lines.ReadLineAsync(ct) is { } line)
        {
            if (JsonNode.Parse(line) is JsonObject row)
                rows.Add(row);
        }

        rows.Reverse();
        return rows;
    }
}
