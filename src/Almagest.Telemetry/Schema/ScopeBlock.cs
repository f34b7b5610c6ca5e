using Almagest.ClickHouse.Formats;

namespace Almagest.Telemetry.Schema;

/// <summary>Rows for the table <c>scopes</c>.</summary>
public sealed class ScopeBlock : TelemetryBlock
{
    /// <summary>An empty block.</summary>
    public ScopeBlock()
        : base("scopes")
    {
        ScopeId = Add("scope_id", new FixedColumn<ulong>("UInt64"));
        Name = Add("name", new LowCardinalityColumn());
        Version = Add("version", new LowCardinalityColumn());
        Attributes = DeclareAttributes("attributes", "attribute_types", new LowCardinalityColumn());
        DroppedAttributes = Add("dropped_attributes", new FixedColumn<uint>("UInt32"));
        SchemaUrl = Add("schema_url", new LowCardinalityColumn());
        Seen = Add("seen", new FixedColumn<uint>("DateTime('UTC')"));
    }

    /// <summary>Hash of the scope.</summary>
    public FixedColumn<ulong> ScopeId { get; }

    /// <summary>Scope name.</summary>
    public LowCardinalityColumn Name { get; }

    /// <summary>Scope version.</summary>
    public LowCardinalityColumn Version { get; }

    /// <summary>Scope attributes.</summary>
    public AttributeColumns<LowCardinalityColumn> Attributes { get; }

    /// <summary>Attributes the sender discarded.</summary>
    public FixedColumn<uint> DroppedAttributes { get; }

    /// <summary>Schema URL of the scope.</summary>
    public LowCardinalityColumn SchemaUrl { get; }

    /// <summary>Seconds since 1970 when it was registered.</summary>
    public FixedColumn<uint> Seen { get; }
}
