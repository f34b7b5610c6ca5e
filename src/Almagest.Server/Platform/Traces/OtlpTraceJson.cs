using System.Globalization;
using System.Text.Json.Nodes;
using Almagest.Model.Traces;

namespace Almagest.Server.Platform.Traces;

/// <summary>
/// Spans as OTLP's ResourceSpans in JSON. Ids and enumerations are written in one of two ways: as the JSON form of protobuf has it
/// (base64 and names: Tempo), or as OTLP's own (hexadecimal digits and numbers: Jaeger).
/// </summary>
sealed class OtlpTraceJson(bool protobufForm)
{
    internal JsonArray Batches(IEnumerable<TraceSpan> spans) => Of(spans.GroupBy(static s => s.Resource, ReferenceEqualityComparer.Instance).Select(resource => new JsonObject
    {
        ["resource"] = WithAttributes([], resource.First().Resource),
        ["scopeSpans"] = Of(resource.GroupBy(static s => (s.ScopeName, s.ScopeVersion, s.ScopeAttributes)).Select(scope => new JsonObject
        {
            ["scope"] = Scope(scope.Key.ScopeName, scope.Key.ScopeVersion, scope.Key.ScopeAttributes),
            ["spans"] = Of(scope.Select(Span)),
        })),
    }));

    static JsonArray Of(IEnumerable<JsonNode?> nodes) => new([.. nodes]);

    static JsonObject Scope(string name, string version, IReadOnlyList<SpanAttribute> attributes)
    {
        var json = new JsonObject();
        if (name.Length > 0)
            json["name"] = name;
        if (version.Length > 0)
            json["version"] = version;
        return WithAttributes(json, attributes);
    }

    JsonObject Span(TraceSpan span)
    {
        var json = new JsonObject { ["traceId"] = Id(span.TraceId), ["spanId"] = Id(span.SpanId) };
        if (span.TraceState.Length > 0)
            json["traceState"] = span.TraceState;
        if (span.ParentSpanId.Length > 0)
            json["parentSpanId"] = Id(span.ParentSpanId);
        json["name"] = span.Name;
        json["kind"] = protobufForm ? "SPAN_KIND_" + span.Kind.ToString().ToUpperInvariant() : (int)span.Kind;
        json["startTimeUnixNano"] = Text(span.StartUnixNano);
        json["endTimeUnixNano"] = Text(span.EndUnixNano);
        WithAttributes(json, span.Attributes);
        if (span.Events.Count > 0)
            json["events"] = Of(span.Events.Select(static e => WithAttributes(new JsonObject { ["timeUnixNano"] = Text(e.TimeUnixNano), ["name"] = e.Name }, e.Attributes)));
        if (span.Links.Count > 0)
            json["links"] = Of(span.Links.Select(l => WithAttributes(new JsonObject { ["traceId"] = Id(l.TraceId), ["spanId"] = Id(l.SpanId) }, l.Attributes)));
        json["status"] = Status(span);
        if (span.Flags != 0)
            json["flags"] = span.Flags;
        return json;
    }

    JsonObject Status(TraceSpan span)
    {
        var json = new JsonObject();
        if (span.StatusMessage.Length > 0)
            json["message"] = span.StatusMessage;
        if (span.Status != SpanStatus.Unset)
            json["code"] = protobufForm ? "STATUS_CODE_" + span.Status.ToString().ToUpperInvariant() : (int)span.Status;
        return json;
    }

    static JsonObject WithAttributes(JsonObject json, IReadOnlyList<SpanAttribute> attributes)
    {
        if (attributes.Count > 0)
            json["attributes"] = Of(attributes.Select(static a => new JsonObject { ["key"] = a.Key, ["value"] = Value(a) }));
        return json;
    }

    /// <summary>A value as OTLP's AnyValue.</summary>
    static JsonObject Value(SpanAttribute attribute) => attribute.Type switch
    {
        'n' => [],
        'i' when attribute.Integer is not null => new JsonObject { ["intValue"] = attribute.Text },
        'd' when attribute.Number is { } number && double.IsFinite(number) => new JsonObject { ["doubleValue"] = number },
        'd' => new JsonObject { ["doubleValue"] = attribute.Text },
        'b' => new JsonObject { ["boolValue"] = attribute.Text == "true" },
        'y' => new JsonObject { ["bytesValue"] = attribute.Text },
        'a' or 'm' when Parsed(attribute.Text) is { } nested => Value(nested),
        _ => new JsonObject { ["stringValue"] = attribute.Text },
    };

    static JsonObject Value(JsonNode? nested) => nested switch
    {
        null => [],
        JsonArray list => new JsonObject { ["arrayValue"] = new JsonObject { ["values"] = Of(list.Select(Value)) } },
        JsonObject map => new JsonObject { ["kvlistValue"] = new JsonObject { ["values"] = Of(map.Select(static p => new JsonObject { ["key"] = p.Key, ["value"] = Value(p.Value) })) } },
        JsonValue value when value.TryGetValue<bool>(out var truth) => new JsonObject { ["boolValue"] = truth },
        JsonValue value when value.TryGetValue<string>(out var text) => new JsonObject { ["stringValue"] = text },
        JsonValue value when value.TryGetValue<long>(out var whole) => new JsonObject { ["intValue"] = Text(whole) },
        _ => new JsonObject { ["doubleValue"] = nested.DeepClone() },
    };

    static JsonNode? Parsed(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (System.Text.Json.JsonException)
        {
            // A text that was cut off when it was stored is shown as it is.
            return null;
        }
    }

    string Id(string hex) => protobufForm ? Convert.ToBase64String(Convert.FromHexString(hex)) : hex;

    static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
