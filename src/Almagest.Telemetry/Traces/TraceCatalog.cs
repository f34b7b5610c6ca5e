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
/// <param name="Sparkline">Calls per sixtieth of the range, or per minute of a range shorter than an hour.</param>
/// <param name="ErrorSparkline">Failed calls in the same steps.</param>
/// <param name="Apdex">From 0 (all frustrated) to 1 (all satisfied); within a bucket of durations calls are taken to lie evenly.</param>
/// <param name="ApdexNano">The duration up to which callers are satisfied.</param>
public sealed record RedRow(
    string Name, string Kind, long Calls, long Errors, double MeanNano, double P50Nano, double P95Nano, double P99Nano, long MaxNano, IReadOnlyList<long> Sparkline,
    IReadOnlyList<long> ErrorSparkline, double Apdex, long ApdexNano);

/// <summary>Services, operations and what they do, from the RED metrics the store keeps.</summary>
public sealed class TraceCatalog(ClickHouseClient client)
{
    const int Steps = 60;

    static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(15);

    // The middle of a bucket on the logarithmic scale.
    internal const string Quantiles = "arrayMap(q -> pow(10, (arrayFirst(p -> p.2 >= q * total, arrayZip(ks, arrayCumSum(vs))).1 + 0.5) / 10), [0.5, 0.95, 0.99])";

    const string Step = "toUInt16(intDiv(toUnixTimestamp(time) - toUnixTimestamp({from:DateTime}), {step:UInt32}))";

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
    public Task<List<RedRow>> ServiceRowsAsync(TenantId tenant, DateTimeOffset from, DateTimeOffset to, ApdexThresholds apdex, CancellationToken ct) =>
        RowsAsync(("service", "''", "(kind IN ('server', 'consumer') OR service NOT IN (SELECT service FROM span_metrics WHERE tenant = {tenant:String} AND kind IN ('server', 'consumer') AND time BETWEEN {from:DateTime} AND {to:DateTime}))"),
            new Statement(""), (tenant, from, to), apdex, ct);

    /// <summary>One row an operation of a service, the busiest first.</summary>
    public Task<List<RedRow>> OperationRowsAsync(TenantId tenant, string service, DateTimeOffset from, DateTimeOffset to, ApdexThresholds apdex, CancellationToken ct) =>
        RowsAsync(("name", "toString(kind)", "service = {service:String}"), new Statement("").With("service", service), (tenant, from, to), apdex, ct);

    Task<List<RedRow>> RowsAsync(
        (string Name, string Kind, string Filter) what, Statement statement, (TenantId Tenant, DateTimeOffset From, DateTimeOffset To) range, ApdexThresholds apdex, CancellationToken ct)
    {
        var step = Math.Max(60, (long)Math.Ceiling((range.To - range.From).TotalSeconds / Steps));
        var sql = $$"""
            SELECT toString({{what.Name}}) AS row_name, {{what.Kind}} AS row_kind, toInt64(sum(calls)) AS total, toInt64(sum(errors)) AS failed,
                sum(duration_nano) / total AS mean, toInt64(max(max_nano)) AS longest,
                sumMap(buckets) AS merged, mapKeys(merged) AS ks, mapValues(merged) AS vs, {{Quantiles}} AS quantiles,
                toInt64(any({{ApdexThresholds.Sql}})) AS apdex_nano, sumMapIf(buckets, status != 'error') AS good, {{ApdexThresholds.Score}} AS apdex,
                sumMap(map({{Step}}, calls)) AS spark, mapKeys(spark) AS spark_steps, mapValues(spark) AS spark_counts,
                sumMap(map({{Step}}, errors)) AS sparks, mapKeys(sparks) AS error_steps, mapValues(sparks) AS error_counts
            FROM span_metrics
            WHERE tenant = {tenant:String} AND time BETWEEN {from:DateTime} AND {to:DateTime} AND {{what.Filter}}
            GROUP BY row_name, row_kind ORDER BY total DESC, row_name LIMIT 1000
            """;
        var minute = range.From.AddTicks(-(range.From.Ticks % TimeSpan.TicksPerMinute));
        return ReadAsync(apdex.AddTo((statement with { Sql = sql }).With("from", minute).With("to", range.To).With("step", step)), range.Tenant,
            (block, row) => ReadRow(block, row, StepsOf(minute, range.To, step)), ct);
    }

    /// <summary>Steps a range has, the last one perhaps begun only: a step is a minute at least, so a short range has few.</summary>
    internal static int StepsOf(DateTimeOffset from, DateTimeOffset to, long stepSeconds) => (int)((to - from).TotalSeconds / stepSeconds) + 1;

    static RedRow ReadRow(ResultBlock block, int row, int steps)
    {
        var quantiles = Cells.Numbers(block, "quantiles", row);
        return new RedRow(Cells.Text(block, "row_name", row), Cells.Text(block, "row_kind", row), block.Fixed<long>("total")[row],
            block.Fixed<long>("failed")[row], block.Fixed<double>("mean")[row], quantiles[0], quantiles[1], quantiles[2], block.Fixed<long>("longest")[row],
            Cells.Spread(block, "spark_steps", "spark_counts", row, steps), Cells.Spread(block, "error_steps", "error_counts", row, steps),
            block.Fixed<double>("apdex")[row], block.Fixed<long>("apdex_nano")[row]);
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
