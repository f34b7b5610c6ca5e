namespace Almagest.ClickHouse.Formats.Reading;

/// <summary>
/// A column as a dictionary and an index per row. Rows with the same value have the same index within a block, so that grouping
/// and filtering need to look at each distinct value once.
/// </summary>
public sealed class LowCardinalityResultColumn : ResultColumn
{
    readonly PooledBuffer<int> _indices;

    internal LowCardinalityResultColumn(ColumnType type, ResultColumn dictionary, PooledBuffer<int> indices)
        : base(type, indices.Length)
    {
        Dictionary = dictionary;
        _indices = indices;
        IsNullable = type.Inner().Name == "Nullable";
    }

    /// <summary>The distinct values; the entry at 0 is the type's default and stands for NULL when <see cref="IsNullable"/>.</summary>
    public ResultColumn Dictionary { get; }

    /// <summary>Per row: the place of its value in <see cref="Dictionary"/>.</summary>
    public ReadOnlySpan<int> Indices => _indices.Span;

    /// <summary>True when index 0 means NULL.</summary>
    public bool IsNullable { get; }

    /// <summary>True when the row is NULL.</summary>
    public bool IsNull(int row) => IsNullable && _indices.Span[row] == 0;

    /// <inheritdoc/>
    public override object? GetValue(int row) => IsNull(Checked(row)) ? null : Dictionary.GetValue(_indices.Span[row]);

    /// <inheritdoc/>
    public override string? GetString(int row) => IsNull(Checked(row)) ? null : Dictionary.GetString(_indices.Span[row]);

    internal override void Release()
    {
        _indices.Dispose();
        Dictionary.Release();
    }
}
