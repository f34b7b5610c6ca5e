namespace Almagest.ClickHouse.Formats.Reading;

/// <summary>A column of tuples: one column per element; <see cref="ResultColumn.Name"/> of each is its field name, if it has one.</summary>
public sealed class TupleResultColumn : ResultColumn
{
    internal TupleResultColumn(ColumnType type, int rows, IReadOnlyList<ResultColumn> elements)
        : base(type, rows) => Elements = elements;

    /// <summary>One column per element.</summary>
    public IReadOnlyList<ResultColumn> Elements { get; }

    /// <summary>The element of a field name.</summary>
    /// <exception cref="KeyNotFoundException">No element has that name.</exception>
    public ResultColumn this[string name] =>
        Elements.FirstOrDefault(e => e.Name == name) ?? throw new KeyNotFoundException($"\"{Type}\" has no element \"{name}\"");

    /// <inheritdoc/>
    public override object GetValue(int row)
    {
        Checked(row);
        var values = new object?[Elements.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = Elements[i].GetValue(row);
        return values;
    }

    internal override void Release()
    {
        foreach (var element in Elements)
            element.Release();
    }
}
