using System.Text.Json.Nodes;
using Almagest.Model.Traces;
using Almagest.Query.TraceQL;
using Almagest.Query.Traces;
using Almagest.Telemetry.Traces;

namespace Almagest.Server.Apis.Tempo;

/// <summary>Answers searches for traces, all at once or as they are found.</summary>
sealed class TempoSearch(TraceSearch search, TimeProvider time)
{
    // Windows are not known beforehand, so a job is a hundredth of the time range.
    const int Jobs = 100;

    /// <summary>All that was found.</summary>
    internal async Task<JsonObject> AnswerAsync(TempoRequest request, CancellationToken ct)
    {
        var (query, range, spansPerSet) = TempoQuery.Read(request.Query, time.GetUtcNow());
        var found = await search.FindAsync(request.Tenant, query, range, SpanParts.None, ct);
        return Answer(found, new Shape(Shown(query), spansPerSet), (1, 1));
    }

    /// <summary>Hands out traces as windows of the range are read, the latest first; each trace once.</summary>
    internal async Task StreamAsync(TempoRequest request, Func<JsonObject, Task> send, CancellationToken ct)
    {
        var (query, range, spansPerSet) = TempoQuery.Read(request.Query, time.GetUtcNow());
        var shape = new Shape(Shown(query), spansPerSet);
        var sent = 0;
        var all = await search.FindAsync(request.Tenant, query, range with { Watch = WatchAsync }, SpanParts.None, ct);
        await send(Answer(all.Skip(sent), shape, (Jobs, Jobs)));

        async Task WatchAsync(IReadOnlyList<FoundTrace> found, long downTo)
        {
            var done = (range.ToUnixNano - downTo) / (double)Math.Max(1, range.ToUnixNano - range.FromUnixNano);
            await send(Answer(found.Take(range.Limit).Skip(sent), shape, ((int)(done * Jobs), Jobs)));
            sent = Math.Min(found.Count, range.Limit);
        }
    }

    static JsonObject Answer(IEnumerable<FoundTrace> found, Shape shape, (int Done, int All) jobs) => new()
    {
        ["traces"] = TempoJson.Of(found.Select(f => Summary(f, shape))),
        ["metrics"] = new JsonObject { ["completedJobs"] = jobs.Done, ["totalJobs"] = jobs.All },
    };

    // As in Tempo: whatever the query speaks of, except what every answer has anyway.
    static List<FieldExpr> Shown(TraceQlQuery query) => [.. QueryFields.Expressions(query).SelectMany(QueryFields.Parts)
        .Where(static f => f is AttributeExpr or IntrinsicExpr
        {
            Intrinsic: not (Intrinsic.Name or Intrinsic.Duration or Intrinsic.TraceDuration or Intrinsic.RootService or Intrinsic.RootName or Intrinsic.TraceId or Intrinsic.SpanId or Intrinsic.Parent)
        })
        .DistinctBy(FieldNames.Of)];

    static JsonObject Summary(FoundTrace found, Shape shape)
    {
        var tree = found.Tree;
        var sets = found.Sets.Select(set => Set(set, tree, shape)).ToList();
        return new JsonObject
        {
            ["traceID"] = tree.Root.Span.TraceId.TrimStart('0'),
            ["rootServiceName"] = tree.Root.Span.Service,
            ["rootTraceName"] = tree.Root.Span.Name,
            ["startTimeUnixNano"] = TempoJson.Text(tree.StartUnixNano),
            ["durationMs"] = tree.DurationNano / 1_000_000,
            ["spanSet"] = sets[0].DeepClone(),
            ["spanSets"] = TempoJson.Of(sets),
            ["serviceStats"] = new JsonObject(tree.Nodes.GroupBy(static n => n.Span.Service).Select(static g => new KeyValuePair<string, JsonNode?>(
                g.Key, new JsonObject { ["spanCount"] = g.Count(), ["errorCount"] = g.Count(static n => n.Span.Status == SpanStatus.Error) }))),
        };
    }

    static JsonObject Set(Spanset set, TraceTree tree, Shape shape) => new()
    {
        ["spans"] = TempoJson.Of(set.Nodes.Take(shape.SpansPerSet).Select(node => new JsonObject
        {
            ["spanID"] = node.Span.SpanId,
            ["name"] = node.Span.Name,
            ["startTimeUnixNano"] = TempoJson.Text(node.Span.StartUnixNano),
            ["durationNanos"] = TempoJson.Text(node.Span.DurationNano),
            ["attributes"] = TempoJson.Of(shape.Shown.Select(field => (Name: field is AttributeExpr attribute ? attribute.Name : FieldNames.Of(field), Value: TraceQlEvaluator.Value(field, node, tree)))
                .Where(static p => p.Value.Type != TqType.Nil).Select(static p => TempoJson.Pair(p.Name, p.Value))),
        })),
        ["matched"] = set.Nodes.Count,
        ["attributes"] = TempoJson.Of(set.Attributes.Select(static a => TempoJson.Pair(a.Key, a.Value))),
    };

    // What an answer tells of each trace.
    sealed record Shape(List<FieldExpr> Shown, int SpansPerSet);
}
