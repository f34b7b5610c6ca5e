using Almagest.ClickHouse.Formats.Reading;
using Almagest.ClickHouse.Http;

namespace Almagest.Telemetry.Traces;

/// <summary>Everything a tenant's spans of one service, operation, kind and status ever were.</summary>
/// <param name="Tenant">Owner.</param>
/// <param name="Overflow">True for all combinations beyond the limit together; the names are empty then.</param>
/// <param name="Service">Service.</param>
/// <param name="Name">Operation.</param>
/// <param name="Kind">Kind, as a word.</param>
/// <param name="Status">Status, as a word.</param>
/// <param name="Durations">Count, sum and buckets: 2 ms, and fourteen doublings of it.</param>
/// <param name="Bytes">Their size as they were sent, about.</param>
/// <param name="FirstSeenMs">When the first of them was stored, milliseconds since 1970.</param>
/// <param name="Latest">The span that began last.</param>
public sealed record SpanTotal(
    string Tenant, bool Overflow, string Service, string Name, string Kind, string Status, DurationTotals Durations, ulong Bytes, long FirstSeenMs, LatestSpan Latest);

/// <summary>A histogram that only ever grows.</summary>
/// <param name="Count">Calls.</param>
/// <param name="SumNano">Sum of durations.</param>
/// <param name="Buckets">Calls per bucket, not cumulated; the last is what is longer than all bounds.</param>
public sealed record DurationTotals(ulong Count, double SumNano, ulong[] Buckets);

/// <summary>A span that stands for others.</summary>
public sealed record LatestSpan(long StartUnixNano, string TraceId, string SpanId, long DurationNano);

/// <summary>Reads the totals the store keeps while spans come in.</summary>
public sealed class SpanTotals(ClickHouseClient client)
{
    /// <summary>Upper bounds of the buckets in seconds.</summary>
    public static IReadOnlyList<double> Bounds { get; } = [.. Enumerable.Range(0, 14).Select(static n => 0.002 * (1 << n))];

    static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(30);

    // The oldest combinations keep their series: ranked by when they were first stored, a combination never changes its place for a newer one.
    const string Sql = """
        SELECT tenant, beyond, if(beyond, '', service) AS row_service, if(beyond, '', name) AS row_name, if(beyond, '', kind) AS row_kind, if(beyond, '', status) AS row_status,
            sum(calls) AS all_calls, toFloat64(sum(nano)) AS all_nano, sum(bytes) AS all_bytes, sumMap(bounds) AS merged, mapKeys(merged) AS ks, mapValues(merged) AS vs,
            toUnixTimestamp64Milli(min(first)) AS first_ms, max(newest) AS example,
            toUnixTimestamp64Nano(example.1) AS example_time, example.2 AS example_trace, example.3 AS example_span, toInt64(example.4) AS example_nano
        FROM
        (
            SELECT *, row_number() OVER (PARTITION BY tenant ORDER BY first, service, name, kind, status) > {limit:UInt32} AS beyond
            FROM
            (
                SELECT t.tenant AS tenant, toString(t.service) AS service, toString(t.name) AS name, toString(t.kind) AS kind, toString(t.status) AS status,
                    sum(t.calls) AS calls, sum(t.duration_nano) AS nano, sum(t.bytes) AS bytes, sumMap(t.le) AS bounds, min(t.first_seen) AS first, max(t.last_seen) AS last, max(t.latest) AS newest
                FROM span_totals AS t
                GROUP BY t.tenant, t.service, t.name, t.kind, t.status
            )
        )
        GROUP BY tenant, beyond, row_service, row_name, row_kind, row_status
        HAVING max(last) >= now64(3) - toIntervalSecond({active:UInt32})
        """;

    /// <summary>The totals of combinations that had a span within <paramref name="active"/>.</summary>
    /// <param name="limit">Combinations per tenant with totals of their own.</param>
    /// <param name="active">How far back.</param>
    /// <param name="ct">Stops the query.</param>
    public async Task<List<SpanTotal>> ReadAsync(int limit, TimeSpan active, CancellationToken ct)
    {
        var statement = new Statement(Sql) { Caller = "span-totals", ReadOnly = true, MayLag = true, Timeout = TimeLimit }.With("limit", limit).With("active", (long)active.TotalSeconds);
        var totals = new List<SpanTotal>();
        await foreach (var block in client.ReadAsync(statement, ct))
            for (var row = 0; row < block.Rows; row++)
                totals.Add(Read(block, row));
        return totals;
    }

    static SpanTotal Read(ResultBlock block, int row) => new(
        Cells.Text(block, "tenant", row), block.Fixed<byte>("beyond")[row] != 0, Cells.Text(block, "row_service", row), Cells.Text(block, "row_name", row),
        Cells.Text(block, "row_kind", row), Cells.Text(block, "row_status", row),
        new DurationTotals(block.Fixed<ulong>("all_calls")[row], block.Fixed<double>("all_nano")[row], Buckets(block, ("ks", "vs"), row, Bounds.Count + 1)),
        block.Fixed<ulong>("all_bytes")[row], block.Fixed<long>("first_ms")[row],
        new LatestSpan(block.Fixed<long>("example_time")[row], Cells.Text(block, "example_trace", row), Cells.Text(block, "example_span", row), block.Fixed<long>("example_nano")[row]));

    internal static ulong[] Buckets(ResultBlock block, (string Keys, string Values) columns, int row, int count) =>
        [.. Cells.Spread(block, columns.Keys, columns.Values, row, count).Select(static n => (ulong)n)];
}
