using System.Text;

namespace Almagest.ClickHouse.Formats.Reading;

/// <summary>A column of byte strings, in most cases UTF-8.</summary>
public sealed class StringResultColumn : ResultColumn
{
    readonly PooledBuffer<byte> _bytes;
    readonly PooledBuffer<int> _ends;
    bool _isTaken;

    internal StringResultColumn(ColumnType type, PooledBuffer<byte> bytes, PooledBuffer<int> ends)
        : base(type, ends.Length) => (_bytes, _ends) = (bytes, ends);

    /// <summary>The bytes of one row.</summary>
    public ReadOnlySpan<byte> this[int row]
    {
        get
        {
            var ends = _ends.Span;
            var begin = row == 0 ? 0 : ends[row - 1];
            return _bytes.Span[begin..ends[row]];
        }
    }

    /// <inheritdoc/>
    public override object GetValue(int row) => GetString(row);

    /// <summary>One row as text; bytes that are not UTF-8 become U+FFFD.</summary>
    public override string GetString(int row) => Encoding.UTF8.GetString(this[Checked(row)]);

    /// <summary>
    /// Takes the texts out of the block, which they outlive until they are disposed; this column must not be read afterwards. Behind each of them may be read so many bytes more as
    /// <paramref name="padding"/> says, which may be anything.
    /// </summary>
    public KeptTexts Keep(int padding)
    {
        ObjectDisposedException.ThrowIf(_isTaken, this);
        _isTaken = true;
        return new KeptTexts(_bytes, _ends, padding);
    }

    internal override void Release()
    {
        if (_isTaken)
            return;
        _bytes.Dispose();
        _ends.Dispose();
    }
}
