using Almagest.ClickHouse.Formats.Reading;
using Almagest.ClickHouse.Http;
using Almagest.Model;

namespace Almagest.Telemetry.Traces;

/// <summary>An operation of a service and the kind of its spans, as a word.</summary>
public sealed record Operation(string Name, string Kind);

/// <summary>A service, or one operation of it, in a time range.</summary>
/// <param name="Name">Service or operation.</param>
/// <param name="Kind">Kind of an operation's spans; empty for a service.</param>
/// <param name="Calls">Requests: of a service those it served (server and consumer spans), or its spans when it serves none.</param>
/// <param name="Errors">How many failed.</param>
/// <param name="MeanNano">Mean duration.</param>
/// <param name="P50Nano">Median, within 13 %.</param>
/// <param name="P95Nano">95th percentile, within 13 %.</param>
/// <param name="P99Nano">99th percentile, within 13 %.</param>
/// <param name="MaxNano">Longest.</param>
/// <param name="Sparkline">Calls per sixtieth of the range.</param>
public sealed record RedRow(
    string Name, string Kind, long Calls, long Errors, double MeanNano, double P50Nano, double P95Nano, double P99Nano, long MaxNano, IReadOnlyList<long> Sparkline);

/// <summary>Services, operations and what they do, from the RED metrics the store keeps.</summary>
public sealed class TraceCatalog(ClickHouseClient client)
{
    const int Steps = 60;

    static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(15);

    // The middle of a bucket on the logarithmic scale.
    const string Quantiles = "arrayMap(q -> pow(10, (arrayFirst(p -> p.2 >= q * total, arrayZip(ks, arrayCumSum(vs))).1 + 0.5) / 10), [0.5, 0.95, 0.99])";

    /// <summary>Names of services that sent spans, sorted.</summary>
    public async Task<IReadOnlyList<string>> ServicesAsync(TenantId tenant, CancellationToken ct) =>
        [.. (await ReadAsync(new Statement("SELECT DISTINCT toString(service) AS name FROM span_metrics WHERE tenant = {tenant:String} ORDER BY name LIMIT 10000"), tenant,
            static (block, row) => block["name"].GetString(row) ?? "", ct)).Where(static n => n.Length > 0)];

    /// <summary>Operations of a service, sorted; of all services when null. A kind of null is any kind.</summary>
    public Task<List<Operation>> OperationsAsync(TenantId tenant, string? service, string? kind, CancellationToken ct)
    {
        var sql = "SELECT DISTINCT toString(name) AS operation, toString(kind) AS kind_word FROM span_metrics WHERE tenant = {tenant:String}"
            + (service is null ? "" : " AND service = {service:String}") + (kind is null ? "" : " AND toString(kind) = {kind:String}")
            + " ORDER BY operation, kind_word LIMIT 10000";
        var statement = new Statement(sql);
        statement = service is null ? statement : statement.With("service", service);
        statement = kind is null ? statement : statement.With("kind", kind);
        return ReadAsync(statement, tenant, static (block, row) => new Operation(block["operation"].GetString(row) ?? "", block["kind_word"].GetString(row) ?? ""), ct);
    }

    /// <summary>One row a service, the busiest first.</summary>
    public Task<List<RedRow>> ServiceRowsAsync(TenantId tenant, DateTimeOffset from, DateTimeOffset to, CancellationToken ct) =>
        RowsAsync("service", "''", "(kind IN ('server', 'consumer') OR service NOT IN (SELECT service FROM span_metrics WHERE tenant = {tenant:String} AND kind IN ('server', 'consumer') AND time BETWEEN {from:DateTime} AND {to:DateTime}))",
            new Statement(""), (tenant, from, to), ct);

    /// <summary>One row an operation of a service, the busiest first.</summary>
    public Task<List<RedRow>> OperationRowsAsync(TenantId tenant, string service, DateTimeOffset from, DateTimeOffset to, CancellationToken ct) =>
        RowsAsync("name", "toString(kind)", "service = {service:String}", new Statement("").With("service", service), (tenant, from, to), ct);

    Task<List<RedRow>> RowsAsync(
        string name, string kind, string filter, Statement statement, (TenantId Tenant, DateTimeOffset From, DateTimeOffset To) range, CancellationToken ct)
    {
        var step = Math.Max(60, (long)Math.Ceiling((range.To - range.From).TotalSeconds / Steps));
        var sql = $$"""
            SELECT toString({{name}}) AS row_name, {{kind}} AS row_kind, toInt64(sum(calls)) AS total, toInt64(sum(errors)) AS failed,
                sum(duration_nano) / total AS mean, toInt64(max(max_nano)) AS longest,
                sumMap(buckets) AS merged, mapKeys(merged) AS ks, mapValues(merged) AS vs, {{Quantiles}} AS quantiles,
                sumMap(map(toUInt32(intDiv(toUnixTimestamp(time) - toUnixTimestamp({from:DateTime}), {step:UInt32})), calls)) AS spark
            FROM span_metrics
            WHERE tenant = {tenant:String} AND time BETWEEN {from:DateTime} AND {to:DateTime} AND {{filter}}
            GROUP BY row_name, row_kind ORDER BY total DESC, row_name LIMIT 1000
            """;
        var minute = range.From.AddTicks(-(range.From.Ticks % TimeSpan.TicksPerMinute));
        return ReadAsync((statement with { Sql = sql }).With("from", minute).With("to", range.To).With("step", step), range.Tenant, ReadRow, ct);
    }

    static RedRow ReadRow(ResultBlock block, int row)
    {
        var quantiles = ((object?[])(block["quantiles"].GetValue(row) ?? Array.Empty<object?>())).Select(static q => Convert.ToDouble(q, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        var spark = new long[Steps + 1];
        foreach (var (step, calls) in (KeyValuePair<object?, object?>[])(block["spark"].GetValue(row) ?? Array.Empty<KeyValuePair<object?, object?>>()))
            if (Convert.ToInt64(step, System.Globalization.CultureInfo.InvariantCulture) is >= 0 and <= Steps and var at)
                spark[at] = Convert.ToInt64(calls, System.Globalization.CultureInfo.InvariantCulture);
        return new RedRow(block["row_name"].GetString(row) ?? "", block["row_kind"].GetString(row) ?? "", block.Fixed<long>("total")[row],
            block.Fixed<long>("failed")[row], block.Fixed<double>("mean")[row], quantiles[0], quantiles[1], quantiles[2], block.Fixed<long>("longest")[row], spark);
    }

    async Task<List<T>> ReadAsync<T>(Statement statement, TenantId tenant, Func<ResultBlock, int, T> read, CancellationToken ct)
    {
        var rows = new List<T>();
        await foreach (var block in client.ReadAsync(statement.With("tenant", tenant.Value) with { Caller = "trace-catalog", ReadOnly = true, Timeout = TimeLimit }, ct))
            for (var row = 0; row < block.Rows; row++)
                rows.Add(read(block, row));
        return rows;
    }
}
