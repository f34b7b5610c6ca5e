using System.Runtime.InteropServices;
using Almagest.ClickHouse.Formats;

namespace Almagest.Telemetry.Schema;

/// <summary>
/// Two columns that keep attributes with their types: a map of texts that SQL reads easily, and one letter per attribute
/// (<see cref="AttributeType"/>) so that nothing of the sender's typing is lost.
/// </summary>
/// <typeparam name="TValues">
/// <see cref="StringColumn"/> where values differ from row to row, <see cref="LowCardinalityColumn"/> where rows share them.
/// </typeparam>
public sealed class AttributeColumns<TValues>(MapColumn<TValues> map, LowCardinalityColumn types)
    where TValues : Column
{
    readonly List<byte> _types = [];

    /// <summary>Per row one <see cref="AttributeType"/> letter for each of its entries.</summary>
    public LowCardinalityColumn Types { get; } = types;

    /// <summary>Keys and values, closed by <see cref="EndRow"/>.</summary>
    public MapColumn<TValues> Map { get; } = map;

    /// <summary>Notes the type of the entry just appended to <see cref="Map"/>.</summary>
    public void AddType(AttributeType type) => _types.Add((byte)type);

    /// <summary>Closes the row.</summary>
    public void EndRow()
    {
        Map.EndRow();
        Types.Append(CollectionsMarshal.AsSpan(_types));
        _types.Clear();
    }

    /// <summary>Appends a row equal to the last one; only where values are in a dictionary.</summary>
    public void RepeatLast()
    {
        Map.RepeatLast();
        Types.RepeatLast();
    }
}
