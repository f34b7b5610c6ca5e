using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Almagest.Telemetry.Metrics.Chunks;

/// <summary>
/// Packed distances as the doubles they lead to, eight at a time. Eight numbers of one width begin with a whole byte, so one shuffle per width brings each into a
/// lane of its own (D. Lemire, L. Boytsov: "Decoding billions of integers per second through vectorization", 2015). All sums are of integers below 2^53, so doubles
/// hold them exactly.
/// </summary>
static class PackedSums
{
    // Four bytes hold a number of this width wherever in its first byte it begins.
    internal const int WidestNumber = 25;

    // A block of 64 leads at most 2^46 away from where it begins.
    const long FarthestStart = 1L << 51;
    const long GreatestLeast = 1L << 40;

    const int Abreast = 8;

    // Bytes of a load.
    const int Reach = 16;

    static readonly byte[] Shuffles = MakeShuffles();
    static readonly uint[] Shifts = MakeShifts();

    /// <summary>Whether <see cref="Sum"/> and <see cref="Place"/> can decode a block.</summary>
    internal static bool Can(long value, long least, int width) =>
        Avx2.IsSupported && width <= WidestNumber && value is > -FarthestStart and < FarthestStart && least is > -GreatestLeast and < GreatestLeast;

    // Hot path: per sample.
    /// <summary>The sums of <paramref name="value"/> and the packed numbers, each of which is <paramref name="least"/> more than it is packed as; gives back the last.</summary>
    /// <param name="packed">The numbers and what lies behind them.</param>
    /// <param name="into">One sum a number.</param>
    /// <param name="width">Bits of a number.</param>
    /// <param name="value">Where the sums begin.</param>
    /// <param name="least">What every number is at least.</param>
    internal static long Sum(ReadOnlySpan<byte> packed, Span<double> into, int width, long value, long least)
    {
        ref var start = ref MemoryMarshal.GetReference(packed);
        ref var target = ref MemoryMarshal.GetReference(into);
        var (shuffleLow, shuffleHigh, shifts) = Controls(width);
        var mask = Vector256.Create((uint)BitPacking.MaskOf(width));
        var half = (width * 4) >> 3;
        var from = Vector256.Create((double)value);
        var rampLow = Vector256.Create(1.0, 2, 3, 4) * least;
        var rampHigh = Vector256.Create(5.0, 6, 7, 8) * least;
        var (i, wide) = (0, Wide(packed.Length, into.Length, width));
        for (; i < wide; i += Abreast)
        {
            var x = Unpack(ref Unsafe.Add(ref start, (i >> 3) * width), half, shuffleLow, shuffleHigh, shifts) & mask;
            x += Avx2.ShiftLeftLogical128BitLane(x, 4);
            x += Avx2.ShiftLeftLogical128BitLane(x, 8);
            // The upper half begins where the lower one ends.
            x += Avx2.PermuteVar8x32(x, Vector256.Create(3u)) & Vector256.Create(0u, 0, 0, 0, uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue);
            var low = from + (rampLow + Avx.ConvertToVector256Double(x.GetLower().AsInt32()));
            var high = from + (rampHigh + Avx.ConvertToVector256Double(x.GetUpper().AsInt32()));
            low.StoreUnsafe(ref target, (nuint)i);
            high.StoreUnsafe(ref target, (nuint)i + 4);
            from = Avx2.Permute4x64(high, 0xFF);
        }

        value = (long)from.ToScalar();
        var bits = BitPacking.MaskOf(width);
        for (; i < into.Length; i++)
        {
            value += least + (long)BitPacking.Read(ref start, i, width, bits);
            Unsafe.Add(ref target, i) = value;
        }

        return value;
    }

    // Hot path: per sample.
    /// <summary>The packed numbers, each <paramref name="least"/> more than it is packed as.</summary>
    internal static void Place(ReadOnlySpan<byte> packed, Span<double> into, int width, long least)
    {
        ref var start = ref MemoryMarshal.GetReference(packed);
        ref var target = ref MemoryMarshal.GetReference(into);
        var (shuffleLow, shuffleHigh, shifts) = Controls(width);
        var mask = Vector256.Create((uint)BitPacking.MaskOf(width));
        var half = (width * 4) >> 3;
        var from = Vector256.Create((double)least);
        var (i, wide) = (0, Wide(packed.Length, into.Length, width));
        for (; i < wide; i += Abreast)
        {
            var x = Unpack(ref Unsafe.Add(ref start, (i >> 3) * width), half, shuffleLow, shuffleHigh, shifts) & mask;
            (from + Avx.ConvertToVector256Double(x.GetLower().AsInt32())).StoreUnsafe(ref target, (nuint)i);
            (from + Avx.ConvertToVector256Double(x.GetUpper().AsInt32())).StoreUnsafe(ref target, (nuint)i + 4);
        }

        var bits = BitPacking.MaskOf(width);
        for (; i < into.Length; i++)
            Unsafe.Add(ref target, i) = least + (long)BitPacking.Read(ref start, i, width, bits);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<uint> Unpack(ref byte at, int half, Vector128<byte> shuffleLow, Vector128<byte> shuffleHigh, Vector256<uint> shifts)
    {
        var low = Ssse3.Shuffle(Vector128.LoadUnsafe(ref at), shuffleLow);
        var high = Ssse3.Shuffle(Vector128.LoadUnsafe(ref at, (nuint)half), shuffleHigh);
        return Avx2.ShiftRightLogicalVariable(Vector256.Create(low, high).AsUInt32(), shifts);
    }

    // How many numbers can be read eight at a time: the last loads of a block reach beyond it, where the chunk may end.
    static int Wide(int bytes, int count, int width)
    {
        var whole = count / Abreast;
        var room = bytes - Reach - ((width * 4) >> 3);
        return Abreast * (room < 0 ? 0 : width == 0 ? whole : Math.Min(whole, (room / width) + 1));
    }

    static (Vector128<byte> Low, Vector128<byte> High, Vector256<uint> Shifts) Controls(int width)
    {
        ref var shuffles = ref MemoryMarshal.GetArrayDataReference(Shuffles);
        return (Vector128.LoadUnsafe(ref shuffles, (nuint)(width * 32)), Vector128.LoadUnsafe(ref shuffles, (nuint)(width * 32 + 16)),
            Vector256.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(Shifts), (nuint)(width * Abreast)));
    }

    // Which bytes each number lies in; the upper four are counted from the byte in which the fifth begins.
    static byte[] MakeShuffles()
    {
        var shuffles = new byte[(WidestNumber + 1) * 32];
        for (var width = 0; width <= WidestNumber; width++)
        {
            for (var i = 0; i < Abreast; i++)
            {
                for (var part = 0; part < 4; part++)
                    shuffles[(width * 32) + (i * 4) + part] = (byte)(((i * width) >> 3) - (i < 4 ? 0 : (width * 4) >> 3) + part);
            }
        }

        return shuffles;
    }

    static uint[] MakeShifts()
    {
        var shifts = new uint[(WidestNumber + 1) * Abreast];
        for (var width = 0; width <= WidestNumber; width++)
        {
            for (var i = 0; i < Abreast; i++)
                shifts[(width * Abreast) + i] = (uint)(i * width) & 7;
        }

        return shifts;
    }
}
