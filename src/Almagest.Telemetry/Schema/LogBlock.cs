using Almagest.ClickHouse.Formats;

namespace Almagest.Telemetry.Schema;

/// <summary>Rows for the table <c>logs</c>.</summary>
public sealed class LogBlock : TelemetryBlock
{
    /// <summary>An empty block.</summary>
    public LogBlock()
        : base("logs")
    {
        Service = Add("service", new LowCardinalityColumn());
        Time = Add("time", new FixedColumn<long>("DateTime64(9, 'UTC')"));
        ObservedTime = Add("observed_time", new FixedColumn<long>("DateTime64(9, 'UTC')"));
        Level = Add("level", new LowCardinalityColumn());
        SeverityNumber = Add("severity_number", new FixedColumn<byte>("UInt8"));
        SeverityText = Add("severity_text", new LowCardinalityColumn());
        Body = Add("body", new StringColumn());
        BodyType = Add("body_type", new LowCardinalityColumn());
        EventName = Add("event_name", new LowCardinalityColumn());
        TraceId = Add("trace_id", new StringColumn());
        SpanId = Add("span_id", new StringColumn());
        Flags = Add("flags", new FixedColumn<uint>("UInt32"));
        Attributes = DeclareAttributes("attributes", "attribute_types", new StringColumn());
        DroppedAttributes = Add("dropped_attributes", new FixedColumn<uint>("UInt32"));
        Origin = new OriginColumns(this);
        Source = Add("source", new LowCardinalityColumn());
        RetentionDays = Add("retention_days", new FixedColumn<ushort>("UInt16"));
        PatternId = Add("pattern_id", new LowCardinalityColumn());
    }

    /// <summary><c>service.name</c> of the resource.</summary>
    public LowCardinalityColumn Service { get; }

    /// <summary>When it happened, nanoseconds since 1970; when it was observed if the sender does not know.</summary>
    public FixedColumn<long> Time { get; }

    /// <summary>When the collection system saw it, nanoseconds since 1970.</summary>
    public FixedColumn<long> ObservedTime { get; }

    /// <summary>The severity as one of trace, debug, info, warn, error, fatal, unknown.</summary>
    public LowCardinalityColumn Level { get; }

    /// <summary>OpenTelemetry severity 1 to 24; 0 when not given.</summary>
    public FixedColumn<byte> SeverityNumber { get; }

    /// <summary>The severity as the source names it.</summary>
    public LowCardinalityColumn SeverityText { get; }

    /// <summary>The line; JSON for maps and arrays.</summary>
    public StringColumn Body { get; }

    /// <summary>One <see cref="AttributeType"/> letter.</summary>
    public LowCardinalityColumn BodyType { get; }

    /// <summary>Name that identifies the kind of event.</summary>
    public LowCardinalityColumn EventName { get; }

    /// <summary>32 hexadecimal digits; empty when not in a trace.</summary>
    public StringColumn TraceId { get; }

    /// <summary>16 hexadecimal digits; empty when not in a span.</summary>
    public StringColumn SpanId { get; }

    /// <summary>W3C trace flags.</summary>
    public FixedColumn<uint> Flags { get; }

    /// <summary>Log attributes.</summary>
    public AttributeColumns<StringColumn> Attributes { get; }

    /// <summary>Attributes the sender discarded.</summary>
    public FixedColumn<uint> DroppedAttributes { get; }

    /// <summary>Resource and scope.</summary>
    public OriginColumns Origin { get; }

    /// <summary>Protocol the record came by: otlp, loki, elasticsearch, ndjson, syslog, beats, file.</summary>
    public LowCardinalityColumn Source { get; }

    /// <summary>Days after which the row is removed.</summary>
    public FixedColumn<ushort> RetentionDays { get; }

    /// <summary>The pattern of the line; receivers leave it to the miner, and rows it did not reach have none.</summary>
    public LowCardinalityColumn PatternId { get; }

    /// <inheritdoc/>
    protected override void Complete()
    {
        while (PatternId.Rows < Tenant.Rows)
            PatternId.Append([]);
    }
}
