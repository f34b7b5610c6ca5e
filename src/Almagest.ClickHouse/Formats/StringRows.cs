namespace Almagest.ClickHouse.Formats;

/// <summary>The rows of a column of byte strings, read one after the other.</summary>
public ref struct StringRows
{
    readonly ReadOnlySpan<byte> _values;
    int _at;

    internal StringRows(ReadOnlySpan<byte> values) => _values = values;

    /// <summary>The next row; must not be asked for more often than there are rows.</summary>
    public ReadOnlySpan<byte> Next()
    {
        var (length, shift) = (0, 0);
        byte part;
        do
        {
            part = _values[_at++];
            length |= (part & 0x7f) << shift;
            shift += 7;
        }
        while (part >= 0x80);
        _at += length;
        return _values.Slice(_at - length, length);
    }
}
