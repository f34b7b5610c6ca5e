namespace Almagest.ClickHouse.Formats.Reading;

/// <summary>Values of a fixed number of bytes: FixedString (padded with zero bytes), IPv6, and numbers above 128 bits.</summary>
public sealed class FixedBytesResultColumn : ResultColumn
{
    readonly PooledBuffer<byte> _bytes;
    readonly ToObject _toObject;

    internal FixedBytesResultColumn(ColumnType type, PooledBuffer<byte> bytes, int width, ToObject toObject)
        : base(type, bytes.Length / width) => (_bytes, Width, _toObject) = (bytes, width, toObject);

    internal delegate object ToObject(ReadOnlySpan<byte> value);

    /// <summary>Bytes per row.</summary>
    public int Width { get; }

    /// <summary>All rows, one after the other.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.Span;

    /// <summary>The bytes of one row.</summary>
    public ReadOnlySpan<byte> this[int row] => _bytes.Span.Slice(row * Width, Width);

    /// <inheritdoc/>
    public override object GetValue(int row) => _toObject(this[Checked(row)]);

    internal override void Release() => _bytes.Dispose();
}
