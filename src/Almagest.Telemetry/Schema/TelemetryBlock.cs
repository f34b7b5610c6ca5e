using Almagest.ClickHouse.Formats;

namespace Almagest.Telemetry.Schema;

/// <summary>What the blocks of all telemetry tables share: the tenant comes first.</summary>
public abstract class TelemetryBlock : Block
{
    /// <summary>An empty block for <paramref name="table"/>.</summary>
    protected TelemetryBlock(string table)
        : base(table) => Tenant = Add("tenant", new LowCardinalityColumn());

    /// <summary>Owner of the row.</summary>
    public LowCardinalityColumn Tenant { get; }

    /// <summary>Declares a column; for groups of columns that several blocks share.</summary>
    internal T Declare<T>(string name, T column)
        where T : Column => Add(name, column);

    /// <summary>Declares a map of attributes and the column of their types.</summary>
    internal AttributeColumns<TValues> DeclareAttributes<TValues>(string name, string typesName, TValues values)
        where TValues : Column =>
        new(Add(name, new MapColumn<TValues>(values)), Add(typesName, new LowCardinalityColumn()));
}
