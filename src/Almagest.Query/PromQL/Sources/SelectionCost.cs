namespace Almagest.Query.PromQL.Sources;

/// <summary>What one fetch took. Made by who wants to know, filled by the source, complete once the fetch has ended.</summary>
public sealed class SelectionCost
{
    /// <summary>Series that match and may have samples in the window.</summary>
    public int Series { get; set; }

    /// <summary>Chunks of compressed samples that memory held.</summary>
    public long ChunksInMemory { get; set; }

    /// <summary>Chunks that came from the store.</summary>
    public long ChunksFetched { get; set; }

    /// <summary>Bytes of the chunks that came from the store.</summary>
    public long BytesFetched { get; set; }

    /// <summary>Samples in all those chunks and in the newest part that is not compressed, inside and outside of the window.</summary>
    public long Samples { get; set; }

    /// <summary>Rollups that were read instead of samples.</summary>
    public long Rollups { get; set; }

    /// <summary>Width of those rollups in milliseconds; 0 when samples were read.</summary>
    public long ResolutionMs { get; set; }

    /// <summary>Whether the store aggregated, so that no samples came.</summary>
    public bool Aggregated { get; set; }

    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; set; }
}
