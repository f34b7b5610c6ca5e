using Almagest.Query.PromQL.Sources;

namespace Almagest.Telemetry.Metrics.Chunks;

/// <summary>Makes few chunks of many.</summary>
static class ChunkMerge
{
    // Four tails of 32 samples: merged less often they take more memory, more often more time.
    const int MostParts = 4;

    [ThreadStatic]
    static SampleBuffer? _buffer;

    /// <summary>The chunks with one more, merged when they have become many.</summary>
    internal static Chunk[] Add(int hour, Chunk[] chunks, Chunk added)
    {
        Chunk[] all = [.. chunks, added];
        var small = 0;
        foreach (var chunk in all)
            small += chunk.Count < 128 ? 1 : 0;
        return small > MostParts ? All(hour, all) : all;
    }

    /// <summary>One chunk of all floats and one of all histograms.</summary>
    internal static Chunk[] All(int hour, Chunk[] chunks)
    {
        if (chunks.Length < 2)
            return chunks;
        if (!Array.Exists(chunks, static c => c.IsHistogram))
            return [Merge(hour, chunks, histograms: false)];
        var (floats, histograms) = (Array.FindAll(chunks, static c => !c.IsHistogram), Array.FindAll(chunks, static c => c.IsHistogram));
        return floats.Length == 0 ? [Merge(hour, histograms, histograms: true)] : [Merge(hour, floats, histograms: false), Merge(hour, histograms, histograms: true)];
    }

    static Chunk Merge(int hour, Chunk[] chunks, bool histograms)
    {
        if (chunks.Length < 2)
            return chunks[0];
        var buffer = _buffer ??= new SampleBuffer();
        buffer.Clear();
        ChunkDecoder.Read(chunks, long.MinValue, long.MaxValue, buffer);
        return histograms ? ChunkBuilder.Build(hour, buffer.Times, buffer.Histograms) : ChunkBuilder.Build(hour, buffer.Times, buffer.Values);
    }
}
