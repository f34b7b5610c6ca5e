using Almagest.ClickHouse.Formats;
using Almagest.Model.Traces;

namespace Almagest.Telemetry.Schema;

/// <summary>Rows for the table <c>spans</c>. Fill every column of a row; resource and scope columns are cheap to repeat.</summary>
public sealed class SpanBlock : TelemetryBlock
{
    /// <summary>An empty block.</summary>
    public SpanBlock()
        : base("spans")
    {
        Service = Add("service", new LowCardinalityColumn());
        Time = Add("time", new FixedColumn<long>("DateTime64(9, 'UTC')"));
        DurationNano = Add("duration_nano", new FixedColumn<ulong>("UInt64"));
        TraceId = Add("trace_id", new StringColumn());
        SpanId = Add("span_id", new StringColumn());
        ParentSpanId = Add("parent_span_id", new StringColumn());
        Name = Add("name", new LowCardinalityColumn());
        Kind = Add("kind", new FixedColumn<SpanKind>("Int8"));
        Status = Add("status", new FixedColumn<SpanStatus>("Int8"));
        StatusMessage = Add("status_message", new StringColumn());
        TraceState = Add("trace_state", new LowCardinalityColumn());
        Flags = Add("flags", new FixedColumn<uint>("UInt32"));
        Attributes = DeclareAttributes("attributes", "attribute_types", new StringColumn());
        DroppedAttributes = Add("dropped_attributes", new FixedColumn<uint>("UInt32"));
        Events = new SpanEventColumns(this);
        DroppedEvents = Add("dropped_events", new FixedColumn<uint>("UInt32"));
        Links = new SpanLinkColumns(this);
        DroppedLinks = Add("dropped_links", new FixedColumn<uint>("UInt32"));
        Origin = new OriginColumns(this);
        RetentionDays = Add("retention_days", new FixedColumn<ushort>("UInt16"));
    }

    /// <summary><c>service.name</c> of the resource.</summary>
    public LowCardinalityColumn Service { get; }

    /// <summary>Start, nanoseconds since 1970.</summary>
    public FixedColumn<long> Time { get; }

    /// <summary>End minus start, nanoseconds.</summary>
    public FixedColumn<ulong> DurationNano { get; }

    /// <summary>32 hexadecimal digits.</summary>
    public StringColumn TraceId { get; }

    /// <summary>16 hexadecimal digits.</summary>
    public StringColumn SpanId { get; }

    /// <summary>16 hexadecimal digits; empty for a root span.</summary>
    public StringColumn ParentSpanId { get; }

    /// <summary>Operation.</summary>
    public LowCardinalityColumn Name { get; }

    /// <summary>Role of the span.</summary>
    public FixedColumn<SpanKind> Kind { get; }

    /// <summary>Status code.</summary>
    public FixedColumn<SpanStatus> Status { get; }

    /// <summary>Status description.</summary>
    public StringColumn StatusMessage { get; }

    /// <summary>W3C tracestate.</summary>
    public LowCardinalityColumn TraceState { get; }

    /// <summary>W3C trace flags and OTLP's remote bits.</summary>
    public FixedColumn<uint> Flags { get; }

    /// <summary>Span attributes.</summary>
    public AttributeColumns<StringColumn> Attributes { get; }

    /// <summary>Attributes the sender discarded.</summary>
    public FixedColumn<uint> DroppedAttributes { get; }

    /// <summary>Events; closed with its <c>EndRow</c>.</summary>
    public SpanEventColumns Events { get; }

    /// <summary>Events the sender discarded.</summary>
    public FixedColumn<uint> DroppedEvents { get; }

    /// <summary>Links; closed with its <c>EndRow</c>.</summary>
    public SpanLinkColumns Links { get; }

    /// <summary>Links the sender discarded.</summary>
    public FixedColumn<uint> DroppedLinks { get; }

    /// <summary>Resource and scope.</summary>
    public OriginColumns Origin { get; }

    /// <summary>Days after which the row is removed.</summary>
    public FixedColumn<ushort> RetentionDays { get; }
}
