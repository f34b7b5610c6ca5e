using System.Text.Json.Nodes;
using Almagest.ClickHouse.Http;
using Almagest.Model;
using Almagest.Model.Traces;
using Almagest.Query.Traces;
using Almagest.Server.Platform.Tenancy;
using Almagest.Server.Platform.Traces;
using Almagest.Telemetry.Traces;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Apis.Jaeger;

/// <summary>The third version of Jaeger's query API: traces as OTLP in JSON, inside <c>result</c>.</summary>
static class V3Endpoints
{
    static readonly OtlpTraceJson Spans = new(protobufForm: false);

    internal static Task<IResult> TraceAsync(HttpContext context, string id, TraceReader reader, CancellationToken ct) => GuardAsync(async () =>
    {
        var query = context.Request.Query;
        var trace = TraceId(id);
        // The summary of a trace tells when it was, so that these need not be used.
        _ = V3Query.Moment(query, "startTime", "start_time");
        _ = V3Query.Moment(query, "endTime", "end_time");
        _ = V3Query.Truth(query, "rawTraces", "raw_traces");
        return Traces(await reader.ReadAsync(Tenants.Of(context), trace, ct));
    });

    internal static Task<IResult> SearchAsync(HttpContext context, TraceSearch search, CancellationToken ct) => GuardAsync(async () =>
    {
        var (query, range) = V3Query.Read(context.Request.Query);
        var found = await search.FindAsync(Tenants.Of(context), query, range, SpanParts.All, ct);
        return Traces([.. found.SelectMany(static f => f.Tree.Nodes).Select(static n => n.Span)]);
    });

    internal static Task<IResult> SummariesAsync(HttpContext context, TraceSearch search, CancellationToken ct) => GuardAsync(async () =>
    {
        var (query, range) = V3Query.Read(context.Request.Query);
        var found = await search.FindAsync(Tenants.Of(context), query, range, SpanParts.None, ct);
        return Json(new JsonObject { ["summaries"] = new JsonArray([.. found.Select(static f => Summary(f.Tree))]) });
    });

    internal static Task<IResult> ServicesAsync(HttpContext context, TraceCatalog catalog, CancellationToken ct) => GuardAsync(async () =>
        Json(new JsonObject { ["services"] = new JsonArray([.. (await catalog.ServicesAsync(Tenants.Of(context), ct)).Select(static s => (JsonNode)s)]) }));

    internal static Task<IResult> OperationsAsync(HttpContext context, TraceCatalog catalog, CancellationToken ct) => GuardAsync(async () =>
    {
        var kind = V3Query.Find(context.Request.Query, "spanKind", "span_kind").Value;
        var operations = await catalog.OperationsAsync(Tenants.Of(context), context.Request.Query["service"].ToString(), kind.Length == 0 ? null : kind, ct);
        return Json(new JsonObject
        {
            ["operations"] = new JsonArray([.. operations.Select(static o => new JsonObject { ["name"] = o.Name, ["spanKind"] = o.Kind == "unspecified" ? "internal" : o.Kind })]),
        });
    });

    static async Task<IResult> GuardAsync(Func<Task<IResult>> run)
    {
        try
        {
            return await run();
        }
        catch (UserErrorException error)
        {
            return Error(error.Kind == UserErrorKind.NotFound ? StatusCodes.Status404NotFound : StatusCodes.Status400BadRequest, error.Message);
        }
        catch (Exception error) when (error is ClickHouseException or StoreUnavailableException)
        {
            return Error(StatusCodes.Status500InternalServerError, "the store failed; the server's log tells why");
        }
    }

    static IResult Error(int status, string message) =>
        Results.Text(new JsonObject { ["error"] = new JsonObject { ["httpCode"] = status, ["message"] = message } }.ToJsonString(), "application/json", statusCode: status);

    static IResult Traces(IReadOnlyList<TraceSpan> spans) => spans.Count == 0 ? Error(StatusCodes.Status404NotFound, "No traces found")
        : Json(new JsonObject { ["result"] = new JsonObject { ["resourceSpans"] = Spans.Batches(spans) } });

    static IResult Json(JsonObject json) => Results.Text(json.ToJsonString(), "application/json");

    // In base64 too: that is how the JSON form of protobuf writes it.
    static string TraceId(string text)
    {
        const int Base64Digits = 24;
        if (text.Length is > 0 and <= Base64Digits && !text.All(char.IsAsciiHexDigit))
        {
            var bytes = new byte[16];
            if (Convert.TryFromBase64String(text.Replace('-', '+').Replace('_', '/').TrimEnd('=').PadRight((text.TrimEnd('=').Length + 3) / 4 * 4, '='), bytes, out var written) && written == bytes.Length)
                return Convert.ToHexStringLower(bytes);
        }

        try
        {
            return TraceIdText.Parse(text);
        }
        catch (UserErrorException error)
        {
            throw V3Query.Malformed("trace_id", error.Message);
        }
    }

    static JsonObject Summary(TraceTree tree)
    {
        static void Count(JsonObject json, string name, int count)
        {
            if (count > 0)
                json[name] = count;
        }

        static int Errors(IEnumerable<TraceNode> nodes) => nodes.Count(static n => n.Span.Status == SpanStatus.Error);
        var json = new JsonObject
        {
            ["traceId"] = tree.Root.Span.TraceId,
            ["rootServiceName"] = tree.Root.Span.Service,
            ["rootOperationName"] = tree.Root.Span.Name,
            ["minStartTimeUnixNano"] = tree.StartUnixNano.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["maxEndTimeUnixNano"] = (tree.StartUnixNano + tree.DurationNano).ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["spanCount"] = tree.Nodes.Count,
        };
        Count(json, "errorSpanCount", Errors(tree.Nodes));
        json["services"] = new JsonArray([.. tree.Nodes.GroupBy(static n => n.Span.Service).Select(static g =>
        {
            var service = new JsonObject { ["name"] = g.Key, ["spanCount"] = g.Count() };
            Count(service, "errorSpanCount", Errors(g));
            return service;
        })]);
        return json;
    }
}
