using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Almagest.ClickHouse.Formats;

namespace Almagest.Telemetry.Metrics.Chunks;

/// <summary>Numbers of one width side by side, lowest bits first. Readers may look up to 8 bytes past the last number.</summary>
static class BitPacking
{
    /// <summary>Bytes that <paramref name="count"/> numbers take.</summary>
    internal static int SizeOf(int count, int width) => (count * width + 7) >> 3;

    /// <summary>Bits that hold every number up to <paramref name="max"/>.</summary>
    internal static int WidthOf(ulong max) => 64 - BitOperations.LeadingZeroCount(max);

    // Hot path: per sample.
    internal static void Write(ByteBuffer output, ReadOnlySpan<ulong> numbers, int width)
    {
        var size = SizeOf(numbers.Length, width);
        // Whole words are written; the bits beyond the last number are 0, and what is appended next takes their place.
        ref var target = ref MemoryMarshal.GetReference(output.GetSpan(size + sizeof(ulong)));
        var (word, bits, at) = (0UL, 0, 0);
        foreach (var number in numbers)
        {
            word |= number << bits;
            bits += width;
            if (bits < 64)
                continue;
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, at), word);
            at += sizeof(ulong);
            bits -= 64;
            word = bits == 0 ? 0 : number >> (width - bits);
        }

        Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, at), word);
        output.Advance(size);
    }

    // Hot path: per sample.
    /// <summary>The number at <paramref name="index"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Read(ref byte start, int index, int width, ulong mask)
    {
        var bit = index * width;
        ref var at = ref Unsafe.Add(ref start, bit >> 3);
        var shift = bit & 7;
        var number = Unsafe.ReadUnaligned<ulong>(ref at) >> shift;
        // A number of more than 57 bits can reach into a ninth byte.
        if (width > 57 && shift > 0)
            number |= (ulong)Unsafe.Add(ref at, 8) << (64 - shift);
        return number & mask;
    }

    /// <summary>The lowest <paramref name="width"/> bits.</summary>
    internal static ulong MaskOf(int width) => width == 64 ? ulong.MaxValue : (1UL << width) - 1;

    internal static ref byte Start(ReadOnlySpan<byte> bytes) => ref MemoryMarshal.GetReference(bytes);
}
