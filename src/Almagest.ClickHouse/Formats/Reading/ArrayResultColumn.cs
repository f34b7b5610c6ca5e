namespace Almagest.ClickHouse.Formats.Reading;

/// <summary>A column of arrays: all elements in one column, and where each row's elements end. Nested is an array of tuples.</summary>
public sealed class ArrayResultColumn : ResultColumn
{
    readonly PooledBuffer<int> _ends;

    internal ArrayResultColumn(ColumnType type, PooledBuffer<int> ends, ResultColumn elements)
        : base(type, ends.Length) => (_ends, Elements) = (ends, elements);

    /// <summary>The elements of all rows.</summary>
    public ResultColumn Elements { get; }

    /// <summary>Per row: where its elements end, which is where the next row's begin.</summary>
    public ReadOnlySpan<int> Ends => _ends.Span;

    /// <summary>The places of one row's elements in <see cref="Elements"/>.</summary>
    public Range this[int row] => (row == 0 ? 0 : _ends.Span[row - 1]).._ends.Span[row];

    /// <inheritdoc/>
    public override object GetValue(int row)
    {
        var range = this[Checked(row)];
        var values = new object?[range.End.Value - range.Start.Value];
        for (var i = 0; i < values.Length; i++)
            values[i] = Elements.GetValue(range.Start.Value + i);
        return values;
    }

    internal override void Release()
    {
        _ends.Dispose();
        Elements.Release();
    }
}
