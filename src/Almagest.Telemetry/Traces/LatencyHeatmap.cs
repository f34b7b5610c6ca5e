using Almagest.ClickHouse.Http;

namespace Almagest.Telemetry.Traces;

/// <summary>Spans that began in one step and took a time of one bucket.</summary>
/// <param name="Step">Number of the step.</param>
/// <param name="Bucket">Number of the bucket.</param>
/// <param name="Spans">How many.</param>
/// <param name="Errors">How many of them failed.</param>
public sealed record HeatmapCell(int Step, int Bucket, long Spans, long Errors);

/// <summary>A bucket of durations.</summary>
public sealed record HeatmapBucket(int Bucket, double LowNano, double HighNano);

/// <summary>How many spans began when and how long they took: cells that are not empty, by step and bucket.</summary>
public sealed record Heatmap(long FromUnixNano, long StepNano, int Steps, IReadOnlyList<HeatmapBucket> Buckets, IReadOnlyList<HeatmapCell> Cells);

/// <summary>Counts the spans of a query by time and duration.</summary>
public sealed class LatencyHeatmap(ClickHouseClient client, ResourceCatalog resources, TraceSearch search)
{
    /// <summary>
    /// The heatmap of a scope in so many steps. Of steps of a minute and more, and spans that are told by service, name, kind and status, it
    /// is read from what is kept per minute: then steps are whole minutes.
    /// </summary>
    /// <exception cref="Model.UserErrorException">The query needs the language to judge more traces than one query may read.</exception>
    public async Task<Heatmap> ReadAsync(SpanScope scope, int steps, CancellationToken ct)
    {
        var step = Math.Max(1_000_000, (scope.ToUnixNano - scope.FromUnixNano + steps - 1) / steps);
        var parameters = new SqlParameters();
        var known = await resources.ForAsync(scope.Tenant, scope.Query, ct);
        var where = scope.Exact(new SpanConditions(parameters, known));
        var kept = step >= KeptPerMinute.MinuteNano && where is not null && KeptPerMinute.Serves(scope.Query);
        if (kept)
            (scope, step) = (scope with { FromUnixNano = scope.FromUnixNano / KeptPerMinute.MinuteNano * KeptPerMinute.MinuteNano }, Minutes(step));
        var cells = where is null ? await JudgeAsync(scope, step, ct)
            : await AskAsync(kept ? scope.Ask(OfMinutes, where, parameters, "trace-heatmap", kept: true) : scope.Ask(OfSpans, where, parameters, "trace-heatmap"), step, ct);
        var (low, high) = cells.Count == 0 ? (0, -1) : (cells.Min(static c => c.Bucket), cells.Max(static c => c.Bucket));
        var buckets = Enumerable.Range(low, high - low + 1).Select(static b => new HeatmapBucket(b, DurationBucket.Low(b), DurationBucket.High(b)));
        return new Heatmap(scope.FromUnixNano, step, (int)((scope.ToUnixNano - scope.FromUnixNano + step - 1) / step), [.. buckets], cells);
    }

    static readonly string OfSpans = $$"""
        SELECT toInt32(intDiv(toUnixTimestamp64Nano(spans.time) - {from:Int64}, {step:Int64})) AS step, {{DurationBucket.Sql}} AS bucket,
            toInt64(count()) AS found, toInt64(countIf(status = 'error')) AS failed
        FROM spans WHERE $where GROUP BY step, bucket ORDER BY step, bucket
        """;

    const string OfMinutes = """
        SELECT toInt32(intDiv(toUnixTimestamp(time) - intDiv({from:Int64}, 1000000000), intDiv({step:Int64}, 1000000000))) AS step, bucket,
            toInt64(sum(counted)) AS found, toInt64(sumIf(counted, status = 'error')) AS failed
        FROM span_metrics ARRAY JOIN mapKeys(buckets) AS bucket, mapValues(buckets) AS counted
        WHERE $where GROUP BY step, bucket ORDER BY step, bucket
        """;

    static long Minutes(long nano) => (nano + KeptPerMinute.MinuteNano - 1) / KeptPerMinute.MinuteNano * KeptPerMinute.MinuteNano;

    async Task<List<HeatmapCell>> AskAsync(Statement statement, long step, CancellationToken ct)
    {
        var cells = new List<HeatmapCell>();
        await foreach (var block in client.ReadAsync(statement.With("step", step), ct))
            for (var row = 0; row < block.Rows; row++)
                cells.Add(new HeatmapCell(block.Fixed<int>("step")[row], block.Fixed<byte>("bucket")[row], block.Fixed<long>("found")[row], block.Fixed<long>("failed")[row]));
        return cells;
    }

    async Task<List<HeatmapCell>> JudgeAsync(SpanScope scope, long step, CancellationToken ct)
    {
        var counts = new SortedDictionary<(int Step, int Bucket), (long Spans, long Errors)>();
        await foreach (var span in search.SpansAsync(scope, ct))
        {
            var cell = ((int)((span.StartUnixNano - scope.FromUnixNano) / step), DurationBucket.Of(span.DurationNano));
            var (spans, errors) = counts.GetValueOrDefault(cell);
            counts[cell] = (spans + 1, errors + (span.Status == Model.Traces.SpanStatus.Error ? 1 : 0));
        }

        return [.. counts.Select(static c => new HeatmapCell(c.Key.Step, c.Key.Bucket, c.Value.Spans, c.Value.Errors))];
    }
}
