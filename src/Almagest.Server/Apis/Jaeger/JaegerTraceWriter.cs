using System.Globalization;
using System.Text.Json;
using Almagest.Model.Traces;

namespace Almagest.Server.Apis.Jaeger;

/// <summary>
/// Writes a trace as Jaeger's pages read it (model/json in its source): times in microseconds, resources as processes, events as logs,
/// and status, kind and scope as the tags of the OpenTelemetry-to-Jaeger mapping.
/// </summary>
sealed class JaegerTraceWriter(Utf8JsonWriter json)
{
    readonly Dictionary<string, (string Id, TraceSpan Span)> _processes = new(StringComparer.Ordinal);

    internal void Write(string traceId, IReadOnlyList<TraceSpan> spans)
    {
        _processes.Clear();
        json.WriteStartObject();
        json.WriteString("traceID", traceId);
        json.WriteStartArray("spans");
        foreach (var span in spans)
            WriteSpan(span);
        json.WriteEndArray();
        json.WriteStartObject("processes");
        foreach (var (id, span) in _processes.Values)
            WriteProcess(id, span);
        json.WriteEndObject();
        json.WriteNull("warnings");
        json.WriteEndObject();
    }

    void WriteSpan(TraceSpan span)
    {
        json.WriteStartObject();
        json.WriteString("traceID", span.TraceId);
        json.WriteString("spanID", span.SpanId);
        json.WriteNumber("flags", span.Flags & 0xff);
        json.WriteString("operationName", span.Name);
        WriteReferences(span);
        json.WriteNumber("startTime", span.StartUnixNano / 1_000);
        json.WriteNumber("duration", span.DurationNano / 1_000);
        json.WriteStartArray("tags");
        foreach (var attribute in span.Attributes)
            WriteTag(attribute);
        WriteDerived(span);
        json.WriteEndArray();
        WriteLogs(span);
        json.WriteString("processID", ProcessOf(span));
        json.WriteNull("warnings");
        json.WriteEndObject();
    }

    void WriteReferences(TraceSpan span)
    {
        json.WriteStartArray("references");
        if (span.ParentSpanId.Length > 0)
            WriteReference("CHILD_OF", span.TraceId, span.ParentSpanId);
        foreach (var link in span.Links)
            WriteReference("FOLLOWS_FROM", link.TraceId, link.SpanId);
        json.WriteEndArray();
    }

    void WriteReference(string type, string traceId, string spanId)
    {
        json.WriteStartObject();
        json.WriteString("refType", type);
        json.WriteString("traceID", traceId);
        json.WriteString("spanID", spanId);
        json.WriteEndObject();
    }

    void WriteDerived(TraceSpan span)
    {
        if (span.ScopeName.Length > 0)
            WriteTag(new SpanAttribute("otel.scope.name", span.ScopeName));
        if (span.ScopeVersion.Length > 0)
            WriteTag(new SpanAttribute("otel.scope.version", span.ScopeVersion));
        if (span.Kind != SpanKind.Unspecified)
            WriteTag(new SpanAttribute("span.kind", JaegerKinds.Words[(int)span.Kind]));
        if (span.Status != SpanStatus.Unset)
            WriteTag(new SpanAttribute("otel.status_code", span.Status == SpanStatus.Error ? "ERROR" : "OK"));
        if (span.Status == SpanStatus.Error && span.Attribute("error") is null)
            WriteTag(new SpanAttribute("error", "true", 'b'));
        if (span.StatusMessage.Length > 0)
            WriteTag(new SpanAttribute("otel.status_description", span.StatusMessage));
        if (span.TraceState.Length > 0)
            WriteTag(new SpanAttribute("w3c.tracestate", span.TraceState));
    }

    void WriteLogs(TraceSpan span)
    {
        json.WriteStartArray("logs");
        foreach (var happened in span.Events)
        {
            json.WriteStartObject();
            json.WriteNumber("timestamp", happened.TimeUnixNano / 1_000);
            json.WriteStartArray("fields");
            if (happened.Name.Length > 0)
                WriteTag(new SpanAttribute("event", happened.Name));
            foreach (var attribute in happened.Attributes)
                WriteTag(attribute);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // Spans of one resource share its list of attributes; what has no such list is known by its service.
    string ProcessOf(TraceSpan span)
    {
        var key = span.Service + "\u0001" + string.Join('\u0001', span.Resource.Select(static a => a.Key + "=" + a.Text));
        if (!_processes.TryGetValue(key, out var process))
            _processes[key] = process = ($"p{(_processes.Count + 1).ToString(CultureInfo.InvariantCulture)}", span);
        return process.Id;
    }

    void WriteProcess(string id, TraceSpan span)
    {
        json.WriteStartObject(id);
        json.WriteString("serviceName", span.Service);
        json.WriteStartArray("tags");
        foreach (var attribute in span.Resource.Where(static a => a.Key != "service.name"))
            WriteTag(attribute);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    void WriteTag(in SpanAttribute attribute)
    {
        json.WriteStartObject();
        json.WriteString("key", attribute.Key);
        if (attribute.Integer is { } integer)
        {
            json.WriteString("type", "int64");
            json.WriteNumber("value", integer);
        }
        else if (attribute.Number is { } number && double.IsFinite(number))
        {
            json.WriteString("type", "float64");
            json.WriteNumber("value", number);
        }
        else if (attribute.Type == 'b')
        {
            json.WriteString("type", "bool");
            json.WriteBoolean("value", attribute.Text == "true");
        }
        else
        {
            json.WriteString("type", attribute.Type == 'y' ? "binary" : "string");
            json.WriteString("value", attribute.Text);
        }

        json.WriteEndObject();
    }
}
