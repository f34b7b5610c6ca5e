using Almagest.Model;

namespace Almagest.Telemetry.Logs;

/// <summary>Fields of an OpenTelemetry record beside its attributes.</summary>
readonly record struct OtlpFields(
    long ObservedNano, byte Severity, string SeverityText, uint Flags, uint Dropped, string TraceId, string SpanId, string EventName, string Scope, string ScopeVersion);

/// <summary>The structured metadata Loki makes of an OpenTelemetry record (https://grafana.com/docs/loki/latest/send-data/otel/).</summary>
static class OtlpMetadata
{
    internal static void Add(LogMetadata into, in OtlpFields fields, Labels resource, Labels scope)
    {
        into.AddNumber("observed_timestamp", fields.ObservedNano);
        into.AddNumber("severity_number", fields.Severity);
        into.Add("severity_text", fields.SeverityText);
        into.AddNumber("dropped_attributes_count", fields.Dropped);
        into.AddNumber("flags", fields.Flags);
        into.Add("trace_id", fields.TraceId);
        into.Add("span_id", fields.SpanId);
        into.Add("event_name", fields.EventName);
        AddAll(into, resource);
        AddAll(into, scope);
        into.Add("scope_name", fields.Scope);
        into.Add("scope_version", fields.ScopeVersion);
    }

    static void AddAll(LogMetadata into, Labels labels)
    {
        foreach (var label in labels.AsSpan())
            into.Add(label.Name, label.Value);
    }
}
