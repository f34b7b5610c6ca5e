using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Almagest.ClickHouse.Formats;

namespace Almagest.Telemetry.Writing;

/// <summary>
/// Where the columns of all blocks of a section lie, so that rows can be taken out of them in another order. Texts of a dictionary have one number for
/// all blocks. Owned by one thread at a time; the section must stay as it is meanwhile.
/// </summary>
sealed class EncodedBlocks : IDisposable
{
    const ulong HasKeys = 1 << 9;

    readonly List<EncodedBlock> _blocks = [];
    readonly EncodedColumn[] _columns;
    readonly ByteBuffer _numbers = new();

    EncodedBlocks(IEnumerable<string> columns) => _columns = [.. columns.Select(static name => new EncodedColumn(name))];

    internal IReadOnlyList<EncodedColumn> Columns => _columns;

    internal int Count => _blocks.Count;

    internal int Rows { get; private set; }

    internal EncodedBlock this[int block] => _blocks[block];

    /// <summary>Finds the columns.</summary>
    /// <exception cref="InvalidDataException">There is one whose type has no fixed width and no dictionary, or whose bytes are not as expected.</exception>
    internal static EncodedBlocks Of(SegmentSection section)
    {
        var found = new EncodedBlocks(section.Columns);
        foreach (var piece in section.Pieces)
        {
            for (var at = 0; at < piece.Length;)
            {
                var reader = new Reader(piece.Span[at..]);
                if (!found.Add(ref reader, piece[at..]))
                {
                    found.Dispose();
                    throw new InvalidDataException($"rows of {section.Table} are not encoded as expected, byte {at} of {piece.Length}");
                }

                at += reader.At;
            }
        }

        return found;
    }

    internal int IndexOf(string column) => Array.FindIndex(_columns, c => c.Name == column);

    /// <summary>The values of a column of fixed width.</summary>
    internal ReadOnlySpan<T> Values<T>(int block, int column)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(_blocks[block].ValuesOf(column));

    /// <summary>The values of a column of fixed width, one piece a block.</summary>
    internal ArraySegment<byte>[] PlacesOf(int column) => [.. _blocks.Select(b => ArrayOf(b.Bytes.Slice(b.Places[column].Start, b.Rows * b.Places[column].Width)))];

    /// <summary>The texts of a column with a dictionary.</summary>
    internal EncodedTexts Texts(int block, int column) =>
        new(_blocks[block].ValuesOf(column), _blocks[block].Places[column].Width, MemoryMarshal.Cast<byte, int>(_numbers.Span)[_blocks[block].Places[column].Numbers..]);

    public void Dispose()
    {
        _numbers.Dispose();
        foreach (var column in _columns)
            column.Dictionary?.Dispose();
    }

    static ArraySegment<byte> ArrayOf(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out var array) ? array : throw new NotSupportedException("blocks are in arrays");

    bool Add(ref Reader reader, ReadOnlyMemory<byte> bytes)
    {
        if (reader.VarUInt() != _columns.Length)
            return false;
        var rows = reader.VarUInt();
        var places = new EncodedPlace[_columns.Length];
        for (var i = 0; i < _columns.Length && !reader.Failed; i++)
        {
            if (!_columns[i].Is(reader.Text(), reader.Text()))
                return false;
            if (rows > 0)
                places[i] = PlaceOf(_columns[i], rows, ref reader);
        }

        if (reader.Failed)
            return false;
        if (rows > 0)
            _blocks.Add(new EncodedBlock(bytes, rows, places));
        Rows += rows;
        return true;
    }

    EncodedPlace PlaceOf(EncodedColumn column, int rows, ref Reader reader)
    {
        if (column.Dictionary is null)
            return new EncodedPlace(reader.Skip((long)rows * column.Width), column.Width, 0);
        var first = _numbers.Length / sizeof(int);
        var (version, flags, keys) = (reader.UInt64(), reader.UInt64(), reader.UInt64());
        if (version != LowCardinalityColumn.Version || (flags & HasKeys) == 0 || (flags & 0xff) > 2)
            reader.Fail();
        for (var key = 0UL; key < keys && !reader.Failed; key++)
        {
            column.Dictionary.Append(reader.Text());
            _numbers.Write(column.Dictionary.Indices[^1]);
        }

        if (reader.UInt64() != (ulong)rows)
            reader.Fail();
        var width = 1 << (int)(flags & 0xff);
        return new EncodedPlace(reader.Skip((long)rows * width), width, first);
    }

    /// <summary>Reads the primitives of Native; what does not fit fails, and nothing after it counts.</summary>
    ref struct Reader(ReadOnlySpan<byte> bytes)
    {
        readonly ReadOnlySpan<byte> _bytes = bytes;

        internal int At { get; private set; }

        internal bool Failed { get; private set; }

        internal void Fail() => Failed = true;

        internal int Skip(long length)
        {
            var start = At;
            if (Failed || length > _bytes.Length - At)
                Failed = true;
            else
                At += (int)length;
            return start;
        }

        internal ulong UInt64()
        {
            var start = Skip(sizeof(ulong));
            return Failed ? 0 : BinaryPrimitives.ReadUInt64LittleEndian(_bytes[start..]);
        }

        internal ReadOnlySpan<byte> Text()
        {
            var length = VarUInt();
            var start = Skip(length);
            return Failed ? default : _bytes.Slice(start, length);
        }

        internal int VarUInt()
        {
            var value = 0L;
            for (var shift = 0; shift < 35; shift += 7)
            {
                var start = Skip(1);
                if (Failed)
                    return 0;
                value |= (long)(_bytes[start] & 0x7f) << shift;
                if (_bytes[start] < 0x80 && value <= int.MaxValue)
                    return (int)value;
            }

            Failed = true;
            return 0;
        }
    }
}

/// <summary>A column that all blocks of a section have.</summary>
sealed class EncodedColumn(string name)
{
    readonly byte[] _name = Encoding.UTF8.GetBytes(name);
    byte[]? _type;

    internal string Name { get; } = name;

    /// <summary>Its type, once a block was seen.</summary>
    internal ReadOnlySpan<byte> Type => _type;

    /// <summary>The same as text.</summary>
    internal string TypeText => Encoding.UTF8.GetString(Type);

    /// <summary>Bytes a value; 0 when there is a dictionary.</summary>
    internal int Width { get; private set; }

    /// <summary>The texts of all blocks, when it has a dictionary: owners and names of metrics, by which rows are ordered first.</summary>
    internal LowCardinalityColumn? Dictionary { get; private set; }

    /// <summary>Whether a block has this column at this place, of a type that all blocks have and that is known here.</summary>
    internal bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> type)
    {
        if (!name.SequenceEqual(_name))
            return false;
        if (_type is not null)
            return type.SequenceEqual(_type);
        _type = type.ToArray();
        Width = type switch
        {
            _ when type.SequenceEqual("UInt64"u8) || type.SequenceEqual("Float64"u8) || type.StartsWith("DateTime64("u8) => sizeof(ulong),
            _ when type.SequenceEqual("UInt32"u8) => sizeof(uint),
            _ when type.SequenceEqual("UInt16"u8) => sizeof(ushort),
            _ => 0,
        };
        if (Name is "tenant" or "metric" && type.SequenceEqual("LowCardinality(String)"u8))
            Dictionary = new LowCardinalityColumn();
        return Width > 0 || Dictionary is not null;
    }
}

/// <summary>A block of a section.</summary>
/// <param name="Bytes">From its first byte to the end of its piece.</param>
/// <param name="Rows">How many rows it has.</param>
/// <param name="Places">Where its columns are.</param>
readonly record struct EncodedBlock(ReadOnlyMemory<byte> Bytes, int Rows, EncodedPlace[] Places)
{
    internal ReadOnlySpan<byte> ValuesOf(int column) => Bytes.Span.Slice(Places[column].Start, Rows * Places[column].Width);
}

/// <summary>Where the values of a column, or its indices into a dictionary, are.</summary>
/// <param name="Start">The first byte.</param>
/// <param name="Width">Bytes a row.</param>
/// <param name="Numbers">Where the numbers of the block's own dictionary begin among those of all blocks.</param>
readonly record struct EncodedPlace(int Start, int Width, int Numbers);

/// <summary>Which text each row of a block has.</summary>
/// <param name="indices">Into the block's own dictionary.</param>
/// <param name="width">Bytes an index.</param>
/// <param name="numbers">Of the texts of the block's dictionary among those of all blocks.</param>
readonly ref struct EncodedTexts(ReadOnlySpan<byte> indices, int width, ReadOnlySpan<int> numbers)
{
    readonly ReadOnlySpan<byte> _indices = indices;
    readonly ReadOnlySpan<int> _numbers = numbers;

    /// <summary>The index into the block's own dictionary: equal in it means equal.</summary>
    internal int IndexAt(int row) => width switch
    {
        1 => _indices[row],
        2 => BinaryPrimitives.ReadUInt16LittleEndian(_indices[(row * 2)..]),
        _ => BinaryPrimitives.ReadInt32LittleEndian(_indices[(row * 4)..]),
    };

    /// <summary>The number of the text, the same for equal texts of all blocks.</summary>
    internal int NumberAt(int row) => _numbers[IndexAt(row)];
}
