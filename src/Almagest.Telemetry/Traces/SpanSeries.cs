using Almagest.ClickHouse.Formats.Reading;
using Almagest.ClickHouse.Http;
using Almagest.Query.TraceQL;

namespace Almagest.Telemetry.Traces;

/// <summary>
/// Runs TraceQL's metrics. What SQL can say exactly (filters without structure, grouping by names and attributes) is counted by the store,
/// however many spans there are; everything else is judged trace by trace, within the limits of a scan.
/// </summary>
public sealed class SpanSeries(ClickHouseClient client, ResourceCatalog resources, TraceSearch search)
{
    /// <summary>Fills <paramref name="metrics"/> from the spans of a scope, whose range begins one step before the first.</summary>
    /// <exception cref="Model.UserErrorException">More traces may match than one query may read.</exception>
    public async Task FillAsync(SpanScope scope, TraceQlMetrics metrics, CancellationToken ct)
    {
        var parameters = new SqlParameters();
        var known = await resources.ForAsync(scope.Tenant, scope.Query, ct);
        var stage = metrics.Stage;
        var fields = stage.By.Select(by => MeasuredField.Of(by, parameters, known)).OfType<MeasuredField>().ToList();
        if (stage.Function != "compare" && fields.Count == stage.By.Count && MeasuredField.Measure(stage.Argument, parameters) is { } measure
            && scope.Exact(new SpanConditions(parameters, known)) is { } where)
            await AskAsync(scope, metrics, new Plan(fields, measure, where, parameters), ct);
        else
            await search.ScanAsync(scope.Tenant, scope.Query, scope.Range, SpanParts.None, metrics.Add, ct);
    }

    async Task AskAsync(SpanScope scope, TraceQlMetrics metrics, Plan plan, CancellationToken ct)
    {
        var groups = string.Concat(plan.Fields.Select(static (_, i) => $", by{i}"));
        var selected = string.Concat(plan.Fields.Select(static (f, i) => $", {f.Sql} AS by{i}"));
        var buckets = metrics.Stage.Function is "quantile_over_time" or "histogram_over_time"
            ? "sumMap(map(toInt32(if(measured <= 0, -1000, ceil(log2(measured * 1e9)))), toUInt64(1)))" : "CAST(map(), 'Map(Int32, UInt64)')";
        var sql = $$"""
            SELECT step{{groups}}, toInt64(count()) AS found, sum(measured) AS total, min(measured) AS least, max(measured) AS most,
                {{buckets}} AS spread, mapKeys(spread) AS ks, mapValues(spread) AS vs,
                any((trace_id, at, measured)) AS example, example.1 AS example_trace, example.2 AS example_at, example.3 AS example_value
            FROM
            (
                SELECT toInt32(intDiv(toUnixTimestamp64Nano(spans.time) - {start:Int64} + {step:Int64} - 1, {step:Int64})) AS step{{selected}},
                    assumeNotNull({{plan.Measure}}) AS measured, trace_id, toUnixTimestamp64Nano(spans.time) AS at
                FROM spans WHERE $where AND ({{plan.Measure}}) IS NOT NULL
            )
            GROUP BY step{{groups}}
            """;
        var statement = scope.Ask(sql, plan.Where, plan.Parameters, "traceql-metrics").With("start", metrics.StartUnixNano).With("step", metrics.StepNano);
        await foreach (var block in client.ReadAsync(statement, ct))
            for (var row = 0; row < block.Rows; row++)
                Add(block, row, metrics, plan.Fields);
    }

    static void Add(ResultBlock block, int row, TraceQlMetrics metrics, List<MeasuredField> fields)
    {
        var labels = new TqValue[fields.Count];
        for (var i = 0; i < labels.Length; i++)
            labels[i] = fields[i].Read(Cells.Text(block, $"by{i}", row));
        var spread = Cells.Numbers(block, "ks", row).Zip(Cells.Numbers(block, "vs", row)).Select(static p => (p.First <= -1000 ? int.MinValue : (int)p.First, p.Second));
        metrics.Add(labels, block.Fixed<int>("step")[row], new MeasuredSpans(
            block.Fixed<long>("found")[row], block.Fixed<double>("total")[row], block.Fixed<double>("least")[row], block.Fixed<double>("most")[row], [.. spread],
            new TraceQlExemplar(Cells.Text(block, "example_trace", row), block.Fixed<long>("example_at")[row], metrics.Stage.Argument is null ? double.NaN : block.Fixed<double>("example_value")[row])));
    }

    sealed record Plan(List<MeasuredField> Fields, string Measure, string Where, SqlParameters Parameters);
}
