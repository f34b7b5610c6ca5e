using Almagest.ClickHouse.Formats;

namespace Almagest.Telemetry.Metrics.Chunks;

/// <summary>
/// Gives chunks with the same times the same array: all series of one target are scraped at once. Only recently seen arrays are found again,
/// which is what neighbours in time need, and bounds the memory.
/// </summary>
static class TimePool
{
    const int Slots = 1 << 14;

    static readonly Shared?[] Recent = new Shared?[Slots];

    /// <summary>A padded array with these bytes.</summary>
    internal static byte[] Share(ReadOnlySpan<byte> times) => Find(times).Bytes;

    /// <summary>The same, and its first and last time from the start of the hour.</summary>
    /// <exception cref="InvalidDataException">The bytes are not so many times.</exception>
    internal static SharedTimes Share(ReadOnlySpan<byte> times, int count)
    {
        var shared = Find(times);
        if (shared.Times is { } known && known.Count == count)
            return known;
        var (first, last) = DecodedTimes.Ends(shared.Bytes, 0, count);
        return shared.Times = new SharedTimes(shared.Bytes, count, first, last);
    }

    static Shared Find(ReadOnlySpan<byte> times)
    {
        ref var slot = ref Recent[XxHash64.Hash(times) & (Slots - 1)];
        if (Volatile.Read(ref slot) is { } known && known.Bytes.Length == times.Length + Chunk.Padding && known.Bytes.AsSpan(0, times.Length).SequenceEqual(times))
            return known;
        var shared = new Shared(Chunk.Pad(times));
        Volatile.Write(ref slot, shared);
        return shared;
    }

    sealed class Shared(byte[] bytes)
    {
        internal byte[] Bytes { get; } = bytes;

        // Replaced as a whole: other threads read it.
        internal SharedTimes? Times { get; set; }
    }
}

/// <summary>Times of chunks of an hour.</summary>
/// <param name="Bytes">As <see cref="TimeCodec"/> writes them, padded.</param>
/// <param name="Count">How many.</param>
/// <param name="First">The first, milliseconds from the start of the hour.</param>
/// <param name="Last">The last.</param>
sealed record SharedTimes(byte[] Bytes, int Count, long First, long Last);
