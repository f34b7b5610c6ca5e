using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Almagest.Model;
using Almagest.Model.Traces;
using Almagest.Server.Platform.Tenancy;
using Almagest.Server.Platform.Traces;
using Almagest.Telemetry.Traces;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Almagest.Server.Apis.Jaeger;

/// <summary>The endpoints of Jaeger's query service.</summary>
static class JaegerEndpoints
{
    const long MaxFileBytes = 64 << 20;

    internal static Task ServicesAsync(HttpContext context, TraceCatalog catalog, CancellationToken ct) => JaegerAnswer.GuardAsync(context, async () =>
    {
        var names = await catalog.ServicesAsync(Tenants.Of(context), ct);
        await TextsAsync(context, names);
    });

    internal static Task OperationNamesAsync(HttpContext context, string service, TraceCatalog catalog, CancellationToken ct) => JaegerAnswer.GuardAsync(context, async () =>
    {
        var operations = await catalog.OperationsAsync(Tenants.Of(context), service, null, ct);
        await TextsAsync(context, [.. operations.Select(static o => o.Name).Distinct()]);
    });

    internal static Task OperationsAsync(HttpContext context, TraceCatalog catalog, CancellationToken ct) => JaegerAnswer.GuardAsync(context, async () =>
    {
        var service = context.Request.Query["service"].ToString();
        if (service.Length == 0)
            throw new UserErrorException(UserErrorKind.Invalid, "bad_parameter", "parameter 'service' is required");
        var kind = context.Request.Query["spanKind"].ToString();
        var operations = await catalog.OperationsAsync(Tenants.Of(context), service, kind.Length == 0 ? null : kind, ct);
        await JaegerAnswer.DataAsync(context, operations.Count, json =>
        {
            json.WriteStartArray();
            foreach (var operation in operations)
            {
                json.WriteStartObject();
                json.WriteString("name", operation.Name);
                json.WriteString("spanKind", operation.Kind == "unspecified" ? "" : operation.Kind);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    });

    internal static Task SearchAsync(HttpContext context, TraceSearch search, TraceReader reader, TimeProvider time, CancellationToken ct) => JaegerAnswer.GuardAsync(context, async () =>
    {
        var (tenant, query) = (Tenants.Of(context), JaegerQuery.Read(context.Request.Query, time.GetUtcNow()));
        if (query.TraceIds.Count > 0)
        {
            var traces = await reader.ReadAsync(tenant, query.TraceIds, ct);
            await TracesAsync(context, [.. query.TraceIds.Where(traces.ContainsKey).Select(id => traces[id])]);
            return;
        }

        var found = await search.FindAsync(tenant, query.Query, query.Range, SpanParts.All, ct);
        await TracesAsync(context, [.. found.Select(static f => (IReadOnlyList<TraceSpan>)[.. f.Tree.Nodes.Select(static n => n.Span)])]);
    });

    internal static Task TraceAsync(HttpContext context, string id, TraceReader reader, CancellationToken ct) => JaegerAnswer.GuardAsync(context, async () =>
    {
        var spans = await reader.ReadAsync(Tenants.Of(context), TraceIdText.Parse(id), ct);
        if (spans.Count == 0)
            throw new UserErrorException(UserErrorKind.NotFound, "trace_not_found", "trace not found");
        await TracesAsync(context, [spans]);
    });

    /// <summary>Shows a file of OTLP, which the page uploads, in Jaeger's form.</summary>
    internal static Task TransformAsync(HttpContext context, CancellationToken ct) => JaegerAnswer.GuardAsync(context, async () =>
    {
        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = MaxFileBytes;
        var spans = OtlpFile.Read(await ParseAsync(context, ct));
        await TracesAsync(context, [.. spans.GroupBy(static s => s.TraceId).Select(static g => (IReadOnlyList<TraceSpan>)[.. g])]);
    });

    static async Task<JsonNode?> ParseAsync(HttpContext context, CancellationToken ct)
    {
        try
        {
            return await JsonNode.ParseAsync(context.Request.Body, cancellationToken: ct);
        }
        catch (JsonException error)
        {
            throw new UserErrorException(UserErrorKind.Invalid, "bad_file", $"cannot unmarshal OTLP : {error.Message}");
        }
    }

    internal static Task DependenciesAsync(HttpContext context, ServiceMap map, TimeProvider time, CancellationToken ct) => JaegerAnswer.GuardAsync(context, async () =>
    {
        var query = context.Request.Query;
        var end = Millis(query, "endTs") is { } given ? DateTimeOffset.FromUnixTimeMilliseconds(given) : time.GetUtcNow();
        var lookback = TimeSpan.FromMilliseconds(Millis(query, "lookback") ?? 86_400_000);
        var service = query["service"].ToString();
        var edges = (await map.ReadServicesAsync(Tenants.Of(context), end - lookback, end, ct))
            .Where(e => service.Length == 0 || e.From.Name == service || e.To.Name == service);
        await JaegerAnswer.DataAsync(context, 0, json =>
        {
            json.WriteStartArray();
            foreach (var edge in edges)
            {
                json.WriteStartObject();
                json.WriteString("parent", edge.From.Name);
                json.WriteString("child", edge.To.Name);
                json.WriteNumber("callCount", edge.Calls);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    });

    static long? Millis(IQueryCollection query, string name)
    {
        var text = query[name].ToString();
        if (text.Length == 0)
            return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var millis) && millis < 10_000_000_000_000
            ? millis : throw new UserErrorException(UserErrorKind.Invalid, "bad_parameter", $"unable to parse param '{name}': \"{text}\" is not a number of milliseconds");
    }

    static Task TextsAsync(HttpContext context, IReadOnlyList<string> texts) => JaegerAnswer.DataAsync(context, texts.Count, json =>
    {
        json.WriteStartArray();
        foreach (var text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    });

    static Task TracesAsync(HttpContext context, IReadOnlyList<IReadOnlyList<TraceSpan>> traces) => JaegerAnswer.DataAsync(context, 0, json =>
    {
        var writer = new JaegerTraceWriter(json);
        json.WriteStartArray();
        foreach (var spans in traces)
            writer.Write(spans[0].TraceId, spans);
        json.WriteEndArray();
    });
}
