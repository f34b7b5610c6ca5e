using Almagest.ClickHouse.Formats;

namespace Almagest.Telemetry.Schema;

/// <summary>The events of spans: append each event to every column, then close the span's row with <see cref="EndRow"/>.</summary>
public sealed class SpanEventColumns
{
    readonly ArrayColumn<FixedColumn<long>> _time;
    readonly ArrayColumn<LowCardinalityColumn> _name;
    readonly ArrayColumn<MapColumn<StringColumn>> _attributes;
    readonly ArrayColumn<LowCardinalityColumn> _attributeTypes;
    readonly ArrayColumn<FixedColumn<uint>> _droppedAttributes;

    internal SpanEventColumns(TelemetryBlock block)
    {
        _time = block.Declare("events.time", new ArrayColumn<FixedColumn<long>>(new FixedColumn<long>("DateTime64(9, 'UTC')")));
        _name = block.Declare("events.name", new ArrayColumn<LowCardinalityColumn>(new LowCardinalityColumn()));
        _attributes = block.Declare("events.attributes",
            new ArrayColumn<MapColumn<StringColumn>>(new MapColumn<StringColumn>(new StringColumn())));
        _attributeTypes = block.Declare("events.attribute_types", new ArrayColumn<LowCardinalityColumn>(new LowCardinalityColumn()));
        _droppedAttributes = block.Declare("events.dropped_attributes",
            new ArrayColumn<FixedColumn<uint>>(new FixedColumn<uint>("UInt32")));
        Attributes = new AttributeColumns<StringColumn>(_attributes.Items, _attributeTypes.Items);
    }

    /// <summary>Nanoseconds since 1970.</summary>
    public FixedColumn<long> Time => _time.Items;

    /// <summary>Name of the event.</summary>
    public LowCardinalityColumn Name => _name.Items;

    /// <summary>Attributes of the event, closed by their own <c>EndRow</c> per event.</summary>
    public AttributeColumns<StringColumn> Attributes { get; }

    /// <summary>Attributes the sender discarded.</summary>
    public FixedColumn<uint> DroppedAttributes => _droppedAttributes.Items;

    /// <summary>Closes the span's row: the events appended since the last call are its events.</summary>
    public void EndRow()
    {
        _time.EndRow();
        _name.EndRow();
        _attributes.EndRow();
        _attributeTypes.EndRow();
        _droppedAttributes.EndRow();
    }
}
