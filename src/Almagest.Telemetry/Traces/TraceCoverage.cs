using Almagest.ClickHouse.Http;
using Almagest.Model;
using Almagest.Query.TraceQL;
using Almagest.Query.Traces;

namespace Almagest.Telemetry.Traces;

/// <summary>A path that every request of a kind should leave in its trace.</summary>
/// <param name="Name">For people.</param>
/// <param name="Entry">The spans that begin it: one filter.</param>
/// <param name="Steps">What a complete trace has a span for.</param>
public sealed record DeclaredPath(string Name, DeclaredStep Entry, IReadOnlyList<DeclaredStep> Steps);

/// <summary>A filter over spans and the text it was declared with.</summary>
public sealed record DeclaredStep(string Text, FieldExpr Condition)
{
    /// <summary>Reads a TraceQL filter (<c>{ … }</c>), <c>service</c>, or <c>service: operation</c>.</summary>
    /// <exception cref="UserErrorException">The filter is malformed or more than one filter.</exception>
    public static DeclaredStep Parse(string text)
    {
        if (text.TrimStart().StartsWith('{'))
            return TraceQlParser.Parse(text).Stages is [SpansetStage { Expression: FilterExpr filter }] ? new DeclaredStep(text, filter.Condition)
                : throw new UserErrorException(UserErrorKind.Invalid, "traceql", $"\"{text}\" is not one filter, such as {{ name = \"checkout\" }}");
        var parts = text.Split(": ", 2);
        FieldExpr condition = new BinaryExpr(0, "=", new AttributeExpr(0, FieldScope.Resource, "service.name"), new StaticExpr(0, TqValue.Of(parts[0].Trim())));
        if (parts.Length == 2)
            condition = new BinaryExpr(0, "&&", condition, new BinaryExpr(0, "=", new IntrinsicExpr(0, Intrinsic.Name), new StaticExpr(0, TqValue.Of(parts[1].Trim()))));
        return new DeclaredStep(text, condition);
    }
}

/// <summary>A request whose trace is not complete.</summary>
public sealed record IncompleteTrace(string TraceId, string StartUnixNano, IReadOnlyList<string> Missing);

/// <summary>How many traces lack a step.</summary>
public sealed record MissingStep(string Step, long Traces);

/// <summary>How many requests of a path left a complete trace.</summary>
/// <param name="Name">The path.</param>
/// <param name="Requests">Traces with an entry span in the range.</param>
/// <param name="Complete">Of them with a span for every step.</param>
/// <param name="Share">Complete by requests; 1 when there was no request.</param>
/// <param name="Steps">How many traces lack each step.</param>
/// <param name="Incomplete">The latest incomplete ones.</param>
public sealed record PathCoverage(string Name, long Requests, long Complete, double Share, IReadOnlyList<MissingStep> Steps, IReadOnlyList<IncompleteTrace> Incomplete);

/// <summary>Tells for declared paths which share of the requests has a complete trace.</summary>
public sealed class TraceCoverage(ClickHouseClient client, ResourceCatalog resources, TraceSearch search)
{
    const int ExamplesShown = 20;

    // What a request sets off may go on after its entry span began: spans of its trace are looked for so much longer.
    const long AfterwardsNano = 3_600_000_000_000;

    static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(30);

    /// <summary>The coverage of one path.</summary>
    /// <exception cref="UserErrorException">A condition needs the language, and more traces than one query may read may match.</exception>
    public async Task<PathCoverage> ReadAsync(TenantId tenant, DeclaredPath path, (long From, long To) range, CancellationToken ct)
    {
        var parameters = new SqlParameters();
        var conditions = new SpanConditions(parameters, await resources.GetAsync(tenant, ct));
        var (entry, steps) = (conditions.Of(path.Entry.Condition), path.Steps.Select(s => conditions.Of(s.Condition)).ToList());
        if (entry is not { Exact: true, Sql: { } entrySql } || steps.Any(static s => !s.Exact || s.Sql is null))
            return await JudgeAsync(tenant, path, range, ct);
        var counter = new Counter(path);
        var sql = $$"""
            SELECT lacking, toInt64(count()) AS found, groupArraySorted({{ExamplesShown}})((-toUnixTimestamp64Nano(began), trace_id)) AS latest,
                arrayMap(l -> l.2, latest) AS ids, arrayMap(l -> -l.1, latest) AS times
            FROM
            (
                SELECT trace_id, minIf(spans.time, {{entrySql}}) AS began, [{{string.Join(", ", steps.Select(static s => $"countIf({s.Sql}) = 0"))}}] AS lacking
                FROM spans
                WHERE tenant = {tenant:String} AND {{SpanTime.UpTo("early", "late")}}
                    AND trace_id IN (
                        SELECT trace_id FROM spans
                        WHERE tenant = {tenant:String} AND {{SpanTime.Of("from", "to")}} AND {{entrySql}})
                GROUP BY trace_id
            )
            GROUP BY lacking
            """;
        var statement = parameters.AddTo(new Statement(sql) { Caller = "trace-coverage", ReadOnly = true, Timeout = TimeLimit }
            .With("tenant", tenant.Value).With("from", range.From).With("to", range.To).With("early", range.From - AfterwardsNano).With("late", range.To + AfterwardsNano));
        await foreach (var block in client.ReadAsync(statement, ct))
        {
            for (var row = 0; row < block.Rows; row++)
                counter.Add([.. Cells.Numbers(block, "lacking", row).Select(static l => l != 0)], block.Fixed<long>("found")[row],
                    Cells.Texts(block, "ids", row).Zip(Cells.Texts(block, "times", row)));
        }

        return counter.Finish();
    }

    async Task<PathCoverage> JudgeAsync(TenantId tenant, DeclaredPath path, (long From, long To) range, CancellationToken ct)
    {
        var counter = new Counter(path);
        var query = new TraceQlQuery("", [new SpansetStage(new FilterExpr(path.Entry.Condition))]);
        await search.ScanAsync(tenant, query, new SearchRange(range.From, range.To - 1, int.MaxValue), SpanParts.All, tree =>
        {
            if (tree.Nodes.FirstOrDefault(n => Holds(path.Entry, n, tree) && n.Span.StartUnixNano >= range.From && n.Span.StartUnixNano < range.To) is not { } first)
                return;
            counter.Add([.. path.Steps.Select(s => !tree.Nodes.Any(n => Holds(s, n, tree)))], 1,
                [(first.Span.TraceId, first.Span.StartUnixNano.ToString(System.Globalization.CultureInfo.InvariantCulture))]);
        }, ct);
        return counter.Finish();
    }

    static bool Holds(DeclaredStep step, TraceNode node, TraceTree tree) => TraceQlEvaluator.Matches(step.Condition, node, tree);

    /// <summary>Adds up groups of traces that lack the same steps.</summary>
    sealed class Counter(DeclaredPath path)
    {
        readonly long[] _missing = new long[path.Steps.Count];
        readonly List<IncompleteTrace> _examples = [];
        long _requests;
        long _complete;

        internal void Add(bool[] lacking, long traces, IEnumerable<(string Id, string Start)> examples)
        {
            _requests += traces;
            var missing = path.Steps.Where((_, i) => lacking[i]).Select(static s => s.Text).ToList();
            if (missing.Count == 0)
            {
                _complete += traces;
                return;
            }

            for (var i = 0; i < lacking.Length; i++)
                _missing[i] += lacking[i] ? traces : 0;
            _examples.AddRange(examples.Select(e => new IncompleteTrace(e.Id, e.Start, missing)));
        }

        internal PathCoverage Finish() => new(path.Name, _requests, _complete, _requests == 0 ? 1 : (double)_complete / _requests,
            [.. path.Steps.Select((s, i) => new MissingStep(s.Text, _missing[i]))],
            [.. _examples.OrderByDescending(static e => e.StartUnixNano, StringComparer.Ordinal).Take(ExamplesShown)]);
    }
}
