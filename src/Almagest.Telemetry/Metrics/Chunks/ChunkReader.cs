using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Almagest.Telemetry.Metrics.Chunks;

/// <summary>A position in the bytes of a chunk, which end with <see cref="Chunk.Padding"/> bytes nobody reads as data.</summary>
ref struct ChunkReader(ReadOnlySpan<byte> bytes)
{
    readonly ReadOnlySpan<byte> _bytes = bytes;
    int _position;

    internal byte Byte() => _bytes[_position++];

    internal long Raw()
    {
        var value = MemoryMarshal.Read<long>(_bytes[_position..]);
        _position += sizeof(long);
        return value;
    }

    internal ulong VarUInt()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = _bytes[_position++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }

        throw new InvalidDataException("a number in a chunk of samples has more than 64 bits");
    }

    internal long VarInt() => ZigZag.Decode(VarUInt());

    /// <summary>The start of a packed run, which is passed over.</summary>
    internal ref byte Packed(int count, int width) => ref BitPacking.Start(PackedSpan(count, width));

    /// <summary>A packed run, which is passed over, and all that is behind it.</summary>
    internal ReadOnlySpan<byte> PackedSpan(int count, int width)
    {
        var size = BitPacking.SizeOf(count, width);
        if (_position + size + Chunk.Padding > _bytes.Length)
            throw new InvalidDataException($"a chunk of {_bytes.Length} bytes ends within its samples");
        var packed = _bytes[_position..];
        _position += size;
        return packed;
    }
}

/// <summary>Signed numbers as unsigned ones that stay small when the number is near zero.</summary>
static class ZigZag
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Encode(long value) => (ulong)((value << 1) ^ (value >> 63));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static long Decode(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);
}
