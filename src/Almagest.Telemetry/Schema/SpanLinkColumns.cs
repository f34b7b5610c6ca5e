using Almagest.ClickHouse.Formats;

namespace Almagest.Telemetry.Schema;

/// <summary>The links of spans: append each link to every column, then close the span's row with <see cref="EndRow"/>.</summary>
public sealed class SpanLinkColumns
{
    readonly ArrayColumn<StringColumn> _traceId;
    readonly ArrayColumn<StringColumn> _spanId;
    readonly ArrayColumn<LowCardinalityColumn> _traceState;
    readonly ArrayColumn<FixedColumn<uint>> _flags;
    readonly ArrayColumn<MapColumn<StringColumn>> _attributes;
    readonly ArrayColumn<LowCardinalityColumn> _attributeTypes;
    readonly ArrayColumn<FixedColumn<uint>> _droppedAttributes;

    internal SpanLinkColumns(TelemetryBlock block)
    {
        _traceId = block.Declare("links.trace_id", new ArrayColumn<StringColumn>(new StringColumn()));
        _spanId = block.Declare("links.span_id", new ArrayColumn<StringColumn>(new StringColumn()));
        _traceState = block.Declare("links.trace_state", new ArrayColumn<LowCardinalityColumn>(new LowCardinalityColumn()));
        _flags = block.Declare("links.flags", new ArrayColumn<FixedColumn<uint>>(new FixedColumn<uint>("UInt32")));
        _attributes = block.Declare("links.attributes",
            new ArrayColumn<MapColumn<StringColumn>>(new MapColumn<StringColumn>(new StringColumn())));
        _attributeTypes = block.Declare("links.attribute_types", new ArrayColumn<LowCardinalityColumn>(new LowCardinalityColumn()));
        _droppedAttributes = block.Declare("links.dropped_attributes",
            new ArrayColumn<FixedColumn<uint>>(new FixedColumn<uint>("UInt32")));
        Attributes = new AttributeColumns<StringColumn>(_attributes.Items, _attributeTypes.Items);
    }

    /// <summary>32 hexadecimal digits.</summary>
    public StringColumn TraceId => _traceId.Items;

    /// <summary>16 hexadecimal digits.</summary>
    public StringColumn SpanId => _spanId.Items;

    /// <summary>W3C tracestate of the link.</summary>
    public LowCardinalityColumn TraceState => _traceState.Items;

    /// <summary>W3C trace flags and OTLP's remote bits.</summary>
    public FixedColumn<uint> Flags => _flags.Items;

    /// <summary>Attributes of the link, closed by their own <c>EndRow</c> per link.</summary>
    public AttributeColumns<StringColumn> Attributes { get; }

    /// <summary>Attributes the sender discarded.</summary>
    public FixedColumn<uint> DroppedAttributes => _droppedAttributes.Items;

    /// <summary>Closes the span's row: the links appended since the last call are its links.</summary>
    public void EndRow()
    {
        _traceId.EndRow();
        _spanId.EndRow();
        _traceState.EndRow();
        _flags.EndRow();
        _attributes.EndRow();
        _attributeTypes.EndRow();
        _droppedAttributes.EndRow();
    }
}
