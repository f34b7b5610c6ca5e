using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Almagest.ClickHouse.Formats;

/// <summary>
/// A column of strings of which few are distinct: a dictionary for the block, and one index a row in the narrowest integer that
/// holds them all.
/// </summary>
public sealed class LowCardinalityColumn() : Column("LowCardinality(String)")
{
    /// <summary>What comes before the first dictionary.</summary>
    public const ulong Version = 1;

    // SerializationLowCardinality: "dictionary keys follow" and "they replace what was before" in the flags.
    const ulong HasAdditionalKeys = 1 << 9;
    const ulong NeedsUpdate = 1 << 10;

    readonly Utf8Dictionary _dictionary = new();
    readonly List<int> _rows = [];
    int _last = -1;

    /// <inheritdoc/>
    public override int Rows => _rows.Count;

    /// <inheritdoc/>
    public override int SizeBytes => _dictionary.SizeBytes + _rows.Count * 2;

    /// <summary>Per row: the number of its text, for <see cref="Text"/>. Rows with one text have one number. Valid until the next row is appended.</summary>
    public ReadOnlySpan<int> Indices => CollectionsMarshal.AsSpan(_rows);

    /// <summary>The text of a number, in UTF-8; valid until the next row is appended.</summary>
    public ReadOnlySpan<byte> Text(int index) => _dictionary[index];

    // Hot path: per record.
    /// <summary>Appends a row.</summary>
    public void Append(ReadOnlySpan<byte> utf8)
    {
        // Neighbours are equal more often than not: one comparison saves the hash.
        if (_last < 0 || !_dictionary[_last].SequenceEqual(utf8))
            _last = _dictionary.Intern(utf8);
        _rows.Add(_last);
    }

    /// <summary>Appends equal rows.</summary>
    public void Append(ReadOnlySpan<byte> utf8, int count)
    {
        if (count == 0)
            return;
        Append(utf8);
        if (count == 1)
            return;
        CollectionsMarshal.SetCount(_rows, _rows.Count + count - 1);
        CollectionsMarshal.AsSpan(_rows)[^(count - 1)..].Fill(_last);
    }

    /// <summary>Appends a row from text.</summary>
    public void Append(string text)
    {
        Span<byte> utf8 = text.Length <= 256 ? stackalloc byte[text.Length * 3] : new byte[text.Length * 3];
        Append(utf8[..System.Text.Encoding.UTF8.GetBytes(text, utf8)]);
    }

    /// <inheritdoc/>
    public override void RepeatLast() => _rows.Add(_rows[^1]);

    /// <inheritdoc/>
    public override void Clear()
    {
        _dictionary.Clear();
        _rows.Clear();
        _last = -1;
    }

    /// <inheritdoc/>
    public override void Dispose() => _dictionary.Dispose();

    /// <summary>Appends copies of rows [<paramref name="start"/>, <paramref name="start"/> + <paramref name="count"/>).</summary>
    internal void RepeatRange(int start, int count)
    {
        CollectionsMarshal.SetCount(_rows, _rows.Count + count);
        var rows = CollectionsMarshal.AsSpan(_rows);
        rows.Slice(start, count).CopyTo(rows[^count..]);
    }

    internal override void WritePrefix(ByteBuffer output) => output.Write(Version);

    internal override void WriteValues(ByteBuffer output)
    {
        // A nested dictionary without rows writes nothing at all: the reader does not look for one.
        if (_rows.Count == 0)
            return;
        var width = WriteDictionary(output, _rows.Count);
        Narrow(output.GetSpan(_rows.Count * width), width);
        output.Advance(_rows.Count * width);
    }

    /// <summary>
    /// Writes what comes before the indices of some rows: for who writes those by itself, the numbers of <see cref="Indices"/>, in as many bytes each as
    /// this returns. A column that is not nested has its <see cref="Version"/> before that.
    /// </summary>
    public int WriteDictionary(ByteBuffer output, int rows)
    {
        var (width, code) = _dictionary.Count switch
        {
            <= byte.MaxValue + 1 => (1, 0UL),
            <= ushort.MaxValue + 1 => (2, 1UL),
            _ => (4, 2UL),
        };
        output.Write(code | HasAdditionalKeys | NeedsUpdate);
        output.Write((ulong)_dictionary.Count);
        _dictionary.WriteKeys(output);
        output.Write((ulong)rows);
        return width;
    }

    void Narrow(Span<byte> target, int width)
    {
        var rows = CollectionsMarshal.AsSpan(_rows);
        if (width == 4)
        {
            MemoryMarshal.AsBytes(rows).CopyTo(target);
            return;
        }

        ref var start = ref MemoryMarshal.GetReference(target);
        for (var i = 0; i < rows.Length; i++)
        {
            if (width == 1)
                Unsafe.Add(ref start, i) = (byte)rows[i];
            else
                Unsafe.WriteUnaligned(ref Unsafe.Add(ref start, i * 2), (ushort)rows[i]);
        }
    }
}
