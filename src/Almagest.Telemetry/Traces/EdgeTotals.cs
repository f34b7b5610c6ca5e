using Almagest.ClickHouse.Http;

namespace Almagest.Telemetry.Traces;

/// <summary>All calls from one node of a tenant's service graph to another since the first.</summary>
/// <param name="Tenant">Owner.</param>
/// <param name="Client">Caller.</param>
/// <param name="Server">Called.</param>
/// <param name="Connection">As Tempo names it: empty, messaging_system, database, virtual_node.</param>
/// <param name="Failed">Calls that failed.</param>
/// <param name="ClientDurations">As the caller saw them.</param>
/// <param name="ServerDurations">As the called one saw them.</param>
/// <param name="IsOfToday">Whether the first of them was today (UTC).</param>
public sealed record EdgeTotal(
    string Tenant, string Client, string Server, string Connection, ulong Failed, DurationTotals ClientDurations, DurationTotals ServerDurations, bool IsOfToday);

/// <summary>Reads the totals of the stored service graph.</summary>
public sealed class EdgeTotals(ClickHouseClient client)
{
    /// <summary>Upper bounds of the buckets in seconds.</summary>
    public static IReadOnlyList<double> Bounds { get; } = [.. Enumerable.Range(0, 8).Select(static n => 0.1 * (1 << n))];

    static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(30);

    const string Sql = """
        SELECT tenant, from_name, to_name, if(connection = 'link', 'messaging_system', toString(connection)) AS kind_of,
            min(day) >= toDate(now('UTC')) AS of_today, sum(calls) AS all_calls, sum(errors) AS failed, toFloat64(sum(client_nano)) AS client_sum, toFloat64(sum(server_nano)) AS server_sum,
            sumMap(client_le) AS client_merged, mapKeys(client_merged) AS client_ks, mapValues(client_merged) AS client_vs,
            sumMap(server_le) AS server_merged, mapKeys(server_merged) AS server_ks, mapValues(server_merged) AS server_vs
        FROM service_graph_days FINAL
        WHERE (tenant, day, version) IN (SELECT tenant, day, max(version) FROM service_graph_days GROUP BY tenant, day)
        GROUP BY tenant, from_name, to_name, kind_of
        HAVING max(day) >= toDate(now('UTC')) - 1
        ORDER BY tenant, all_calls DESC, from_name, to_name
        LIMIT {limit:UInt32} BY tenant
        """;

    /// <summary>All edges that had a call today or yesterday, at most so many of a tenant.</summary>
    public async Task<List<EdgeTotal>> ReadAsync(int limit, CancellationToken ct)
    {
        var totals = new List<EdgeTotal>();
        var statement = new Statement(Sql) { Caller = "edge-totals", ReadOnly = true, MayLag = true, Timeout = TimeLimit }.With("limit", limit);
        await foreach (var block in client.ReadAsync(statement, ct))
        {
            for (var row = 0; row < block.Rows; row++)
            {
                var calls = block.Fixed<ulong>("all_calls")[row];
                totals.Add(new EdgeTotal(Cells.Text(block, "tenant", row), Cells.Text(block, "from_name", row), Cells.Text(block, "to_name", row), Cells.Text(block, "kind_of", row),
                    block.Fixed<ulong>("failed")[row],
                    new DurationTotals(calls, block.Fixed<double>("client_sum")[row], SpanTotals.Buckets(block, ("client_ks", "client_vs"), row, Bounds.Count + 1)),
                    new DurationTotals(calls, block.Fixed<double>("server_sum")[row], SpanTotals.Buckets(block, ("server_ks", "server_vs"), row, Bounds.Count + 1)),
                    block.Fixed<byte>("of_today")[row] != 0));
            }
        }

        return totals;
    }

    /// <summary>The last value of each series of these metrics within a day, by tenant and id: where a server that starts goes on.</summary>
    public async Task<Dictionary<(string Tenant, ulong Series), double>> LastValuesAsync(IEnumerable<string> metrics, CancellationToken ct)
    {
        var values = new Dictionary<(string, ulong), double>();
        var statement = new Statement("""
            SELECT tenant, series, argMaxIf(value, time, NOT isNaN(value)) AS last FROM samples
            WHERE metric IN {metrics:Array(String)} AND hour >= now() - toIntervalHour(25) AND time >= now64(3) - toIntervalDay(1) GROUP BY tenant, series
            """) { Caller = "edge-totals", ReadOnly = true, MayLag = true, Timeout = TimeLimit }.With("metrics", metrics);
        await foreach (var block in client.ReadAsync(statement, ct))
            for (var row = 0; row < block.Rows; row++)
                values[(Cells.Text(block, "tenant", row), block.Fixed<ulong>("series")[row])] = block.Fixed<double>("last")[row];
        return values;
    }
}
