namespace Almagest.ClickHouse.Formats.Reading;

/// <summary>The byte strings of a column that was taken out of its block: valid until this is disposed.</summary>
public sealed class KeptTexts : IDisposable
{
    readonly PooledBuffer<byte> _bytes;
    readonly PooledBuffer<int> _ends;
    readonly int _padding;

    internal KeptTexts(PooledBuffer<byte> bytes, PooledBuffer<int> ends, int padding)
    {
        (_bytes, _ends, _padding) = (bytes, ends, padding);
        _bytes.Reserve(padding);
    }

    /// <summary>The bytes of one row, and behind them as many of anything as were wanted.</summary>
    public ReadOnlyMemory<byte> this[int row]
    {
        get
        {
            var ends = _ends.Span;
            var begin = row == 0 ? 0 : ends[row - 1];
            return _bytes.Memory(begin, ends[row] - begin + _padding);
        }
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        _bytes.Dispose();
        _ends.Dispose();
    }
}
