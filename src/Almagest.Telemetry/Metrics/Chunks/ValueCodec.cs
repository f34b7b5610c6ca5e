using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Almagest.ClickHouse.Formats;

namespace Almagest.Telemetry.Metrics.Chunks;

/// <summary>
/// Float values of a chunk, bit for bit. Most metrics are decimals (counts, seconds with a few digits): as in ALP (Afroozeh, Kuffo, Boncz:
/// "ALP: Adaptive Lossless floating-Point Compression", SIGMOD 2024) they become integers of one decimal exponent, then distances from the
/// value before, then blocks of 64 packed above the block's least. Sums of decimals are near one: they carry their distance from it in units of
/// the last place. What is no decimal goes through XOR with the value before, packed likewise.
/// </summary>
static class ValueCodec
{
    internal const byte Constant = 0;
    internal const byte DecimalDistances = 1;
    internal const byte Xor = 2;
    internal const byte Decimals = 3;
    internal const byte NearDecimals = 4;

    const int BlockLength = TimeCodec.BlockLength;

    internal static void Write(ByteBuffer output, ReadOnlySpan<double> values)
    {
        var bits = MemoryMarshal.Cast<double, long>(values);
        if (!bits.ContainsAnyExcept(bits[0]))
        {
            output.Write(Constant);
            output.Write(bits[0]);
            return;
        }

        var decimals = DecimalForm.Rent(values.Length);
        try
        {
            if (decimals.TryFill(values) || decimals.TryFillNear(values))
                decimals.Write(output, values);
            else
                WriteXor(output, bits);
        }
        finally
        {
            decimals.Return();
        }
    }

    // Hot path: per sample.
    /// <summary>Decodes all values of a chunk into <paramref name="values"/>, which has exactly their number.</summary>
    /// <exception cref="InvalidDataException">The bytes are no chunk.</exception>
    internal static void Read(ReadOnlySpan<byte> bytes, Span<double> values)
    {
        var reader = new ChunkReader(bytes);
        switch (reader.Byte())
        {
            case Constant:
                values.Fill(BitConverter.Int64BitsToDouble(reader.Raw()));
                break;
            case DecimalDistances:
                ReadDecimals(ref reader, values, distances: true);
                break;
            case Decimals:
                ReadDecimals(ref reader, values, distances: false);
                break;
            case NearDecimals:
                ReadDecimals(ref reader, values, distances: true, near: true);
                break;
            case Xor:
                ReadXor(ref reader, MemoryMarshal.Cast<double, long>(values));
                break;
            default:
                throw new InvalidDataException("a chunk of samples has an unknown form of values");
        }
    }

    static void ReadDecimals(ref ChunkReader reader, Span<double> values, bool distances, bool near = false)
    {
        var power = DecimalForm.Power(reader.Byte());
        var exceptions = (int)reader.VarUInt();
        var exceptionReader = reader;
        for (var i = 0; i < exceptions; i++)
        {
            reader.VarUInt();
            reader.Raw();
        }

        var value = distances ? reader.VarInt() : 0;
        var start = distances ? 1 : 0;
        if (distances)
            values[0] = value;
        for (var at = start; at < values.Length; at += BlockLength)
        {
            var count = Math.Min(BlockLength, values.Length - at);
            var least = reader.VarInt();
            int width = reader.Byte();
            var block = values.Slice(at, count);
            ref var target = ref MemoryMarshal.GetReference(block);
            var packed = reader.PackedSpan(count, width);
            var fast = PackedSums.Can(value, least, width);
            if (distances)
                value = fast ? PackedSums.Sum(packed, block, width, value, least) : Sum(ref BitPacking.Start(packed), ref target, count, width, (value, least));
            else if (fast)
                PackedSums.Place(packed, block, width, least);
            else
                Place(ref BitPacking.Start(packed), ref target, count, width, least);
        }

        // A division, not a product: a decimal of up to 15 digits is the correctly rounded quotient of its digits and a power of ten.
        if (power != 1)
            System.Numerics.Tensors.TensorPrimitives.Divide(values, power, values);
        if (near)
            ReadUlps(ref reader, MemoryMarshal.Cast<double, long>(values));
        for (var i = 0; i < exceptions; i++)
            values[(int)exceptionReader.VarUInt()] = BitConverter.Int64BitsToDouble(exceptionReader.Raw());
    }

    static void ReadUlps(ref ChunkReader reader, Span<long> bits)
    {
        ref var target = ref MemoryMarshal.GetReference(bits);
        for (var at = 0; at < bits.Length; at += BlockLength)
        {
            var count = Math.Min(BlockLength, bits.Length - at);
            var least = reader.VarInt();
            int width = reader.Byte();
            ref var packed = ref reader.Packed(count, width);
            var mask = BitPacking.MaskOf(width);
            for (var i = 0; i < count; i++)
                Unsafe.Add(ref target, at + i) += least + (long)BitPacking.Read(ref packed, i, width, mask);
        }
    }

    static long Sum(ref byte packed, ref double target, int count, int width, (long Value, long Least) from)
    {
        var (value, least) = from;
        var mask = BitPacking.MaskOf(width);
        for (var i = 0; i < count; i++)
        {
            value += least + (long)BitPacking.Read(ref packed, i, width, mask);
            Unsafe.Add(ref target, i) = value;
        }

        return value;
    }

    static void Place(ref byte packed, ref double target, int count, int width, long least)
    {
        var mask = BitPacking.MaskOf(width);
        for (var i = 0; i < count; i++)
            Unsafe.Add(ref target, i) = least + (long)BitPacking.Read(ref packed, i, width, mask);
    }

    static void WriteXor(ByteBuffer output, ReadOnlySpan<long> bits)
    {
        output.Write(Xor);
        output.Write(bits[0]);
        Span<ulong> block = stackalloc ulong[BlockLength];
        for (var at = 1; at < bits.Length; at += BlockLength)
        {
            var count = Math.Min(BlockLength, bits.Length - at);
            ulong all = 0;
            for (var i = 0; i < count; i++)
                all |= block[i] = (ulong)(bits[at + i] ^ bits[at + i - 1]);
            var shift = all == 0 ? 0 : System.Numerics.BitOperations.TrailingZeroCount(all);
            foreach (ref var number in block[..count])
                number >>= shift;
            var width = BitPacking.WidthOf(all >> shift);
            output.Write((byte)shift);
            output.Write((byte)width);
            BitPacking.Write(output, block[..count], width);
        }
    }

    static void ReadXor(ref ChunkReader reader, Span<long> bits)
    {
        var value = bits[0] = reader.Raw();
        for (var at = 1; at < bits.Length; at += BlockLength)
        {
            var count = Math.Min(BlockLength, bits.Length - at);
            int shift = reader.Byte();
            int width = reader.Byte();
            ref var packed = ref reader.Packed(count, width);
            var mask = BitPacking.MaskOf(width);
            for (var i = 0; i < count; i++)
                bits[at + i] = value ^= (long)(BitPacking.Read(ref packed, i, width, mask) << shift);
        }
    }
}
