using System.Reflection;
using System.Text.Json.Nodes;
using Almagest.Model;
using Almagest.Model.Traces;
using Almagest.Query.TraceQL;
using Almagest.Query.Traces;
using Almagest.Server.Platform.Tenancy;
using Almagest.Server.Platform.Traces;
using Almagest.Server.Platform.Wire;
using Almagest.Telemetry.Traces;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Apis.Tempo;

/// <summary>Traces, search and tags. Errors are plain text, as Tempo's are.</summary>
static class TempoEndpoints
{
    const string Protobuf = "application/protobuf";

    // The version whose API and TraceQL we speak: Grafana chooses its features by it.
    const string SpokenVersion = "2.9.0";

    internal static IResult BuildInfo() => Json(new JsonObject
    {
        ["version"] = SpokenVersion,
        ["revision"] = typeof(TempoEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "",
        ["branch"] = "almagest",
        ["buildUser"] = "",
        ["buildDate"] = "",
        ["goVersion"] = "",
    });

    internal static Task<IResult> TraceAsync(HttpContext context, string id, TraceReader reader, CancellationToken ct) => GuardAsync(async () =>
    {
        var spans = await ReadAsync(context, id, reader, ct);
        if (!WantsProtobuf(context))
            return Json(new JsonObject { ["batches"] = TempoJson.Batches(spans) });
        var writer = new ProtoWriter();
        OtlpTraceWriter.Write(writer, spans);
        return Results.Bytes(writer.Written, Protobuf);
    });

    internal static Task<IResult> TraceV2Async(HttpContext context, string id, TraceReader reader, CancellationToken ct) => GuardAsync(async () =>
    {
        var spans = await ReadAsync(context, id, reader, ct);
        if (!WantsProtobuf(context))
            return Json(new JsonObject { ["trace"] = new JsonObject { ["resourceSpans"] = TempoJson.Batches(spans) }, ["metrics"] = new JsonObject() });
        var writer = new ProtoWriter();
        var trace = writer.Begin(1);
        OtlpTraceWriter.Write(writer, spans);
        writer.End(trace);
        return Results.Bytes(writer.Written, Protobuf);
    });

    internal static Task<IResult> SearchAsync(HttpContext context, TraceSearch search, TimeProvider time, CancellationToken ct) => GuardAsync(async () =>
    {
        var (query, range, spansPerSet) = TempoQuery.Read(context.Request.Query, time.GetUtcNow());
        var found = await search.FindAsync(Tenants.Of(context), query, range, SpanParts.None, ct);
        var shown = Shown(query);
        return Json(new JsonObject
        {
            ["traces"] = TempoJson.Of(found.Select(f => Summary(f, shown, spansPerSet))),
            ["metrics"] = new JsonObject { ["completedJobs"] = 1, ["totalJobs"] = 1 },
        });
    });

    internal static async Task<IResult> GuardAsync(Func<Task<IResult>> run)
    {
        try
        {
            return await run();
        }
        catch (UserErrorException error)
        {
            var status = error.Kind switch
            {
                UserErrorKind.NotFound => StatusCodes.Status404NotFound,
                UserErrorKind.LimitExceeded => StatusCodes.Status422UnprocessableEntity,
                _ => StatusCodes.Status400BadRequest,
            };
            return Results.Text(error.Message, "text/plain", statusCode: status);
        }
    }

    internal static IResult Json(JsonObject json) => Results.Text(json.ToJsonString(), "application/json");

    static async Task<IReadOnlyList<TraceSpan>> ReadAsync(HttpContext context, string id, TraceReader reader, CancellationToken ct)
    {
        var spans = await reader.ReadAsync(Tenants.Of(context), TraceIdText.Parse(id), ct);
        return spans.Count > 0 ? spans : throw new UserErrorException(UserErrorKind.NotFound, "trace_not_found", "trace not found");
    }

    static bool WantsProtobuf(HttpContext context) =>
        context.Request.Headers.Accept.ToString().Contains(Protobuf, StringComparison.OrdinalIgnoreCase);

    // As in Tempo: whatever the query speaks of, except what every answer has anyway.
    static List<FieldExpr> Shown(TraceQlQuery query) => [.. QueryFields.Expressions(query).SelectMany(QueryFields.Parts)
        .Where(static f => f is AttributeExpr or IntrinsicExpr
        {
            Intrinsic: not (Intrinsic.Name or Intrinsic.Duration or Intrinsic.TraceDuration or Intrinsic.RootService or Intrinsic.RootName or Intrinsic.TraceId or Intrinsic.SpanId or Intrinsic.Parent)
        })
        .DistinctBy(FieldNames.Of)];

    static JsonObject Summary(FoundTrace found, List<FieldExpr> shown, int spansPerSet)
    {
        var tree = found.Tree;
        var sets = found.Sets.Select(set => Set(set, tree, shown, spansPerSet)).ToList();
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

    static JsonObject Set(Spanset set, TraceTree tree, List<FieldExpr> shown, int spansPerSet) => new()
    {
        ["spans"] = TempoJson.Of(set.Nodes.Take(spansPerSet).Select(node => new JsonObject
        {
            ["spanID"] = node.Span.SpanId,
            ["name"] = node.Span.Name,
            ["startTimeUnixNano"] = TempoJson.Text(node.Span.StartUnixNano),
            ["durationNanos"] = TempoJson.Text(node.Span.DurationNano),
            ["attributes"] = TempoJson.Of(shown.Select(field => (Name: field is AttributeExpr attribute ? attribute.Name : FieldNames.Of(field), Value: TraceQlEvaluator.Value(field, node, tree)))
                .Where(static p => p.Value.Type != TqType.Nil).Select(static p => TempoJson.Pair(p.Name, p.Value))),
        })),
        ["matched"] = set.Nodes.Count,
        ["attributes"] = TempoJson.Of(set.Attributes.Select(static a => TempoJson.Pair(a.Key, a.Value))),
    };
}
