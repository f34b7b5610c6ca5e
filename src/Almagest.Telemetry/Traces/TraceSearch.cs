using System.Runtime.CompilerServices;
using Almagest.ClickHouse.Http;
using Almagest.Model;
using Almagest.Model.Traces;
using Almagest.Query.TraceQL;
using Almagest.Query.Traces;

namespace Almagest.Telemetry.Traces;

/// <summary>A trace a search found.</summary>
/// <param name="Tree">All its spans.</param>
/// <param name="Sets">What matched.</param>
public sealed record FoundTrace(TraceTree Tree, IReadOnlyList<Spanset> Sets);

/// <summary>When and how much to search.</summary>
/// <param name="FromUnixNano">Traces with a span that began at this time or later.</param>
/// <param name="ToUnixNano">And before or at this time.</param>
/// <param name="Limit">Traces to return.</param>
/// <param name="MinNano">Shortest trace, root to last end.</param>
/// <param name="MaxNano">Longest trace.</param>
public sealed record SearchRange(long FromUnixNano, long ToUnixNano, int Limit, long MinNano = 0, long MaxNano = long.MaxValue)
{
    /// <summary>Told after each window all that was found so far, which may be more than the limit, and down to when; null when nobody waits for it.</summary>
    public Func<IReadOnlyList<FoundTrace>, long, Task>? Watch { get; init; }
}

/// <summary>
/// Finds traces: the store names candidates, the latest first, by a condition that no matching trace fails; the language then judges
/// each candidate as a whole, until enough are found. Exact for every query, and quick where the store's condition is narrow.
/// </summary>
public sealed class TraceSearch(ClickHouseClient client, ResourceCatalog resources, TraceReader reader)
{
    // Candidates one search reads and judges as whole traces.
    const int MaxJudged = 40_000;

    // About a minute of reading on two cores.
    const int MaxScanned = 100_000;

    static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The latest traces that match. Looked for in the latest minutes first, then in windows that grow: what is common is found in
    /// the first. (A trace that needs spans of two windows is found with the longer one, after younger ones.)
    /// </summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="query">Which.</param>
    /// <param name="range">When, and how many.</param>
    /// <param name="parts">What the caller wants to see of the spans besides what the query speaks of.</param>
    /// <param name="ct">Stops the search.</param>
    /// <exception cref="UserErrorException">Too many candidates were judged without finding enough: the query must be narrowed.</exception>
    public async Task<IReadOnlyList<FoundTrace>> FindAsync(TenantId tenant, TraceQlQuery query, SearchRange range, SpanParts parts, CancellationToken ct)
    {
        var parameters = new SqlParameters();
        var candidates = TraceCandidates.Of(query, new SpanConditions(parameters, await resources.ForAsync(tenant, query, ct)));
        parts |= QueryNeeds.Parts(query);
        var (found, judged, waiting) = (new List<FoundTrace>(), new HashSet<string>(StringComparer.Ordinal), new List<string>());
        foreach (var window in SearchWindows.Of(range, overlapping: !candidates.OneSpanIsEnough, () => found.Count + waiting.Count))
        {
            for (var (offset, page) = (0, Math.Max(20, range.Limit)); ; (offset, page) = (offset + page, Math.Min(page * 2, 1_000)))
            {
                var ids = await ReadIdsAsync(parameters.AddTo(Statement(tenant, candidates, window, (page, offset), missNone: window.FromUnixNano == range.FromUnixNano)), ct);
                waiting.AddRange(ids.Where(judged.Add));
                if (found.Count + waiting.Count >= range.Limit)
                    await JudgeAsync(new(tenant, query, range, parts), waiting, found, ct);
                if (found.Count >= range.Limit)
                    return found.GetRange(0, range.Limit);
                if (ids.Count < page)
                    break;
                // What was found is right but not all: saying nothing would be a lie, an error would hide it.
                if (judged.Count >= MaxJudged)
                    return found.Count > 0 ? found : throw new UserErrorException(UserErrorKind.LimitExceeded, "search_too_wide",
                        $"none of the {judged.Count} latest candidate traces matches: narrow the time range or add a condition on a service, name or attribute");
            }

            if (range.Watch is { } watch && window.FromUnixNano > range.FromUnixNano)
            {
                await JudgeAsync(new(tenant, query, range, parts), waiting, found, ct);
                await watch(found, window.FromUnixNano);
            }
        }

        await JudgeAsync(new(tenant, query, range, parts), waiting, found, ct);
        return found;
    }

    // Together, since reading twenty traces takes little longer than reading one.
    async Task JudgeAsync(Judgement of, List<string> ids, List<FoundTrace> found, CancellationToken ct)
    {
        var (tenant, query, range, parts) = of;
        var traces = await reader.ReadAsync(tenant, ids, parts, ct);
        foreach (var id in ids.Where(traces.ContainsKey))
        {
            var tree = TraceTree.Build(traces[id]);
            if (tree.DurationNano >= range.MinNano && tree.DurationNano <= range.MaxNano
                && TraceQlEvaluator.Evaluate(query.Stages, tree) is { Count: > 0 } sets)
                found.Add(new FoundTrace(tree, sets));
        }

        ids.Clear();
    }

    /// <summary>Hands every trace of the range that may match to <paramref name="judge"/>, the latest first.</summary>
    /// <exception cref="UserErrorException">There are more candidates than one query may read.</exception>
    public async Task ScanAsync(TenantId tenant, TraceQlQuery query, SearchRange range, SpanParts parts, Action<TraceTree> judge, CancellationToken ct)
    {
        await foreach (var tree in TreesAsync(new(tenant, query, range, parts), ct))
            judge(tree);
    }

    /// <summary>Every span a query finds in a scope, by the language's own rules; those of the latest traces first.</summary>
    /// <exception cref="UserErrorException">There are more candidates than one query may read.</exception>
    internal async IAsyncEnumerable<TraceSpan> SpansAsync(SpanScope scope, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var tree in TreesAsync(new(scope.Tenant, scope.Query, scope.Range, SpanParts.None), ct))
            foreach (var node in TraceQlEvaluator.Evaluate(scope.Query.Stages, tree).SelectMany(static s => s.Nodes).Distinct())
                if (node.Span.StartUnixNano >= scope.FromUnixNano && node.Span.StartUnixNano < scope.ToUnixNano)
                    yield return node.Span;
    }

    async IAsyncEnumerable<TraceTree> TreesAsync(Judgement of, [EnumeratorCancellation] CancellationToken ct)
    {
        const int Page = 1_000;
        var (tenant, query, range, parts) = of;
        var parameters = new SqlParameters();
        var candidates = TraceCandidates.Of(query, new SpanConditions(parameters, await resources.ForAsync(tenant, query, ct)));
        var ids = await ReadIdsAsync(parameters.AddTo(Statement(tenant, candidates, range, (MaxScanned + 1, 0), missNone: true)), ct);
        if (ids.Count > MaxScanned)
            throw new UserErrorException(UserErrorKind.LimitExceeded, "too_many_traces",
                $"more than {MaxScanned} traces may match: narrow the time range or add a condition on a service, name or attribute");
        foreach (var page in ids.Chunk(Page))
            foreach (var spans in (await reader.ReadAsync(tenant, page, parts | QueryNeeds.Parts(query), ct)).Values)
                yield return TraceTree.Build(spans);
    }

    static Statement Statement(TenantId tenant, TraceCandidates candidates, SearchRange range, (int Limit, int Offset) page, bool missNone)
    {
        var sql = $$"""
            SELECT trace_id FROM spans
            WHERE tenant = {tenant:String} AND {{SpanTime.UpTo("from", "to")}}{{(
                candidates.AnySpan is null ? "" : " AND " + candidates.AnySpan)}}
            GROUP BY trace_id{{(candidates.Having(missNone) is { } having ? " HAVING " + having : "")}}
            ORDER BY max(time) DESC, trace_id LIMIT {limit:UInt32} OFFSET {offset:UInt32}
            """;
        return new Statement(sql) { Caller = "trace-search", ReadOnly = true, Timeout = TimeLimit }.MapsOnce()
            .With("tenant", tenant.Value).With("from", range.FromUnixNano).With("to", range.ToUnixNano)
            .With("limit", page.Limit).With("offset", page.Offset);
    }

    async Task<List<string>> ReadIdsAsync(Statement statement, CancellationToken ct)
    {
        var ids = new List<string>();
        await foreach (var block in client.ReadAsync(statement, ct))
        {
            var column = block["trace_id"];
            for (var row = 0; row < block.Rows; row++)
                ids.Add(column.GetString(row) ?? "");
        }

        return ids;
    }

    readonly record struct Judgement(TenantId Tenant, TraceQlQuery Query, SearchRange Range, SpanParts Parts);
}
