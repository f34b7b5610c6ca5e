using System.Globalization;
using Almagest.Model;

namespace Almagest.Telemetry.Logs;

/// <summary>Fields of an OpenTelemetry record beside its attributes.</summary>
readonly record struct OtlpFields(
    long TimeNano, long ObservedNano, byte Severity, string SeverityText, uint Flags, uint Dropped, string TraceId, string SpanId, string EventName, string Scope, string ScopeVersion);

/// <summary>The structured metadata Loki makes of an OpenTelemetry record (https://grafana.com/docs/loki/latest/send-data/otel/).</summary>
static class OtlpMetadata
{
    internal static void Add(LogMetadata into, in OtlpFields fields, Labels resource)
    {
        // Where the record has no time of its own the observed one took its place.
        if (fields.ObservedNano != 0 && fields.ObservedNano != fields.TimeNano)
            into.Add("observed_timestamp", fields.ObservedNano.ToString(CultureInfo.InvariantCulture));
        AddNumber(into, "severity_number", fields.Severity);
        into.Add("severity_text", fields.SeverityText);
        AddNumber(into, "dropped_attributes_count", fields.Dropped);
        AddNumber(into, "flags", fields.Flags);
        into.Add("trace_id", fields.TraceId);
        into.Add("span_id", fields.SpanId);
        into.Add("event_name", fields.EventName);
        foreach (var label in resource.AsSpan())
            into.Add(label.Name, label.Value);
        into.Add("scope_name", fields.Scope);
        into.Add("scope_version", fields.ScopeVersion);
    }

    static void AddNumber(LogMetadata into, string name, uint value)
    {
        if (value != 0)
            into.Add(name, value.ToString(CultureInfo.InvariantCulture));
    }
}
