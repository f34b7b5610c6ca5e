using Almagest.ClickHouse.Formats;

namespace Almagest.Telemetry.Metrics.Chunks;

/// <summary>
/// Gives chunks with the same times the same array: all series of one target are scraped at once. Only recently seen arrays are found again,
/// which is what neighbours in time need, and bounds the memory.
/// </summary>
static class TimePool
{
    const int Slots = 1 << 14;

    static readonly byte[]?[] Recent = new byte[]?[Slots];

    /// <summary>A padded array with these bytes.</summary>
    internal static byte[] Share(ReadOnlySpan<byte> times)
    {
        ref var slot = ref Recent[XxHash64.Hash(times) & (Slots - 1)];
        if (Volatile.Read(ref slot) is { } known && known.Length == times.Length + Chunk.Padding && known.AsSpan(0, times.Length).SequenceEqual(times))
            return known;
        var padded = Chunk.Pad(times);
        Volatile.Write(ref slot, padded);
        return padded;
    }
}
