namespace Almagest.ClickHouse.Formats.Reading;

/// <summary>A column of maps: all keys and all values in two columns, and where each row's pairs end.</summary>
public sealed class MapResultColumn : ResultColumn
{
    readonly PooledBuffer<int> _ends;

    internal MapResultColumn(ColumnType type, PooledBuffer<int> ends, ResultColumn keys, ResultColumn values)
        : base(type, ends.Length) => (_ends, Keys, Values) = (ends, keys, values);

    /// <summary>The keys of all rows.</summary>
    public ResultColumn Keys { get; }

    /// <summary>The values of all rows.</summary>
    public ResultColumn Values { get; }

    /// <summary>Per row: where its pairs end, which is where the next row's begin.</summary>
    public ReadOnlySpan<int> Ends => _ends.Span;

    /// <summary>The places of one row's pairs in <see cref="Keys"/> and <see cref="Values"/>.</summary>
    public Range this[int row] => (row == 0 ? 0 : _ends.Span[row - 1]).._ends.Span[row];

    /// <inheritdoc/>
    public override object GetValue(int row)
    {
        var range = this[Checked(row)];
        var pairs = new KeyValuePair<object?, object?>[range.End.Value - range.Start.Value];
        for (var i = 0; i < pairs.Length; i++)
            pairs[i] = new(Keys.GetValue(range.Start.Value + i), Values.GetValue(range.Start.Value + i));
        return pairs;
    }

    internal override void Release()
    {
        _ends.Dispose();
        Keys.Release();
        Values.Release();
    }
}
