using System.Text.Json.Nodes;
using Almagest.Model;
using Almagest.Query.TraceQL;
using Almagest.Server.Platform.Tenancy;
using Almagest.Telemetry.Traces;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Apis.Tempo;

/// <summary>Names and values of tags; the second version tells scopes and types, and takes a filter.</summary>
static class TempoTagEndpoints
{
    internal static Task<IResult> NamesAsync(HttpContext context, SpanTagNames tags, TimeProvider time, CancellationToken ct) => TempoEndpoints.GuardAsync(async () =>
    {
        var names = await ReadNamesAsync(context, tags, null, time, ct);
        var all = names.SelectMany(static n => n.Names).Distinct().Order(StringComparer.Ordinal);
        return TempoEndpoints.Json(new JsonObject { ["tagNames"] = TempoJson.Of(all.Select(static n => (JsonNode)n)), ["metrics"] = new JsonObject() });
    });

    internal static Task<IResult> ScopesAsync(HttpContext context, SpanTagNames tags, TimeProvider time, CancellationToken ct) => TempoEndpoints.GuardAsync(async () =>
    {
        var names = await ReadNamesAsync(context, tags, LenientFilter.Parse(context.Request.Query["q"].ToString()), time, ct);
        return TempoEndpoints.Json(new JsonObject
        {
            ["scopes"] = TempoJson.Of(names.Select(static n => new JsonObject { ["name"] = n.Scope, ["tags"] = TempoJson.Of(n.Names.Select(static t => (JsonNode)t)) })),
            ["metrics"] = new JsonObject(),
        });
    });

    internal static Task<IResult> TextsAsync(HttpContext context, string tag, SpanTagValues tags, TimeProvider time, CancellationToken ct) => TempoEndpoints.GuardAsync(async () =>
    {
        var values = tag switch
        {
            "status.code" => ["unset", "ok", "error"],
            "error" => ["true"],
            _ => (await tags.ReadAsync(Tenants.Of(context), Named(tag), null, Search(context, time), ct)).Select(static v => v.Value),
        };
        return TempoEndpoints.Json(new JsonObject { ["tagValues"] = TempoJson.Of(values.Distinct().Select(static v => (JsonNode)v)), ["metrics"] = new JsonObject() });
    });

    internal static Task<IResult> ValuesAsync(HttpContext context, string tag, SpanTagValues tags, TimeProvider time, CancellationToken ct) => TempoEndpoints.GuardAsync(async () =>
    {
        var filter = LenientFilter.Parse(context.Request.Query["q"].ToString());
        var values = await tags.ReadAsync(Tenants.Of(context), Field(tag), filter, Search(context, time), ct);
        return TempoEndpoints.Json(new JsonObject
        {
            ["tagValues"] = TempoJson.Of(values.Select(static v => new JsonObject { ["type"] = v.Type, ["value"] = v.Value })),
            ["metrics"] = new JsonObject(),
        });
    });

    static Task<IReadOnlyList<(string Scope, IReadOnlyList<string> Names)>> ReadNamesAsync(
        HttpContext context, SpanTagNames tags, FieldExpr? filter, TimeProvider time, CancellationToken ct)
    {
        var scope = context.Request.Query["scope"].ToString();
        return scope is "" or "none" or "trace" or "span" or "resource" or "event" or "link" or "instrumentation" or "intrinsic"
            ? tags.ReadAsync(Tenants.Of(context), scope is "" or "none" ? null : scope, filter, Search(context, time), ct)
            : throw new UserErrorException(UserErrorKind.Invalid, "bad_parameter", $"invalid scope: {scope}");
    }

    static (long Start, long End, int Limit) Search(HttpContext context, TimeProvider time)
    {
        var (start, end) = TempoQuery.Range(context.Request.Query, time.GetUtcNow());
        return (start, end, TempoQuery.Count(context.Request.Query, "limit"));
    }

    static FieldExpr Field(string tag)
    {
        try
        {
            return TraceQlParser.Field(tag);
        }
        catch (UserErrorException error)
        {
            throw new UserErrorException(UserErrorKind.Invalid, "bad_parameter", $"please provide a valid tagName: {error.Message}");
        }
    }

    // The first version takes bare names of attributes.
    static FieldExpr Named(string tag) => tag switch
    {
        "root.name" => new IntrinsicExpr(0, Intrinsic.RootName),
        "root.service.name" => new IntrinsicExpr(0, Intrinsic.RootService),
        _ when IntrinsicInfo.ByWord.TryGetValue(tag, out var intrinsic) => new IntrinsicExpr(0, intrinsic.Intrinsic),
        _ when tag.StartsWith("span.", StringComparison.Ordinal) || tag.StartsWith("resource.", StringComparison.Ordinal) || tag.StartsWith('.') => Field(tag),
        _ => new AttributeExpr(0, FieldScope.Any, tag),
    };
}
