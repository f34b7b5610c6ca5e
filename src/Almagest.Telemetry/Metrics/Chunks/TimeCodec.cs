using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Almagest.ClickHouse.Formats;

namespace Almagest.Telemetry.Metrics.Chunks;

/// <summary>
/// Times of a chunk: count, first time from the start of the hour, the usual distance, then blocks of 64 deviations from it, each block packed
/// to the width of its largest. Regular scrapes cost one byte a block.
/// </summary>
static class TimeCodec
{
    internal const int BlockLength = 64;

    internal static void Write(ByteBuffer output, ReadOnlySpan<long> times, long startMs)
    {
        output.WriteVarUInt((ulong)times.Length);
        output.WriteVarUInt(ZigZag.Encode(times[0] - startMs));
        if (times.Length == 1)
            return;
        var usual = UsualDistance(times);
        output.WriteVarUInt((ulong)usual);
        Span<ulong> block = stackalloc ulong[BlockLength];
        for (var at = 1; at < times.Length; at += BlockLength)
        {
            var count = Math.Min(BlockLength, times.Length - at);
            ulong all = 0;
            for (var i = 0; i < count; i++)
                all |= block[i] = ZigZag.Encode(times[at + i] - times[at + i - 1] - usual);
            var width = BitPacking.WidthOf(all);
            output.Write((byte)width);
            BitPacking.Write(output, block[..count], width);
        }
    }

    /// <summary>How many times there are.</summary>
    internal static int CountOf(ReadOnlySpan<byte> bytes) => (int)new ChunkReader(bytes).VarUInt();

    // Hot path: per sample.
    /// <summary>Decodes all times; <paramref name="times"/> has room for exactly <see cref="CountOf"/>.</summary>
    /// <exception cref="InvalidDataException">The bytes are no chunk.</exception>
    internal static void Read(ReadOnlySpan<byte> bytes, long startMs, Span<long> times)
    {
        var reader = new ChunkReader(bytes);
        if (reader.VarUInt() != (ulong)times.Length)
            throw new InvalidDataException("a chunk of samples has another number of times than its row says");
        var time = times[0] = startMs + reader.VarInt();
        if (times.Length == 1)
            return;
        var usual = (long)reader.VarUInt();
        ref var target = ref MemoryMarshal.GetReference(times);
        for (var at = 1; at < times.Length; at += BlockLength)
        {
            var count = Math.Min(BlockLength, times.Length - at);
            int width = reader.Byte();
            ref var packed = ref reader.Packed(count, width);
            var mask = BitPacking.MaskOf(width);
            if (width == 0)
            {
                for (var i = 0; i < count; i++)
                    Unsafe.Add(ref target, at + i) = time += usual;
                continue;
            }

            for (var i = 0; i < count; i++)
                Unsafe.Add(ref target, at + i) = time += usual + ZigZag.Decode(BitPacking.Read(ref packed, i, width, mask));
        }
    }

    /// <summary>The median of the first distances: robust against one late or missing scrape.</summary>
    static long UsualDistance(ReadOnlySpan<long> times)
    {
        Span<long> distances = stackalloc long[15];
        var count = Math.Min(distances.Length, times.Length - 1);
        for (var i = 0; i < count; i++)
            distances[i] = times[i + 1] - times[i];
        distances[..count].Sort();
        return distances[count / 2];
    }
}
