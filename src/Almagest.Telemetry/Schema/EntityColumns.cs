using Almagest.ClickHouse.Formats;

namespace Almagest.Telemetry.Schema;

/// <summary>The entities a resource refers to: append each to every column, then close the resource's row with <see cref="EndRow"/>.</summary>
public sealed class EntityColumns
{
    readonly ArrayColumn<LowCardinalityColumn> _type;
    readonly ArrayColumn<ArrayColumn<LowCardinalityColumn>> _idKeys;
    readonly ArrayColumn<ArrayColumn<LowCardinalityColumn>> _descriptionKeys;
    readonly ArrayColumn<LowCardinalityColumn> _schemaUrl;

    internal EntityColumns(TelemetryBlock block)
    {
        _type = block.Declare("entities.type", new ArrayColumn<LowCardinalityColumn>(new LowCardinalityColumn()));
        _idKeys = block.Declare("entities.id_keys", Lists());
        _descriptionKeys = block.Declare("entities.description_keys", Lists());
        _schemaUrl = block.Declare("entities.schema_url", new ArrayColumn<LowCardinalityColumn>(new LowCardinalityColumn()));
    }

    /// <summary>Kind of entity, such as <c>service</c> or <c>host</c>.</summary>
    public LowCardinalityColumn Type => _type.Items;

    /// <summary>Names of the resource's attributes that identify the entity, closed by their own <c>EndRow</c> per entity.</summary>
    public ArrayColumn<LowCardinalityColumn> IdKeys => _idKeys.Items;

    /// <summary>Names of the resource's attributes that describe the entity, closed by their own <c>EndRow</c> per entity.</summary>
    public ArrayColumn<LowCardinalityColumn> DescriptionKeys => _descriptionKeys.Items;

    /// <summary>Schema URL of the entity.</summary>
    public LowCardinalityColumn SchemaUrl => _schemaUrl.Items;

    /// <summary>Closes the resource's row: the entities appended since the last call are its entities.</summary>
    public void EndRow()
    {
        _type.EndRow();
        _idKeys.EndRow();
        _descriptionKeys.EndRow();
        _schemaUrl.EndRow();
    }

    static ArrayColumn<ArrayColumn<LowCardinalityColumn>> Lists() => new(new(new()));
}
