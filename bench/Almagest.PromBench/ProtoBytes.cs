using System.Buffers.Binary;
using System.Text;

namespace Almagest.PromBench;

/// <summary>Bytes of a protobuf message that grow at the end.</summary>
sealed class ProtoBytes
{
    byte[] _bytes = new byte[1 << 16];

    internal int Length { get; private set; }

    internal ReadOnlySpan<byte> Span => _bytes.AsSpan(0, Length);

    internal void Clear() => Length = 0;

    internal void Varint(ulong value)
    {
        var span = Room(10);
        var at = 0;
        for (; value >= 0x80; value >>= 7)
            span[at++] = (byte)(value | 0x80);
        span[at++] = (byte)value;
        Length += at;
    }

    internal void Fixed(double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(Room(8), value);
        Length += 8;
    }

    internal void Field(int field, ReadOnlySpan<byte> bytes)
    {
        Varint((ulong)(field << 3 | 2));
        Varint((ulong)bytes.Length);
        bytes.CopyTo(Room(bytes.Length));
        Length += bytes.Length;
    }

    internal void Field(int field, string text) => Field(field, Encoding.UTF8.GetBytes(text));

    /// <summary>A snappy block of literals only.</summary>
    internal byte[] ToSnappy()
    {
        const int LiteralLength = 60_000;
        using var block = new MemoryStream(Length + Length / 1000 + 64);
        var head = new ProtoBytes();
        head.Varint((ulong)Length);
        block.Write(head.Span);
        for (var at = 0; at < Length; at += LiteralLength)
        {
            var length = Math.Min(LiteralLength, Length - at);
            // Tag of a literal whose length stands in the two bytes behind it.
            block.WriteByte(61 << 2);
            block.WriteByte((byte)(length - 1));
            block.WriteByte((byte)((length - 1) >> 8));
            block.Write(_bytes, at, length);
        }

        return block.ToArray();
    }

    Span<byte> Room(int count)
    {
        if (Length + count > _bytes.Length)
            Array.Resize(ref _bytes, (Length + count) * 2);
        return _bytes.AsSpan(Length);
    }
}
