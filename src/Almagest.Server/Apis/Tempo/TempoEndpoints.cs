using System.Reflection;
using System.Text.Json.Nodes;
using Almagest.Model;
using Almagest.Model.Traces;
using Almagest.Server.Apis.Tempo.Streaming;
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

    internal static Task<IResult> SearchAsync(HttpContext context, TempoSearch search, CancellationToken ct) =>
        AnswerAsync(context, TempoMessages.Search, () => search.AnswerAsync(TempoRequest.Of(context), ct));

    internal static Task<IResult> TagsAsync(HttpContext context, TempoTags tags, CancellationToken ct) =>
        AnswerAsync(context, TempoMessages.Tags, () => tags.NamesAsync(TempoRequest.Of(context), ct));

    internal static Task<IResult> TagsV2Async(HttpContext context, TempoTags tags, CancellationToken ct) =>
        AnswerAsync(context, TempoMessages.TagsV2, () => tags.ScopesAsync(TempoRequest.Of(context), ct));

    internal static Task<IResult> TagValuesAsync(HttpContext context, string tag, TempoTags tags, CancellationToken ct) =>
        AnswerAsync(context, TempoMessages.TagValues, () => tags.TextsAsync(tag, TempoRequest.Of(context), ct));

    internal static Task<IResult> TagValuesV2Async(HttpContext context, string tag, TempoTags tags, CancellationToken ct) =>
        AnswerAsync(context, TempoMessages.TagValuesV2, () => tags.ValuesAsync(tag, TempoRequest.Of(context), ct));

    internal static Task<IResult> SeriesAsync(HttpContext context, TempoMetrics metrics, CancellationToken ct) =>
        AnswerAsync(context, TempoMessages.Series, () => metrics.RangeAsync(TempoRequest.Of(context), ct));

    internal static Task<IResult> InstantAsync(HttpContext context, TempoMetrics metrics, CancellationToken ct) =>
        AnswerAsync(context, TempoMessages.Instant, () => metrics.InstantAsync(TempoRequest.Of(context), ct));

    // In JSON, or in protobuf when asked for it.
    static Task<IResult> AnswerAsync(HttpContext context, ProtoMessage message, Func<Task<JsonObject>> answer) => GuardAsync(async () =>
    {
        var json = await answer();
        return WantsProtobuf(context) ? Results.Bytes(ProtoJson.Write(message, json), Protobuf) : Json(json);
    });

    static async Task<IResult> GuardAsync(Func<Task<IResult>> run)
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

    static IResult Json(JsonObject json) => Results.Text(json.ToJsonString(), "application/json");

    static async Task<IReadOnlyList<TraceSpan>> ReadAsync(HttpContext context, string id, TraceReader reader, CancellationToken ct)
    {
        var spans = await reader.ReadAsync(Tenants.Of(context), TraceIdText.Parse(id), ct);
        return spans.Count > 0 ? spans : throw new UserErrorException(UserErrorKind.NotFound, "trace_not_found", "trace not found");
    }

    static bool WantsProtobuf(HttpContext context) =>
        context.Request.Headers.Accept.ToString().Contains(Protobuf, StringComparison.OrdinalIgnoreCase);
}
