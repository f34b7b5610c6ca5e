using System.Runtime.CompilerServices;

namespace Almagest.ClickHouse.Formats;

/// <summary>
/// A column of maps from few distinct keys to strings: append entries, then close the row with <see cref="EndRow"/>.
/// ClickHouse keeps a map as an array of pairs, so the order of entries and even repeated keys survive.
/// </summary>
public sealed class MapColumn<TValues>(TValues values) : Column($"Map(LowCardinality(String), {values.Type})")
    where TValues : Column
{
    readonly ByteBuffer _offsets = new();

    /// <summary>The keys of all rows, one after the other.</summary>
    public LowCardinalityColumn Keys { get; } = new();

    /// <summary>The values of all rows, one for each key.</summary>
    public TValues Values { get; } = values;

    /// <inheritdoc/>
    public override int Rows => _offsets.Length / sizeof(ulong);

    /// <inheritdoc/>
    public override int SizeBytes => _offsets.Length + Keys.SizeBytes + Values.SizeBytes;

    /// <summary>The places of one row's entries in <see cref="Keys"/> and <see cref="Values"/>.</summary>
    public Range this[int row]
    {
        get
        {
            var ends = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ulong>(_offsets.Span);
            return (row == 0 ? 0 : (int)ends[row - 1])..(int)ends[row];
        }
    }

    /// <summary>Closes the row: the entries appended since the last call are its value.</summary>
    public void EndRow() => _offsets.Write((ulong)Keys.Rows);

    /// <inheritdoc/>
    public override void RepeatLast()
    {
        var last = (int)Unsafe.ReadUnaligned<ulong>(in _offsets.Span[^sizeof(ulong)]);
        var start = Rows < 2 ? 0 : (int)Unsafe.ReadUnaligned<ulong>(in _offsets.Span[^(2 * sizeof(ulong))]);
        if (Values is not LowCardinalityColumn values)
            throw new InvalidOperationException($"a row of {Type} cannot be repeated: its values are not in a dictionary");
        Keys.RepeatRange(start, last - start);
        values.RepeatRange(start, last - start);
        EndRow();
    }

    /// <inheritdoc/>
    public override void Clear()
    {
        _offsets.Clear();
        Keys.Clear();
        Values.Clear();
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _offsets.Dispose();
        Keys.Dispose();
        Values.Dispose();
    }

    internal override void WritePrefix(ByteBuffer output)
    {
        Keys.WritePrefix(output);
        Values.WritePrefix(output);
    }

    internal override void WriteValues(ByteBuffer output)
    {
        output.Write(_offsets.Span);
        Keys.WriteValues(output);
        Values.WriteValues(output);
    }
}
