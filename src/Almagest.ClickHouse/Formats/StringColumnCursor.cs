namespace Almagest.ClickHouse.Formats;

/// <summary>
/// Reads back rows of a <see cref="StringColumn"/>. Lengths stand before the values, so rows can only be asked for in ascending order;
/// what lies between costs one step each. Valid until the next row is appended.
/// </summary>
public ref struct StringColumnCursor
{
    ReadOnlySpan<byte> _rest;
    int _next;

    internal StringColumnCursor(ReadOnlySpan<byte> values) => _rest = values;

    /// <summary>The value of a row in UTF-8; <paramref name="row"/> must be greater than the one asked for before.</summary>
    public ReadOnlySpan<byte> At(int row)
    {
        if (row < _next)
            throw new ArgumentOutOfRangeException(nameof(row), row, $"row {_next - 1} was already read, and rows are read in ascending order");
        for (; _next < row; _next++)
            Take();
        _next++;
        return Take();
    }

    /// <summary>The value of the row after the one asked for before; must not be called more often than there are rows.</summary>
    public ReadOnlySpan<byte> Next()
    {
        _next++;
        return Take();
    }

    ReadOnlySpan<byte> Take()
    {
        var (length, at) = (0, 0);
        for (var shift = 0; ; shift += 7)
        {
            var part = _rest[at++];
            length |= (part & 0x7f) << shift;
            if (part < 0x80)
                break;
        }

        var value = _rest.Slice(at, length);
        _rest = _rest[(at + length)..];
        return value;
    }
}
