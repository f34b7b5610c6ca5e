using Almagest.ClickHouse.Formats;
using Almagest.Query.PromQL.Values;

namespace Almagest.Telemetry.Metrics.Chunks;

/// <summary>Compresses samples into chunks.</summary>
static class ChunkBuilder
{
    [ThreadStatic]
    static ByteBuffer? _buffer;

    /// <summary>A chunk of floats, ordered by time, each time once.</summary>
    internal static Chunk Build(int hour, ReadOnlySpan<long> times, ReadOnlySpan<double> values)
    {
        var buffer = Buffer();
        ValueCodec.Write(buffer, values);
        return new Chunk(Times(hour, times), Chunk.Pad(buffer.Span), times.Length, times[0], times[^1], IsHistogram: false);
    }

    /// <summary>A chunk of histograms, ordered by time, each time once.</summary>
    internal static Chunk Build(int hour, ReadOnlySpan<long> times, ReadOnlySpan<FloatHistogram?> histograms)
    {
        var buffer = Buffer();
        HistogramCodec.Write(buffer, histograms);
        return new Chunk(Times(hour, times), Chunk.Pad(buffer.Span), times.Length, times[0], times[^1], IsHistogram: true);
    }

    /// <summary>A chunk of one histogram.</summary>
    internal static Chunk Build(int hour, long timeMs, FloatHistogram histogram) => Build(hour, [timeMs], new FloatHistogram?[] { histogram });

    static byte[] Times(int hour, ReadOnlySpan<long> times)
    {
        using var buffer = new ByteBuffer();
        TimeCodec.Write(buffer, times, Chunk.StartOf(hour));
        return TimePool.Share(buffer.Span);
    }

    static ByteBuffer Buffer()
    {
        _buffer ??= new ByteBuffer(4096);
        _buffer.Clear();
        return _buffer;
    }
}
