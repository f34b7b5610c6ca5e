using Almagest.ClickHouse.Formats;

namespace Almagest.Telemetry.Schema;

/// <summary>Rows for the table <c>resources</c>.</summary>
public sealed class ResourceBlock : TelemetryBlock
{
    /// <summary>An empty block.</summary>
    public ResourceBlock()
        : base("resources")
    {
        ResourceId = Add("resource_id", new FixedColumn<ulong>("UInt64"));
        Service = Add("service", new LowCardinalityColumn());
        Attributes = DeclareAttributes("attributes", "attribute_types", new LowCardinalityColumn());
        DroppedAttributes = Add("dropped_attributes", new FixedColumn<uint>("UInt32"));
        SchemaUrl = Add("schema_url", new LowCardinalityColumn());
        Entities = new EntityColumns(this);
        Seen = Add("seen", new FixedColumn<uint>("DateTime('UTC')"));
    }

    /// <summary>Hash of the resource.</summary>
    public FixedColumn<ulong> ResourceId { get; }

    /// <summary><c>service.name</c>.</summary>
    public LowCardinalityColumn Service { get; }

    /// <summary>Resource attributes.</summary>
    public AttributeColumns<LowCardinalityColumn> Attributes { get; }

    /// <summary>Attributes the sender discarded.</summary>
    public FixedColumn<uint> DroppedAttributes { get; }

    /// <summary>Schema URL of the resource.</summary>
    public LowCardinalityColumn SchemaUrl { get; }

    /// <summary>Entities the resource refers to.</summary>
    public EntityColumns Entities { get; }

    /// <summary>Seconds since 1970 when it was registered.</summary>
    public FixedColumn<uint> Seen { get; }
}
