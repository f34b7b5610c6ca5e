using Almagest.Query.PromQL.Sources;

namespace Almagest.Telemetry.Metrics.Chunks;

/// <summary>Decodes chunks of one series into a buffer, in order of time, each time once.</summary>
static class ChunkDecoder
{
    /// <summary>Appends the samples within [<paramref name="fromMs"/>, <paramref name="toMs"/>]. Of samples with one time that of the earlier chunk counts.</summary>
    /// <exception cref="InvalidDataException">A chunk is damaged.</exception>
    internal static void Read(ReadOnlySpan<Chunk> chunks, long fromMs, long toMs, SampleBuffer into)
    {
        var (start, ordered) = (into.Count, true);
        Read(chunks, (fromMs, toMs), into, start, ref ordered);
        if (!ordered)
            into.SortByTime(start);
    }

    /// <summary>
    /// The same for chunks of which others of the series, from position <paramref name="start"/> on, come before; who calls sorts when they turn out not to be
    /// <paramref name="ordered"/>.
    /// </summary>
    /// <exception cref="InvalidDataException">A chunk is damaged.</exception>
    internal static void Read(ReadOnlySpan<Chunk> chunks, (long FromMs, long ToMs) window, SampleBuffer into, int start, ref bool ordered)
    {
        var (fromMs, toMs) = window;
        foreach (ref readonly var chunk in chunks)
        {
            // Places of hours that the store has nothing of are chunks without samples.
            if (chunk.Count <= 0 || chunk.FirstMs > toMs || chunk.LastMs < fromMs)
                continue;
            ordered &= into.Count == start || into.LastMs < chunk.FirstMs;
            if (chunk.IsHistogram)
                ReadHistograms(chunk, fromMs, toMs, into);
            else
                ReadFloats(chunk, fromMs, toMs, into);
        }
    }

    // Hot path: per chunk.
    static void ReadFloats(in Chunk chunk, long fromMs, long toMs, SampleBuffer into)
    {
        if (chunk.FirstMs >= fromMs && chunk.LastMs <= toMs)
        {
            ValueCodec.Read(chunk.Values.Span, into.Append(new TimePart(DecodedTimes.Codec, chunk.Times, StartOf(chunk), 0, chunk.Count, chunk.LastMs)));
            return;
        }

        var (times, values) = into.Reserve(chunk.Count);
        DecodedTimes.Read(chunk.Times, StartOf(chunk), times.Span);
        ValueCodec.Read(chunk.Values.Span, values.Span);
        var (first, end) = (LowerBound(times.Span, fromMs), LowerBound(times.Span, toMs == long.MaxValue ? toMs : toMs + 1));
        if (first == end)
            return;
        times.Span[first..end].CopyTo(times.Span);
        values.Span[first..end].CopyTo(values.Span);
        into.Commit(new TimePart(DecodedTimes.Codec, chunk.Times, StartOf(chunk), first, end - first, times.Span[end - first - 1]));
    }

    static void ReadHistograms(in Chunk chunk, long fromMs, long toMs, SampleBuffer into)
    {
        var times = new long[chunk.Count];
        TimeCodec.Read(chunk.Times, StartOf(chunk), times);
        var histograms = HistogramCodec.Read(chunk.Values.Span, chunk.Count);
        for (var i = 0; i < times.Length; i++)
        {
            if (times[i] >= fromMs && times[i] <= toMs)
                into.Add(times[i], histograms[i]);
        }
    }

    static long StartOf(in Chunk chunk) => Chunk.StartOf(Chunk.HourOf(chunk.FirstMs));

    /// <summary>Position of the first time that is not before <paramref name="time"/>.</summary>
    static int LowerBound(ReadOnlySpan<long> times, long time)
    {
        var at = times.BinarySearch(time);
        return at < 0 ? ~at : at;
    }
}
