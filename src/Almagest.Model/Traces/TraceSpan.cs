namespace Almagest.Model.Traces;

/// <summary>One operation of a trace, as read from the vault. Times in nanoseconds since 1970, ids in lower-case hexadecimal.</summary>
public sealed class TraceSpan
{
    /// <summary>32 digits.</summary>
    public required string TraceId { get; init; }

    /// <summary>16 digits.</summary>
    public required string SpanId { get; init; }

    /// <summary>16 digits; empty for a root.</summary>
    public string ParentSpanId { get; init; } = "";

    /// <summary><c>service.name</c>.</summary>
    public required string Service { get; init; }

    /// <summary>Operation.</summary>
    public required string Name { get; init; }

    /// <summary>Role.</summary>
    public SpanKind Kind { get; init; }

    /// <summary>Outcome.</summary>
    public SpanStatus Status { get; init; }

    /// <summary>Description of the outcome.</summary>
    public string StatusMessage { get; init; } = "";

    /// <summary>W3C tracestate.</summary>
    public string TraceState { get; init; } = "";

    /// <summary>W3C trace flags and OTLP's remote bits.</summary>
    public uint Flags { get; init; }

    /// <summary>Start.</summary>
    public required long StartUnixNano { get; init; }

    /// <summary>Length in nanoseconds.</summary>
    public required long DurationNano { get; init; }

    /// <summary>Start plus length.</summary>
    public long EndUnixNano => StartUnixNano + DurationNano;

    /// <summary>Attributes, in the order they were sent.</summary>
    public IReadOnlyList<SpanAttribute> Attributes { get; init; } = [];

    /// <summary>Attributes of the resource; one list is shared by all spans of a resource.</summary>
    public IReadOnlyList<SpanAttribute> Resource { get; init; } = [];

    /// <summary>What happened during the span.</summary>
    public IReadOnlyList<SpanEvent> Events { get; init; } = [];

    /// <summary>Spans it came from without being their child.</summary>
    public IReadOnlyList<SpanLink> Links { get; init; } = [];

    /// <summary>Instrumentation scope.</summary>
    public string ScopeName { get; init; } = "";

    /// <summary>Version of the scope.</summary>
    public string ScopeVersion { get; init; } = "";

    /// <summary>Attributes of the scope; one list is shared by all spans of a scope.</summary>
    public IReadOnlyList<SpanAttribute> ScopeAttributes { get; init; } = [];

    /// <summary>The text of an attribute of the span; null when it has none of that name.</summary>
    public string? Attribute(string key) => Find(Attributes, key);

    /// <summary>The text of an attribute of the resource; null when it has none of that name.</summary>
    public string? ResourceAttribute(string key) => Find(Resource, key);

    static string? Find(IReadOnlyList<SpanAttribute> attributes, string key)
    {
        for (var i = 0; i < attributes.Count; i++)
            if (attributes[i].Key == key)
                return attributes[i].Text;
        return null;
    }
}

/// <summary>Something that happened during a span.</summary>
public sealed record SpanEvent(long TimeUnixNano, string Name, IReadOnlyList<SpanAttribute> Attributes);

/// <summary>A span this one came from without being its child.</summary>
public sealed record SpanLink(string TraceId, string SpanId, string TraceState, uint Flags, IReadOnlyList<SpanAttribute> Attributes);
