namespace Almagest.Telemetry.Live;

/// <summary>A stored log record, as in the table <c>logs</c>.</summary>
public sealed record LogRow
{
    /// <summary>When it happened, nanoseconds since 1970.</summary>
    public required long TimeUnixNano { get; init; }

    /// <summary><c>service.name</c> of the resource.</summary>
    public required string Service { get; init; }

    /// <summary>trace, debug, info, warn, error, fatal or unknown.</summary>
    public required string Level { get; init; }

    /// <summary>OpenTelemetry severity 1 to 24; 0 when not given.</summary>
    public required byte SeverityNumber { get; init; }

    /// <summary>The severity as the source names it.</summary>
    public required string SeverityText { get; init; }

    /// <summary>The line.</summary>
    public required string Body { get; init; }

    /// <summary>Name that identifies the kind of event.</summary>
    public required string EventName { get; init; }

    /// <summary>32 hexadecimal digits; empty when not in a trace.</summary>
    public required string TraceId { get; init; }

    /// <summary>16 hexadecimal digits; empty when not in a span.</summary>
    public required string SpanId { get; init; }

    /// <summary>Log attributes, values as text.</summary>
    public required IReadOnlyDictionary<string, string> Attributes { get; init; }

    /// <summary>Resource attributes, values as text; rows of one resource share them.</summary>
    public required IReadOnlyDictionary<string, string> Resource { get; init; }

    /// <summary>Number of the resource: the stream.</summary>
    public required ulong ResourceId { get; init; }

    /// <summary>Its pattern; empty without.</summary>
    public required string PatternId { get; init; }

    /// <summary>Instrumentation scope, usually the logger.</summary>
    public required string ScopeName { get; init; }

    /// <summary>Version of the instrumentation scope.</summary>
    public required string ScopeVersion { get; init; }
}
