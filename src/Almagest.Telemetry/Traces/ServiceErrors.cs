using Almagest.ClickHouse.Http;
using Almagest.Model;

namespace Almagest.Telemetry.Traces;

/// <summary>Failures of a service that are alike: one type, and messages that differ in numbers and ids only.</summary>
/// <param name="Type">Type of the exception, else <c>error.type</c>, else the status code; empty when nothing tells.</param>
/// <param name="Message">A message of them.</param>
/// <param name="Count">How many spans.</param>
/// <param name="FirstUnixNano">The first, as text.</param>
/// <param name="LastUnixNano">The last, as text.</param>
/// <param name="Operations">Operations that failed so, at most ten.</param>
/// <param name="Versions">Values of <c>service.version</c> that failed so, at most ten.</param>
/// <param name="TraceIds">Some of the traces.</param>
/// <param name="SpanId">The latest span, of the first of the traces.</param>
/// <param name="Stacktrace">Of the latest that has one.</param>
/// <param name="Sparkline">Counts per sixtieth of the range.</param>
public sealed record ErrorGroup(
    string Type, string Message, long Count, string FirstUnixNano, string LastUnixNano, IReadOnlyList<string> Operations, IReadOnlyList<string> Versions,
    IReadOnlyList<string> TraceIds, string SpanId, string Stacktrace, IReadOnlyList<long> Sparkline);

/// <summary>Groups the failed spans of a service by their exception.</summary>
public sealed class ServiceErrors(ClickHouseClient client)
{
    const int Steps = 60;
    const string GroupsShown = "100";

    static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(15);

    // Ids and numbers vary from failure to failure of one kind.
    const string Alike = """replaceRegexpAll(substring(message, 1, 300), '[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|0x[0-9a-fA-F]+|[0-9a-fA-F]{16,}|[0-9]+', '#')""";

    static readonly string Sql = $$"""
        SELECT type, {{Alike}} AS alike, toInt64(count()) AS found, argMax(message, at) AS example, toString(min(at)) AS first, toString(max(at)) AS last,
            groupUniqArray(10)(operation) AS operations, groupUniqArrayIf(10)(version, version != '') AS versions,
            arrayDistinct(arrayConcat([argMax(trace_id, at)], groupUniqArray(5)(trace_id))) AS traces, argMax(span_id, at) AS span,
            argMaxIf(stack, at, stack != '') AS stacktrace,
            mapKeys(sumMap(map(toUInt16(step), toUInt64(1))) AS spark) AS spark_steps, mapValues(spark) AS spark_counts
        FROM
        (
            SELECT trace_id, span_id, toString(name) AS operation, toUnixTimestamp64Nano(time) AS at, toString(resource['service.version']) AS version,
                indexOf(events.name, 'exception') AS place,
                if(place = 0, map(), events.attributes[place]) AS exception,
                coalesce(nullIf(exception['exception.type'], ''), nullIf(attributes['exception.type'], ''), nullIf(attributes['error.type'], ''),
                    nullIf(attributes['http.response.status_code'], ''), nullIf(attributes['http.status_code'], ''), attributes['rpc.grpc.status_code']) AS type,
                coalesce(nullIf(exception['exception.message'], ''), nullIf(status_message, ''), nullIf(attributes['exception.message'], ''), attributes['error.message']) AS message,
                substring(exception['exception.stacktrace'], 1, 8000) AS stack,
                intDiv(at - {from:Int64}, {step:Int64}) AS step
            FROM spans
            WHERE tenant = {tenant:String} AND service = {service:String} AND status = 'error'
                AND {{SpanTime.Of("from", "to")}}
        )
        GROUP BY type, alike
        ORDER BY found DESC, last DESC
        LIMIT {{GroupsShown}}
        """;

    /// <summary>The groups, the most frequent first.</summary>
    public async Task<IReadOnlyList<ErrorGroup>> ReadAsync(TenantId tenant, string service, (long From, long To) range, CancellationToken ct)
    {
        var step = Math.Max(1, (range.To - range.From + Steps - 1) / Steps);
        var statement = new Statement(Sql) { Caller = "service-errors", ReadOnly = true, Timeout = TimeLimit }.MapsOnce()
            .With("tenant", tenant.Value).With("service", service).With("from", range.From).With("to", range.To).With("step", step);
        var groups = new List<ErrorGroup>();
        await foreach (var block in client.ReadAsync(statement, ct))
        {
            for (var row = 0; row < block.Rows; row++)
                groups.Add(new ErrorGroup(
                    Cells.Text(block, "type", row), Cells.Text(block, "example", row), block.Fixed<long>("found")[row], Cells.Text(block, "first", row), Cells.Text(block, "last", row),
                    Cells.Texts(block, "operations", row), Cells.Texts(block, "versions", row), Cells.Texts(block, "traces", row), Cells.Text(block, "span", row),
                    Cells.Text(block, "stacktrace", row), Cells.Spread(block, "spark_steps", "spark_counts", row, Steps)));
        }

        return groups;
    }
}
