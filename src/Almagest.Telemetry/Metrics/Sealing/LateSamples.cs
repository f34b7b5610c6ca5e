using Almagest.Query.PromQL.Sources;
using Almagest.Telemetry.Metrics.Chunks;
using Almagest.Telemetry.Metrics.Head;
using Almagest.Telemetry.Metrics.Reading;

namespace Almagest.Telemetry.Metrics.Sealing;

/// <summary>
/// What is new for an hour that was sealed before. A restarted server loads samples again that were stored shortly before a sealing, because it
/// cannot know whether that sealing saw them; they must not be sealed a second time.
/// </summary>
public sealed class LateSamples(ChunkFetcher fetcher)
{
    /// <summary>The chunks of <paramref name="series"/> without samples of a time that the store has in its chunks; empty when it has all of them.</summary>
    internal async Task<List<Chunk[]>> OnlyNewAsync(SealingPart part, List<(HeadSeries Series, Chunk[] Chunks)> series, CancellationToken ct)
    {
        var known = series.ConvertAll(each => each.Series.SealedIn(part.Hour));
        var missing = Enumerable.Range(0, series.Count).Where(i => known[i] is null).ToList();
        if (missing.Count > 0)
        {
            var fetched = await fetcher.FetchAsync(part.Tenant, missing.ConvertAll(i => SeriesSnapshot.Of(series[i].Series, part.Hour)), ct);
            foreach (var i in missing)
                known[i] = fetched.Of(series[i].Series, part.Hour);
        }

        var (before, after) = (new SampleBuffer(), new SampleBuffer());
        return [.. series.Select((each, i) => OnlyNew(part.Hour, each.Chunks, known[i] ?? [], (before, after)))];
    }

    static Chunk[] OnlyNew(int hour, Chunk[] chunks, Chunk[] known, (SampleBuffer Known, SampleBuffer Candidates) buffers)
    {
        if (known.Length == 0)
            return chunks;
        buffers.Known.Clear();
        ChunkDecoder.Read(known, long.MinValue, long.MaxValue, buffers.Known);
        var result = new List<Chunk>(chunks.Length);
        foreach (var chunk in chunks)
        {
            buffers.Candidates.Clear();
            ChunkDecoder.Read([chunk], long.MinValue, long.MaxValue, buffers.Candidates);
            if (Without(hour, buffers.Candidates, buffers.Known.Times, chunk) is { } rest)
                result.Add(rest);
        }

        return [.. result];
    }

    static Chunk? Without(int hour, SampleBuffer candidates, ReadOnlySpan<long> known, Chunk chunk)
    {
        var fresh = new SampleBuffer();
        for (var i = 0; i < candidates.Count; i++)
        {
            if (known.BinarySearch(candidates.Times[i]) >= 0)
                continue;
            if (chunk.IsHistogram)
                fresh.Add(candidates.Times[i], candidates.Histograms[i]!);
            else
                fresh.Add(candidates.Times[i], candidates.Values[i]);
        }

        if (fresh.Count == 0)
            return null;
        if (fresh.Count == candidates.Count)
            return chunk;
        return chunk.IsHistogram ? ChunkBuilder.Build(hour, fresh.Times, fresh.Histograms) : ChunkBuilder.Build(hour, fresh.Times, fresh.Values);
    }
}
