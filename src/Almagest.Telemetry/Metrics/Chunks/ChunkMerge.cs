using Almagest.Query.PromQL.Sources;

namespace Almagest.Telemetry.Metrics.Chunks;

/// <summary>Makes few chunks of many.</summary>
static class ChunkMerge
{
    // Four tails of 32 samples: merged less often they take more memory, more often more time.
    const int MostParts = 4;

    /// <summary>The chunks with one more, merged when they have become many.</summary>
    internal static Chunk[] Add(int hour, Chunk[] chunks, Chunk added)
    {
        Chunk[] all = [.. chunks, added];
        var small = all.Count(static c => c.Count < 128);
        return small > MostParts ? All(hour, all) : all;
    }

    /// <summary>One chunk of all floats and one of all histograms.</summary>
    internal static Chunk[] All(int hour, Chunk[] chunks)
    {
        if (chunks.Length < 2)
            return chunks;
        var floats = Merge(hour, [.. chunks.Where(static c => !c.IsHistogram)], histograms: false);
        var histograms = Merge(hour, [.. chunks.Where(static c => c.IsHistogram)], histograms: true);
        return [.. floats, .. histograms];
    }

    static Chunk[] Merge(int hour, Chunk[] chunks, bool histograms)
    {
        if (chunks.Length < 2)
            return chunks;
        var buffer = new SampleBuffer();
        ChunkDecoder.Read(chunks, long.MinValue, long.MaxValue, buffer);
        return [histograms ? ChunkBuilder.Build(hour, buffer.Times, buffer.Histograms) : ChunkBuilder.Build(hour, buffer.Times, buffer.Values)];
    }
}
