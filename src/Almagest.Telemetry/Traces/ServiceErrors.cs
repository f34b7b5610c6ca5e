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

    static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(15);

    // Kept per minute by the store (migration 0094): the range is widened to whole minutes.
    const string Sql = """
        SELECT type, toInt64(sum(e.found)) AS total, max(e.latest) AS last_one, last_one.4 AS example,
            toString(toUnixTimestamp64Nano(min(e.first))) AS first_at, toString(toUnixTimestamp64Nano(last_one.1)) AS last_at,
            arraySlice(arraySort(groupUniqArrayArray(e.operations)), 1, 10) AS operation_names, arraySlice(arraySort(groupUniqArrayArray(e.versions)), 1, 10) AS version_names,
            arrayDistinct(arrayConcat([last_one.2], groupUniqArrayMerge(5)(e.traces))) AS trace_ids, last_one.3 AS span,
            max(e.stack).2 AS stacktrace,
            mapKeys(sumMap(map(toUInt16(greatest(0, intDiv(toInt64(toUnixTimestamp(time)) * 1000000000 - {from:Int64}, {step:Int64}))), toInt64(e.found))) AS spark) AS spark_steps, mapValues(spark) AS spark_counts
        FROM span_errors AS e
        WHERE tenant = {tenant:String} AND service = {service:String}
            AND time BETWEEN toStartOfMinute(toDateTime(intDiv({from:Int64}, 1000000000), 'UTC')) AND toDateTime(intDiv({to:Int64} - 1, 1000000000), 'UTC')
        GROUP BY type, alike
        ORDER BY total DESC, last_at DESC
        LIMIT 100
        """;

    /// <summary>The groups, the most frequent first.</summary>
    public async Task<IReadOnlyList<ErrorGroup>> ReadAsync(TenantId tenant, string service, (long From, long To) range, CancellationToken ct)
    {
        var step = Math.Max(1, (range.To - range.From + Steps - 1) / Steps);
        var statement = new Statement(Sql) { Caller = "service-errors", ReadOnly = true, Timeout = TimeLimit }
            .With("tenant", tenant.Value).With("service", service).With("from", range.From).With("to", range.To).With("step", step);
        var groups = new List<ErrorGroup>();
        await foreach (var block in client.ReadAsync(statement, ct))
        {
            for (var row = 0; row < block.Rows; row++)
                groups.Add(new ErrorGroup(
                    Cells.Text(block, "type", row), Cells.Text(block, "example", row), block.Fixed<long>("total")[row], Cells.Text(block, "first_at", row), Cells.Text(block, "last_at", row),
                    Cells.Texts(block, "operation_names", row), Cells.Texts(block, "version_names", row), Cells.Texts(block, "trace_ids", row), Cells.Text(block, "span", row),
                    Cells.Text(block, "stacktrace", row), Cells.Spread(block, "spark_steps", "spark_counts", row, Steps)));
        }

        return groups;
    }
}
