using Almagest.Model.Traces;

namespace Almagest.Telemetry.Live;

/// <summary>A stored span, as in the table <c>spans</c>, without its events and links.</summary>
public sealed record SpanRow
{
    /// <summary>Start, nanoseconds since 1970.</summary>
    public required long TimeUnixNano { get; init; }

    /// <summary>End minus start, nanoseconds.</summary>
    public required ulong DurationNano { get; init; }

    /// <summary><c>service.name</c> of the resource.</summary>
    public required string Service { get; init; }

    /// <summary>Operation.</summary>
    public required string Name { get; init; }

    /// <summary>Role of the span.</summary>
    public required SpanKind Kind { get; init; }

    /// <summary>Status code.</summary>
    public required SpanStatus Status { get; init; }

    /// <summary>32 hexadecimal digits.</summary>
    public required string TraceId { get; init; }

    /// <summary>16 hexadecimal digits.</summary>
    public required string SpanId { get; init; }

    /// <summary>16 hexadecimal digits; empty for a root span.</summary>
    public required string ParentSpanId { get; init; }

    /// <summary>Span attributes, values as text.</summary>
    public required IReadOnlyDictionary<string, string> Attributes { get; init; }

    /// <summary>Resource attributes, values as text; rows of one resource share them.</summary>
    public required IReadOnlyDictionary<string, string> Resource { get; init; }
}
