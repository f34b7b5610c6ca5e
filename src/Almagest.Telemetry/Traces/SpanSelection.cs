using Almagest.ClickHouse.Http;
using Almagest.Model.Traces;
using Almagest.Query.Traces;

namespace Almagest.Telemetry.Traces;

/// <summary>A rectangle of a heatmap.</summary>
/// <param name="FromUnixNano">Spans that began at this time or later.</param>
/// <param name="ToUnixNano">And before this time.</param>
/// <param name="MinNano">Shortest.</param>
/// <param name="MaxNano">Longest.</param>
public sealed record SelectedArea(long FromUnixNano, long ToUnixNano, long MinNano, long MaxNano)
{
    /// <summary>Whether a span lies in it.</summary>
    internal bool Holds(TraceSpan span) =>
        span.StartUnixNano >= FromUnixNano && span.StartUnixNano < ToUnixNano && span.DurationNano >= MinNano && span.DurationNano <= MaxNano;
}

/// <summary>What sets the selected spans apart from the rest.</summary>
/// <param name="Selected">Spans in the area.</param>
/// <param name="Rest">Other spans of the query.</param>
/// <param name="Sampled">True when shares are of samples of <see cref="SpanSelection.SampleSize"/> spans and not of all.</param>
/// <param name="Differences">Attributes, the largest difference of share first; A is the selection.</param>
/// <param name="TraceIds">The latest traces with a selected span.</param>
public sealed record SelectionComparison(long Selected, long Rest, bool Sampled, IReadOnlyList<AttributeDifference> Differences, IReadOnlyList<string> TraceIds);

/// <summary>Compares the spans in an area of a heatmap with the other spans of its query.</summary>
public sealed class SpanSelection(ClickHouseClient client, ResourceCatalog resources, TraceSearch search)
{
    /// <summary>Spans compared of each side. With so many a share is within 2.2 percentage points (95 % of the time).</summary>
    public const int SampleSize = 2_000;

    const int DifferencesShown = 100;
    const int TracesShown = 20;

    const string InArea = "(spans.time >= fromUnixTimestamp64Nano({areaFrom:Int64}) AND spans.time < fromUnixTimestamp64Nano({areaTo:Int64}) AND duration_nano BETWEEN {min:UInt64} AND {max:UInt64})";

    /// <summary>The comparison.</summary>
    /// <exception cref="Model.UserErrorException">The query needs the language to judge more traces than one query may read.</exception>
    public async Task<SelectionComparison> CompareAsync(SpanScope scope, SelectedArea area, CancellationToken ct)
    {
        var parameters = new SqlParameters();
        var known = await resources.GetAsync(scope.Tenant, ct);
        if (scope.Exact(new SpanConditions(parameters, known)) is not { } where)
            return await JudgeAsync(scope, area, ct);
        Statement Ask(string sql, string more) => scope.Ask(sql, $"{where} AND {more}", parameters, "trace-selection")
            .With("areaFrom", area.FromUnixNano).With("areaTo", area.ToUnixNano).With("min", area.MinNano).With("max", area.MaxNano);
        var (selected, all, ids) = (0L, 0L, new List<string>());
        await foreach (var block in client.ReadAsync(Ask(
            $"SELECT toInt64(countIf({InArea})) AS chosen, toInt64(count()) AS found FROM spans WHERE $where", "1"), ct))
            for (var row = 0; row < block.Rows; row++)
                (selected, all) = (block.Fixed<long>("chosen")[row], block.Fixed<long>("found")[row]);
        await foreach (var block in client.ReadAsync(Ask(
            $"SELECT trace_id FROM spans WHERE $where GROUP BY trace_id ORDER BY max(spans.time) DESC LIMIT {TracesShown}", InArea), ct))
            for (var row = 0; row < block.Rows; row++)
                ids.Add(block["trace_id"].GetString(row) ?? "");
        var left = await SampleAsync(Ask, InArea, known, ct);
        var right = await SampleAsync(Ask, $"NOT {InArea}", known, ct);
        return new SelectionComparison(selected, all - selected, left.Count < selected || right.Count < all - selected,
            GroupComparison.Compare(left, right, DifferencesShown), ids);
    }

    // The smallest hashes of span ids are a sample without bias, and the same one when asked again.
    async Task<List<TraceSpan>> SampleAsync(
        Func<string, string, Statement> ask, string part, SpanOrigins known, CancellationToken ct)
    {
        var spans = new List<TraceSpan>();
        var statement = ask($"SELECT {SpanColumns.List} FROM spans WHERE $where ORDER BY cityHash64(span_id) LIMIT {SampleSize}", part);
        await foreach (var block in client.ReadAsync(statement, ct))
        {
            if (block.Rows == 0)
                continue;
            var columns = new SpanColumns(block, known);
            for (var row = 0; row < block.Rows; row++)
                spans.Add(columns.Read(row));
        }

        return spans;
    }

    async Task<SelectionComparison> JudgeAsync(SpanScope scope, SelectedArea area, CancellationToken ct)
    {
        // As many as 100,000 traces are read: only the samples are kept.
        var (chosen, others) = (new SpanSample(SampleSize), new SpanSample(SampleSize));
        var ids = new List<string>();
        await foreach (var span in search.SpansAsync(scope, ct))
        {
            var selected = area.Holds(span);
            (selected ? chosen : others).Add(span);
            if (selected && ids.Count < TracesShown && !ids.Contains(span.TraceId))
                ids.Add(span.TraceId);
        }

        return new SelectionComparison(chosen.Seen, others.Seen, chosen.Seen > SampleSize || others.Seen > SampleSize,
            GroupComparison.Compare(chosen.Spans, others.Spans, DifferencesShown), ids);
    }
}
