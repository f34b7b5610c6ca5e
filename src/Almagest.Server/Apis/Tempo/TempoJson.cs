using System.Globalization;
using System.Text.Json.Nodes;
using Almagest.Model.Traces;
using Almagest.Query.TraceQL;

namespace Almagest.Server.Apis.Tempo;

/// <summary>OTLP and TraceQL values in the JSON Tempo answers with: ids in base64, whole numbers of 64 bits as text.</summary>
static class TempoJson
{
    internal static JsonArray Batches(IEnumerable<TraceSpan> spans) => Of(spans.GroupBy(static s => s.Resource, ReferenceEqualityComparer.Instance).Select(static resource => new JsonObject
    {
        ["resource"] = new JsonObject { ["attributes"] = Attributes(resource.First().Resource) },
        ["scopeSpans"] = Of(resource.GroupBy(static s => (s.ScopeName, s.ScopeVersion)).Select(static scope => new JsonObject
        {
            ["scope"] = new JsonObject { ["name"] = scope.Key.ScopeName, ["version"] = scope.Key.ScopeVersion },
            ["spans"] = Of(scope.Select(Span)),
        })),
    }));

    internal static JsonObject Pair(string key, TqValue value) => new()
    {
        ["key"] = key,
        ["value"] = value.Type switch
        {
            TqType.Int or TqType.Duration => new JsonObject { ["intValue"] = value.Number.ToString("0", CultureInfo.InvariantCulture) },
            TqType.Float => new JsonObject { ["doubleValue"] = value.Number },
            TqType.Bool => new JsonObject { ["boolValue"] = value.IsTrue },
            _ => new JsonObject { ["stringValue"] = value.ToString() },
        },
    };

    internal static JsonArray Of(IEnumerable<JsonNode?> nodes) => new([.. nodes]);

    internal static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    static JsonObject Span(TraceSpan span)
    {
        var json = new JsonObject { ["traceId"] = Base64(span.TraceId), ["spanId"] = Base64(span.SpanId) };
        if (span.ParentSpanId.Length > 0)
            json["parentSpanId"] = Base64(span.ParentSpanId);
        json["name"] = span.Name;
        json["kind"] = "SPAN_KIND_" + span.Kind.ToString().ToUpperInvariant();
        json["startTimeUnixNano"] = Text(span.StartUnixNano);
        json["endTimeUnixNano"] = Text(span.EndUnixNano);
        json["attributes"] = Attributes(span.Attributes);
        if (span.Events.Count > 0)
            json["events"] = Of(span.Events.Select(static e => new JsonObject { ["timeUnixNano"] = Text(e.TimeUnixNano), ["name"] = e.Name, ["attributes"] = Attributes(e.Attributes) }));
        if (span.Links.Count > 0)
            json["links"] = Of(span.Links.Select(static l => new JsonObject { ["traceId"] = Base64(l.TraceId), ["spanId"] = Base64(l.SpanId), ["attributes"] = Attributes(l.Attributes) }));
        json["status"] = span.Status == SpanStatus.Unset ? new JsonObject()
            : new JsonObject { ["code"] = "STATUS_CODE_" + span.Status.ToString().ToUpperInvariant(), ["message"] = span.StatusMessage };
        return json;
    }

    static JsonArray Attributes(IEnumerable<SpanAttribute> attributes) => Of(attributes.Select(static a => Pair(a.Key, TqValue.Of(a))));

    static string Base64(string hex) => Convert.ToBase64String(Convert.FromHexString(hex));
}
