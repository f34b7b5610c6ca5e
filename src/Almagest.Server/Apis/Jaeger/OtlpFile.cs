using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Almagest.Model;
using Almagest.Model.Traces;

namespace Almagest.Server.Apis.Jaeger;

/// <summary>Reads spans from OTLP's JSON, as exporters write it into files (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding). Nothing is stored.</summary>
static class OtlpFile
{
    /// <exception cref="UserErrorException">It is no OTLP of traces.</exception>
    internal static List<TraceSpan> Read(JsonNode? file)
    {
        try
        {
            return [.. Objects(file, "resourceSpans").SelectMany(static group =>
            {
                var resource = Attributes(group["resource"]);
                var service = resource.FirstOrDefault(static a => a.Key == "service.name").Text ?? "";
                return Objects(group, "scopeSpans").SelectMany(scope => Objects(scope, "spans").Select(span => Span(span, service, resource, scope["scope"])));
            })];
        }
        catch (Exception error) when (error is FormatException or InvalidOperationException or OverflowException)
        {
            throw new UserErrorException(UserErrorKind.Invalid, "bad_file", $"cannot unmarshal OTLP : {error.Message}");
        }
    }

    static TraceSpan Span(JsonObject span, string service, IReadOnlyList<SpanAttribute> resource, JsonNode? scope)
    {
        var start = Number(span["startTimeUnixNano"]);
        return new TraceSpan
        {
            TraceId = Id(span, "traceId", 32), SpanId = Id(span, "spanId", 16), ParentSpanId = Text(span["parentSpanId"]).ToLowerInvariant(),
            Service = service, Name = Text(span["name"]), Kind = (SpanKind)Enumerated<SpanKind>(span["kind"], "SPAN_KIND_"),
            Status = (SpanStatus)Enumerated<SpanStatus>(span["status"]?["code"], "STATUS_CODE_"), StatusMessage = Text(span["status"]?["message"]),
            TraceState = Text(span["traceState"]), Flags = (uint)Number(span["flags"]), StartUnixNano = start, DurationNano = Math.Max(0, Number(span["endTimeUnixNano"]) - start),
            Attributes = Attributes(span), Resource = resource,
            Events = [.. Objects(span, "events").Select(static e => new SpanEvent(Number(e["timeUnixNano"]), Text(e["name"]), Attributes(e)))],
            Links = [.. Objects(span, "links").Select(static l => new SpanLink(Id(l, "traceId", 32), Id(l, "spanId", 16), Text(l["traceState"]), (uint)Number(l["flags"]), Attributes(l)))],
            ScopeName = Text(scope?["name"]), ScopeVersion = Text(scope?["version"]), ScopeAttributes = Attributes(scope),
        };
    }

    static List<SpanAttribute> Attributes(JsonNode? owner) => [.. Objects(owner, "attributes").Select(static a => Attribute(Text(a["key"]), a["value"]))];

    static SpanAttribute Attribute(string key, JsonNode? value) => (value as JsonObject)?.FirstOrDefault() switch
    {
        { Key: "intValue", Value: { } number } => new(key, Number(number).ToString(CultureInfo.InvariantCulture), 'i'),
        { Key: "doubleValue", Value: { } number } => new(key, number.ToString(), 'd'),
        { Key: "boolValue", Value: { } truth } => new(key, truth.ToString(), 'b'),
        { Key: "bytesValue", Value: { } bytes } => new(key, bytes.ToString(), 'y'),
        { Key: "arrayValue" } => new(key, Plain(value)?.ToJsonString() ?? "[]", 'a'),
        { Key: "kvlistValue" } => new(key, Plain(value)?.ToJsonString() ?? "{}", 'm'),
        { Key: "stringValue", Value: { } text } => new(key, text.ToString()),
        _ => new(key, "", 'n'),
    };

    // A value without the wrapping that tells its type.
    static JsonNode? Plain(JsonNode? value) => (value as JsonObject)?.FirstOrDefault() switch
    {
        { Key: "intValue", Value: { } number } => Number(number),
        { Key: "arrayValue", Value: { } list } => new JsonArray([.. Objects(list, "values").Select(static v => Plain(v))]),
        { Key: "kvlistValue", Value: { } map } => new JsonObject(Objects(map, "values").Select(static p => new KeyValuePair<string, JsonNode?>(Text(p["key"]), Plain(p["value"])))),
        { Value: { } other } => other.DeepClone(),
        _ => null,
    };

    static IEnumerable<JsonObject> Objects(JsonNode? owner, string field) => owner is JsonObject json && json[field] is { } list ? list.AsArray().Select(static o => (o ?? new JsonObject()).AsObject()) : [];

    static string Text(JsonNode? node) => node is null ? "" : node.GetValue<string>();

    static string Id(JsonObject from, string field, int digits) => Text(from[field]) is { } text && text.Length == digits && text.All(char.IsAsciiHexDigit)
        ? text.ToLowerInvariant() : throw new FormatException($"field {field} is {from[field]?.ToJsonString() ?? "missing"}: expected {digits} hexadecimal digits");

    static long Number(JsonNode? node) => node is null ? 0 : long.Parse(node.ToString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    // By number, as the specification wants it, or by name, as some write it.
    static int Enumerated<T>(JsonNode? node, string prefix)
        where T : struct, Enum
    {
        if (node?.GetValueKind() != JsonValueKind.String)
            return (int)Number(node);
        var text = Text(node);
        return text.StartsWith(prefix, StringComparison.Ordinal) && Enum.TryParse<T>(text[prefix.Length..], ignoreCase: true, out var value)
            ? Convert.ToInt32(value, CultureInfo.InvariantCulture) : throw new FormatException($"\"{text}\" is not one of {prefix}…");
    }
}
