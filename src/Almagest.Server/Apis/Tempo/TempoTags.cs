using System.Text.Json.Nodes;
using Almagest.Model;
using Almagest.Query.TraceQL;
using Almagest.Telemetry.Traces;

namespace Almagest.Server.Apis.Tempo;

/// <summary>Names and values of tags; the second version tells scopes and types, and takes a filter.</summary>
sealed class TempoTags(SpanTagNames tagNames, SpanTagValues tagValues, TimeProvider time)
{
    internal async Task<JsonObject> NamesAsync(TempoRequest request, CancellationToken ct)
    {
        // Intrinsics are told only to those who ask for them.
        var scope = request.Query["scope"].ToString();
        var names = await ReadNamesAsync(request, null, ct);
        var all = names.Where(n => n.Scope == scope || n.Scope != "intrinsic").SelectMany(static n => n.Names).Distinct().Order(StringComparer.Ordinal);
        return new JsonObject { ["tagNames"] = TempoJson.Of(all.Select(static n => (JsonNode)n)), ["metrics"] = new JsonObject() };
    }

    internal async Task<JsonObject> ScopesAsync(TempoRequest request, CancellationToken ct)
    {
        var names = await ReadNamesAsync(request, LenientFilter.Parse(request.Query["q"].ToString()), ct);
        return new JsonObject
        {
            ["scopes"] = TempoJson.Of(names.Select(static n => new JsonObject { ["name"] = n.Scope, ["tags"] = TempoJson.Of(n.Names.Select(static t => (JsonNode)t)) })),
            ["metrics"] = new JsonObject(),
        };
    }

    internal async Task<JsonObject> TextsAsync(string tag, TempoRequest request, CancellationToken ct)
    {
        var values = tag switch
        {
            "status.code" => ["unset", "ok", "error"],
            "error" => ["true"],
            _ => (await tagValues.ReadAsync(request.Tenant, Named(tag), null, Search(request), ct)).Select(static v => v.Value),
        };
        return new JsonObject { ["tagValues"] = TempoJson.Of(values.Distinct().Select(static v => (JsonNode)v)), ["metrics"] = new JsonObject() };
    }

    internal async Task<JsonObject> ValuesAsync(string tag, TempoRequest request, CancellationToken ct)
    {
        var filter = LenientFilter.Parse(request.Query["q"].ToString());
        var values = await tagValues.ReadAsync(request.Tenant, Field(tag), filter, Search(request), ct);
        return new JsonObject
        {
            ["tagValues"] = TempoJson.Of(values.Select(static v => new JsonObject { ["type"] = v.Type, ["value"] = v.Value })),
            ["metrics"] = new JsonObject(),
        };
    }

    Task<IReadOnlyList<(string Scope, IReadOnlyList<string> Names)>> ReadNamesAsync(TempoRequest request, FieldExpr? filter, CancellationToken ct)
    {
        var scope = request.Query["scope"].ToString();
        return scope is "" or "none" or "trace" or "span" or "resource" or "event" or "link" or "instrumentation" or "intrinsic"
            ? tagNames.ReadAsync(request.Tenant, scope is "" or "none" ? null : scope, filter, Search(request), ct)
            : throw new UserErrorException(UserErrorKind.Invalid, "bad_parameter", $"invalid scope: {scope}");
    }

    (long Start, long End, int Limit) Search(TempoRequest request)
    {
        var (start, end) = TempoQuery.Range(request.Query, time.GetUtcNow());
        return (start, end, TempoQuery.Count(request.Query, "limit"));
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
