using Almagest.ClickHouse.Formats;

namespace Almagest.Telemetry.Schema;

/// <summary>Rows for the table <c>exemplars</c>.</summary>
public sealed class ExemplarBlock : TelemetryBlock
{
    /// <summary>An empty block.</summary>
    public ExemplarBlock()
        : base("exemplars")
    {
        Metric = Add("metric", new LowCardinalityColumn());
        Series = Add("series", new FixedColumn<ulong>("UInt64"));
        Time = Add("time", new FixedColumn<long>("DateTime64(9, 'UTC')"));
        Value = Add("value", new FixedColumn<double>("Float64"));
        TraceId = Add("trace_id", new StringColumn());
        SpanId = Add("span_id", new StringColumn());
        Attributes = DeclareAttributes("attributes", "attribute_types", new StringColumn());
        RetentionDays = Add("retention_days", new FixedColumn<ushort>("UInt16"));
    }

    /// <summary>Name as PromQL sees it.</summary>
    public LowCardinalityColumn Metric { get; }

    /// <summary>Hash of name and labels.</summary>
    public FixedColumn<ulong> Series { get; }

    /// <summary>Nanoseconds since 1970.</summary>
    public FixedColumn<long> Time { get; }

    /// <summary>The measurement.</summary>
    public FixedColumn<double> Value { get; }

    /// <summary>32 hexadecimal digits; empty when not in a trace.</summary>
    public StringColumn TraceId { get; }

    /// <summary>16 hexadecimal digits; empty when not in a span.</summary>
    public StringColumn SpanId { get; }

    /// <summary>Attributes that the series dropped.</summary>
    public AttributeColumns<StringColumn> Attributes { get; }

    /// <summary>Days after which the row is removed.</summary>
    public FixedColumn<ushort> RetentionDays { get; }
}
