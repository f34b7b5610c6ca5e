namespace Almagest.ClickHouse.Formats.Reading;

/// <summary>A column with NULLs: a value exists for every row, and is the type's default where the row is NULL.</summary>
public sealed class NullableResultColumn : ResultColumn
{
    readonly PooledBuffer<byte> _nulls;

    internal NullableResultColumn(ColumnType type, PooledBuffer<byte> nulls, ResultColumn inner)
        : base(type, inner.Rows) => (_nulls, Inner) = (nulls, inner);

    /// <summary>The values.</summary>
    public ResultColumn Inner { get; }

    /// <summary>Per row: 0 for a value, else NULL.</summary>
    public ReadOnlySpan<byte> Nulls => _nulls.Span;

    /// <summary>True when the row is NULL.</summary>
    public bool IsNull(int row) => _nulls.Span[row] != 0;

    /// <inheritdoc/>
    public override object? GetValue(int row) => IsNull(Checked(row)) ? null : Inner.GetValue(row);

    /// <inheritdoc/>
    public override string? GetString(int row) => IsNull(Checked(row)) ? null : Inner.GetString(row);

    internal override void Release()
    {
        _nulls.Dispose();
        Inner.Release();
    }
}
