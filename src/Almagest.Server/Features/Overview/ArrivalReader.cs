using Almagest.ClickHouse.Formats.Reading;
using Almagest.ClickHouse.Http;
using Almagest.Model;

namespace Almagest.Server.Features.Overview;

/// <summary>Counts what arrived, by signal and by service.</summary>
sealed class ArrivalReader(ClickHouseClient client)
{
    // The table or view of a signal, and what finds its rows beside their time.
    static readonly (string Name, string Condition)[] Signals =
        [("spans", ""), ("logs", ""), ("samples", " AND hour > {from:DateTime64(3)} - toIntervalHour(1) AND hour < {to:DateTime64(3)}")];

    internal async Task<IReadOnlyList<SignalArrivals>> ReadSignalsAsync(TenantId tenant, TimeRange range, CancellationToken ct)
    {
        var arrivals = new List<SignalArrivals>();
        foreach (var (signal, condition) in Signals)
        {
            var points = new List<ArrivalPoint>();
            var statement = InRange($$"""
                SELECT toInt64(toUnixTimestamp(toStartOfInterval(time, toIntervalSecond({step:UInt32})))) * 1000 AS step_time, toInt64(count()) AS records
                FROM {{signal}} WHERE tenant = {tenant:String} AND time >= {from:DateTime64(3)} AND time < {to:DateTime64(3)}{{condition}}
                GROUP BY step_time ORDER BY step_time
                """, tenant, range).With("step", range.StepSeconds);
            await foreach (var block in client.ReadAsync(statement, ct))
            {
                using (block)
                {
                    for (var row = 0; row < block.Rows; row++)
                        points.Add(new ArrivalPoint(block.Fixed<long>("step_time")[row], block.Fixed<long>("records")[row]));
                }
            }

            var total = points.Sum(static p => p.Count);
            arrivals.Add(new SignalArrivals(signal, total, total / (range.To - range.From).TotalSeconds, points));
        }

        return arrivals;
    }

    internal async Task<IReadOnlyList<ServiceArrivals>> ReadServicesAsync(TenantId tenant, TimeRange range, CancellationToken ct)
    {
        var services = new List<ServiceArrivals>();
        var statement = InRange("""
            SELECT CAST(service, 'String') AS name, toInt64(sum(s)) AS spans, toInt64(sum(e)) AS errors, toInt64(sum(l)) AS logs, toUnixTimestamp64Milli(max(last)) AS last_seen
            FROM (
                SELECT service, count() AS s, countIf(status = 'error') AS e, 0 AS l, max(time) AS last FROM spans
                WHERE tenant = {tenant:String} AND time >= {from:DateTime64(3)} AND time < {to:DateTime64(3)} GROUP BY service
                UNION ALL
                SELECT service, 0, 0, count(), max(time) FROM logs
                WHERE tenant = {tenant:String} AND time >= {from:DateTime64(3)} AND time < {to:DateTime64(3)} GROUP BY service
            ) GROUP BY name ORDER BY spans + logs DESC LIMIT 200
            """, tenant, range);
        // The counts by signal, which all that is acknowledged is in, are asked for beside this.
        await foreach (var block in client.ReadAsync(statement with { MayLag = true }, ct))
        {
            using (block)
            {
                for (var row = 0; row < block.Rows; row++)
                    services.Add(ReadService(block, row));
            }
        }

        return services;
    }

    internal Task<long> CountSeriesAsync(TenantId tenant, CancellationToken ct) => client.ScalarAsync<long>(
        new Statement("SELECT toInt64(uniq(series)) FROM series WHERE tenant = {tenant:String}") { Caller = "overview", ReadOnly = true }
            .With("tenant", tenant.Value), ct);

    static ServiceArrivals ReadService(ResultBlock block, int row) => new(
        block.Strings("name").GetString(row),
        block.Fixed<long>("spans")[row],
        block.Fixed<long>("errors")[row],
        block.Fixed<long>("logs")[row],
        DateTimeOffset.FromUnixTimeMilliseconds(block.Fixed<long>("last_seen")[row]));

    static Statement InRange(string sql, TenantId tenant, TimeRange range) =>
        new Statement(sql) { Caller = "overview", ReadOnly = true, Timeout = TimeSpan.FromSeconds(10) }
            .With("tenant", tenant.Value).With("from", range.From).With("to", range.To);
}
