using Almagest.Model;
using Almagest.Model.Traces;
using Almagest.Query.TraceQL;
using Almagest.Query.Traces;
using Almagest.Server.Platform.Tenancy;
using Almagest.Server.Platform.Traces;
using Almagest.Telemetry.Traces;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Features.Traces;

/// <summary>The endpoints under <c>/api/vault/traces</c>.</summary>
static class TracesEndpoints
{
    // A comparison looks at this many traces of each group.
    const int GroupTraces = 200;
    const int DifferencesShown = 50;

    internal static async Task<IResult> SearchAsync(HttpContext context, TraceSearch search, TimeProvider time, CancellationToken ct)
    {
        var (query, range) = TracesRequest.Read(context.Request.Query, time.GetUtcNow());
        var found = await search.FindAsync(Tenants.Of(context), query, range, SpanParts.None, ct);
        return Results.Json(new TracesResponse([.. found.Select(TraceResponses.Summary)]), TracesJson.Default.TracesResponse);
    }

    internal static async Task<IResult> TraceAsync(HttpContext context, string id, TraceReader reader, CancellationToken ct)
    {
        var spans = await ReadAsync(Tenants.Of(context), id, reader, ct);
        return Results.Json(TraceResponses.Of(TraceAnalysis.Of(spans)), TracesJson.Default.TraceResponse);
    }

    internal static async Task<IResult> CompareAsync(HttpContext context, string a, string b, TraceReader reader, CancellationToken ct)
    {
        var tenant = Tenants.Of(context);
        var (left, right) = (TraceTree.Build(await ReadAsync(tenant, a, reader, ct)), TraceTree.Build(await ReadAsync(tenant, b, reader, ct)));
        return Results.Json(new CompareResponse(left.DurationNano, right.DurationNano, TraceComparison.Compare(left, right)), TracesJson.Default.CompareResponse);
    }

    internal static async Task<IResult> DifferencesAsync(HttpContext context, string a, string b, TraceSearch search, TimeProvider time, CancellationToken ct)
    {
        var (from, to) = TracesRequest.Range(context.Request.Query, time.GetUtcNow());
        var range = new SearchRange(TracesRequest.Nano(from), TracesRequest.Nano(to), GroupTraces);
        var left = Spans(await search.FindAsync(Tenants.Of(context), TraceQlParser.Parse(a), range, SpanParts.None, ct));
        var right = Spans(await search.FindAsync(Tenants.Of(context), TraceQlParser.Parse(b), range, SpanParts.None, ct));
        return Results.Json(
            new DifferencesResponse(left.Count, right.Count, GroupComparison.Compare(left, right, DifferencesShown)), TracesJson.Default.DifferencesResponse);
    }

    static async Task<IReadOnlyList<TraceSpan>> ReadAsync(TenantId tenant, string id, TraceReader reader, CancellationToken ct)
    {
        var traceId = TraceIdText.Parse(id);
        var spans = await reader.ReadAsync(tenant, traceId, ct);
        return spans.Count > 0 ? spans
            : throw new UserErrorException(UserErrorKind.NotFound, "trace_not_found", $"there is no trace \"{traceId}\": it may have expired, or its spans were not sent yet");
    }

    static List<TraceSpan> Spans(IReadOnlyList<FoundTrace> found) => [.. found.SelectMany(static f => f.Sets).SelectMany(static s => s.Nodes).Select(static n => n.Span)];
}
