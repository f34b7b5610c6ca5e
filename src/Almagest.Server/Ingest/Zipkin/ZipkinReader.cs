using System.Text.Json;
using Almagest.Model;
using Almagest.Server.Ingest.Otlp;
using Almagest.Server.Platform.Wire;

namespace Almagest.Server.Ingest.Zipkin;

/// <summary>
/// Turns a list of Zipkin's spans into an OTLP request, by the mapping of the OpenTelemetry specification (trace/sdk_exporters/zipkin):
/// tags become attributes, annotations events, the local endpoint the resource, the tag <c>error</c> the status.
/// </summary>
static class ZipkinReader
{
    static readonly Dictionary<string, ulong> Kinds = new() { ["SERVER"] = 2, ["CLIENT"] = 3, ["PRODUCER"] = 4, ["CONSUMER"] = 5 };

    /// <exception cref="UserErrorException">The body is not a list of spans; the message names the span and the field.</exception>
    internal static ProtoWriter Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement.ValueKind != JsonValueKind.Array)
                throw Invalid("expected a list of spans");
            var writer = new ProtoWriter();
            var spans = json.RootElement.EnumerateArray().Select(static (span, index) => (Span: span, Index: index));
            foreach (var service in spans.GroupBy(static s => Service(s.Span)))
                WriteService(writer, service.Key, service);
            return writer;
        }
        catch (JsonException error)
        {
            throw Invalid($"the body is not JSON: {error.Message}");
        }
    }

    const string StatusCode = "otel.status_code";

    static void WriteService(ProtoWriter writer, string service, IEnumerable<(JsonElement Span, int Index)> spans)
    {
        var batch = writer.Begin(1);
        var resource = writer.Begin(1);
        if (service.Length > 0)
            Attribute(writer, 1, "service.name", service);
        writer.End(resource);
        foreach (var scope in spans.GroupBy(static s => ScopeTags.Of(key => Tag(s.Span, key))))
        {
            var group = writer.Begin(2);
            ScopeTags.Write(writer, scope.Key);
            foreach (var (span, index) in scope)
                WriteSpan(writer, span, index);
            writer.End(group);
        }

        writer.End(batch);
    }

    static string Service(JsonElement span) =>
        span.ValueKind == JsonValueKind.Object && span.TryGetProperty("localEndpoint", out var local) && local.ValueKind == JsonValueKind.Object ? Text(local, "serviceName") : "";

    static string Tag(JsonElement span, string key) =>
        span.ValueKind == JsonValueKind.Object && span.TryGetProperty("tags", out var tags) && tags.ValueKind == JsonValueKind.Object ? Text(tags, key) : "";

    static void WriteSpan(ProtoWriter writer, JsonElement span, int index)
    {
        if (span.ValueKind != JsonValueKind.Object)
            throw Invalid($"span {index}: expected an object");
        var message = writer.Begin(2);
        writer.Bytes(1, Id(span, "traceId", 32, index) ?? throw Invalid($"span {index}: field \"traceId\" is missing"));
        writer.Bytes(2, Id(span, "id", 16, index) ?? throw Invalid($"span {index}: field \"id\" is missing"));
        if (Id(span, "parentId", 16, index) is { } parent)
            writer.Bytes(4, parent);
        writer.Text(5, Text(span, "name"));
        writer.Varint(6, Kinds.GetValueOrDefault(Text(span, "kind"), 1UL));
        var start = Micros(span, "timestamp", index);
        writer.Fixed64(7, start * 1_000);
        writer.Fixed64(8, (start + Micros(span, "duration", index)) * 1_000);
        WriteTags(writer, span);
        WriteAnnotations(writer, span, index);
        writer.End(message);
    }

    static void WriteTags(ProtoWriter writer, JsonElement span)
    {
        if (span.TryGetProperty("remoteEndpoint", out var remote) && remote.ValueKind == JsonValueKind.Object)
        {
            foreach (var (field, key) in new[] { ("serviceName", "peer.service"), ("ipv4", "network.peer.address"), ("ipv6", "network.peer.address") })
                if (Text(remote, field) is { Length: > 0 } text)
                    Attribute(writer, 9, key, text);
            if (remote.TryGetProperty("port", out var port) && port.TryGetUInt64(out var number) && number > 0)
                Attribute(writer, 9, "network.peer.port", port.GetRawText());
        }

        if (!span.TryGetProperty("tags", out var tags) || tags.ValueKind != JsonValueKind.Object)
            return;
        foreach (var tag in tags.EnumerateObject().Where(static t => t.Name != StatusCode && !ScopeTags.Has(t.Name)))
            Attribute(writer, 9, tag.Name, tag.Value.ValueKind == JsonValueKind.String ? tag.Value.GetString() ?? "" : tag.Value.GetRawText());
        WriteStatus(writer, Text(tags, StatusCode), tags.TryGetProperty("error", out var error) ? error : default);
    }

    // The tag "error" means that it failed, and says why; OpenTelemetry's own tag is stronger.
    static void WriteStatus(ProtoWriter writer, string code, JsonElement error)
    {
        var why = error.ValueKind == JsonValueKind.String ? error.GetString() ?? "" : error.ValueKind == JsonValueKind.False ? "false" : "";
        var failed = code == "ERROR" || (code != "OK" && error.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null) && why != "false");
        if (!failed && code != "OK")
            return;
        var status = writer.Begin(15);
        if (failed && why is not ("" or "true" or "false"))
            writer.Text(2, why);
        writer.Varint(3, failed ? 2UL : 1UL);
        writer.End(status);
    }

    static void WriteAnnotations(ProtoWriter writer, JsonElement span, int index)
    {
        if (!span.TryGetProperty("annotations", out var annotations) || annotations.ValueKind != JsonValueKind.Array)
            return;
        foreach (var annotation in annotations.EnumerateArray().Where(static a => a.ValueKind == JsonValueKind.Object))
        {
            var happened = writer.Begin(11);
            writer.Fixed64(1, Micros(annotation, "timestamp", index) * 1_000);
            writer.Text(2, Text(annotation, "value"));
            writer.End(happened);
        }
    }

    static void Attribute(ProtoWriter writer, int field, string key, string text)
    {
        var pair = writer.Begin(field);
        writer.Text(1, key);
        var value = writer.Begin(2);
        writer.Text(1, text);
        writer.End(value);
        writer.End(pair);
    }

    static byte[]? Id(JsonElement span, string field, int digits, int index)
    {
        var text = Text(span, field);
        if (text.Length == 0)
            return null;
        return text.Length <= digits && text.All(char.IsAsciiHexDigit) ? Convert.FromHexString(text.PadLeft(digits, '0'))
            : throw Invalid($"span {index}: field \"{field}\" is \"{text}\": expected up to {digits} hexadecimal digits");
    }

    static ulong Micros(JsonElement element, string field, int index)
    {
        if (!element.TryGetProperty(field, out var value))
            return 0;
        return value.ValueKind == JsonValueKind.Number && value.TryGetUInt64(out var micros) && micros < 9_000_000_000_000_000
            ? micros : throw Invalid($"span {index}: field \"{field}\" is {value.GetRawText()}: expected microseconds");
    }

    static string Text(JsonElement element, string field) =>
        element.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : "";

    static UserErrorException Invalid(string message) => new(UserErrorKind.Invalid, "invalid_zipkin", message);
}
