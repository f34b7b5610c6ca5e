using System.Buffers.Binary;
using System.Text;

namespace Almagest.Server.Platform.Wire;

/// <summary>Writes protobuf fields into one growing buffer. Lengths of nested messages are minimal varints: a message is moved
/// by the bytes its length needs beyond one. Not thread-safe.</summary>
public sealed class ProtoWriter(int capacity = 4096)
{
    byte[] _bytes = new byte[capacity];

    /// <summary>Bytes written so far, and the offset of the next field.</summary>
    public int Length { get; private set; }

    /// <summary>What was written; valid until the next write.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    /// <summary>Forgets everything and keeps the buffer.</summary>
    public void Clear() => Length = 0;

    /// <summary>Opens a nested message.</summary>
    /// <returns>The mark to hand to <see cref="End"/>.</returns>
    public int Begin(int field)
    {
        Tag(field, 2);
        Reserve(1);
        _bytes[Length++] = 0;
        return Length;
    }

    /// <summary>Closes the nested message opened with this mark.</summary>
    public void End(int mark)
    {
        var length = Length - mark;
        var extra = VarintSize((ulong)length) - 1;
        if (extra > 0)
        {
            Reserve(extra);
            _bytes.AsSpan(mark, length).CopyTo(_bytes.AsSpan(mark + extra));
            Length += extra;
        }
        PutVarint(mark - 1, (ulong)length);
    }

    public void Varint(int field, ulong value)
    {
        Tag(field, 0);
        Raw(value);
    }

    public void Fixed64(int field, ulong value)
    {
        Tag(field, 1);
        Reserve(8);
        BinaryPrimitives.WriteUInt64LittleEndian(_bytes.AsSpan(Length), value);
        Length += 8;
    }

    public void Double(int field, double value) => Fixed64(field, BitConverter.DoubleToUInt64Bits(value));

    public void Fixed32(int field, uint value)
    {
        Tag(field, 5);
        Reserve(4);
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(Length), value);
        Length += 4;
    }

    /// <summary>A zigzag-coded signed integer (sint32).</summary>
    public void Signed(int field, int value) => Varint(field, (uint)((value << 1) ^ (value >> 31)));

    public void Text(int field, string value)
    {
        Tag(field, 2);
        var size = Encoding.UTF8.GetByteCount(value);
        Raw((ulong)size);
        Reserve(size);
        Length += Encoding.UTF8.GetBytes(value, _bytes.AsSpan(Length));
    }

    public void Bytes(int field, ReadOnlySpan<byte> value)
    {
        Tag(field, 2);
        Raw((ulong)value.Length);
        Reserve(value.Length);
        value.CopyTo(_bytes.AsSpan(Length));
        Length += value.Length;
    }

    public void PackedFixed64(int field, ReadOnlySpan<ulong> values)
    {
        var mark = Begin(field);
        Reserve(values.Length * 8);
        foreach (var value in values)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(_bytes.AsSpan(Length), value);
            Length += 8;
        }
        End(mark);
    }

    public void PackedDouble(int field, ReadOnlySpan<double> values)
    {
        var mark = Begin(field);
        Reserve(values.Length * 8);
        foreach (var value in values)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(_bytes.AsSpan(Length), value);
            Length += 8;
        }
        End(mark);
    }

    public void PackedVarint(int field, ReadOnlySpan<ulong> values)
    {
        var mark = Begin(field);
        foreach (var value in values) Raw(value);
        End(mark);
    }

    void Tag(int field, int wireType) => Raw((ulong)((field << 3) | wireType));

    void Raw(ulong value)
    {
        Reserve(10);
        Length = PutVarint(Length, value);
    }

    int PutVarint(int at, ulong value)
    {
        while (value >= 0x80)
        {
            _bytes[at++] = (byte)(value | 0x80);
            value >>= 7;
        }
        _bytes[at++] = (byte)value;
        return at;
    }

    void Reserve(int count)
    {
        if (Length + count > _bytes.Length) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + count));
    }

    static int VarintSize(ulong value)
    {
        var size = 1;
        while ((value >>= 7) != 0) size++;
        return size;
    }
}
