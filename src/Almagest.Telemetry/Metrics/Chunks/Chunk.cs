using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Almagest.Telemetry.Metrics.Chunks;

/// <summary>
/// Samples of one series within one hour, compressed. Immutable. Times and values are apart because series of one target share their times:
/// ClickHouse's codec then stores them once, and so does memory. A value, not an object: queries read tens of thousands of them.
/// </summary>
/// <param name="Times">As <see cref="TimeCodec"/> writes them, then <see cref="Padding"/> bytes.</param>
/// <param name="Values">As <see cref="ValueCodec"/> (or <see cref="HistogramCodec"/>) writes them, then <see cref="Padding"/> bytes of anything.</param>
/// <param name="Count">How many samples.</param>
/// <param name="FirstMs">Time of the first sample, Unix milliseconds.</param>
/// <param name="LastMs">Time of the last sample, Unix milliseconds.</param>
/// <param name="IsHistogram">Whether the samples are native histograms.</param>
readonly record struct Chunk(byte[] Times, ReadOnlyMemory<byte> Values, int Count, long FirstMs, long LastMs, bool IsHistogram)
{
    /// <summary>Bytes after the data that decoders may touch, so that they need no care at the end: what they load at once.</summary>
    internal const int Padding = 16;

    // A processor's line of memory; what lies behind the first ones, it brings by itself.
    const int LineBytes = 64;
    const int MostExpected = 256;

    /// <summary>How long the time is that one chunk covers, milliseconds.</summary>
    internal const long SpanMs = 3_600_000;

    /// <summary>Bytes in memory, array headers included.</summary>
    internal int SizeBytes => 72 + Values.Length + 24;

    /// <summary>Brings the values near: they are decoded soon.</summary>
    internal unsafe void Expect()
    {
        if (!Sse.IsSupported)
            return;
        // Where the collector moves the bytes meanwhile, the wrong ones come near.
        ref var first = ref MemoryMarshal.GetReference(Values.Span);
        for (var at = 0; at < Math.Min(Values.Length, MostExpected); at += LineBytes)
            Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref first, at)));
    }

    /// <summary>The hour of a time, counted from 1970.</summary>
    internal static int HourOf(long timeMs) => (int)Math.DivRem(timeMs, SpanMs, out var rest) - (rest < 0 ? 1 : 0);

    /// <summary>The first millisecond of an hour.</summary>
    internal static long StartOf(int hour) => hour * SpanMs;

    /// <summary>Whether both cover the same samples, as far as their times tell.</summary>
    internal bool HasTimesOf(Chunk other) =>
        FirstMs == other.FirstMs && LastMs == other.LastMs && Count == other.Count && IsHistogram == other.IsHistogram;

    /// <summary>A chunk as its row in the store holds it; <paramref name="values"/> with padding behind them.</summary>
    internal static Chunk FromStore(int hour, SharedTimes times, ReadOnlyMemory<byte> values, bool isHistogram) =>
        new(times.Bytes, values, times.Count, StartOf(hour) + times.First, StartOf(hour) + times.Last, isHistogram);

    /// <summary>A copy with room behind it, as decoders want it.</summary>
    internal static byte[] Pad(ReadOnlySpan<byte> bytes)
    {
        var padded = GC.AllocateUninitializedArray<byte>(bytes.Length + Padding);
        bytes.CopyTo(padded);
        padded.AsSpan(bytes.Length).Clear();
        return padded;
    }
}
