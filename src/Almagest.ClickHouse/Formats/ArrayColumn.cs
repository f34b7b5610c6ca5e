using System.Runtime.CompilerServices;

namespace Almagest.ClickHouse.Formats;

/// <summary>A column of arrays: append items to <see cref="Items"/>, then close the row with <see cref="EndRow"/>.</summary>
public sealed class ArrayColumn<TColumn>(TColumn items) : Column($"Array({items.Type})")
    where TColumn : Column
{
    readonly ByteBuffer _offsets = new();

    /// <summary>The items of all rows, one after the other.</summary>
    public TColumn Items { get; } = items;

    /// <inheritdoc/>
    public override int Rows => _offsets.Length / sizeof(ulong);

    /// <inheritdoc/>
    public override int SizeBytes => _offsets.Length + Items.SizeBytes;

    /// <summary>The places of one row's items in <see cref="Items"/>.</summary>
    public Range this[int row]
    {
        get
        {
            var ends = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ulong>(_offsets.Span);
            return (row == 0 ? 0 : (int)ends[row - 1])..(int)ends[row];
        }
    }

    /// <summary>Closes the row: the items appended since the last call are its value.</summary>
    public void EndRow() => _offsets.Write((ulong)Items.Rows);

    /// <summary>Repeats an empty row; a row with items is not repeated because nothing needs it.</summary>
    /// <exception cref="InvalidOperationException">The last row has items.</exception>
    public override void RepeatLast()
    {
        var last = Unsafe.ReadUnaligned<ulong>(in _offsets.Span[^sizeof(ulong)]);
        var before = Rows < 2 ? 0 : Unsafe.ReadUnaligned<ulong>(in _offsets.Span[^(2 * sizeof(ulong))]);
        if (last != before)
            throw new InvalidOperationException("only an empty array row can be repeated");
        EndRow();
    }

    /// <inheritdoc/>
    public override void Clear()
    {
        _offsets.Clear();
        Items.Clear();
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _offsets.Dispose();
        Items.Dispose();
    }

    internal override void WritePrefix(ByteBuffer output) => Items.WritePrefix(output);

    internal override void WriteValues(ByteBuffer output)
    {
        output.Write(_offsets.Span);
        Items.WriteValues(output);
    }
}
