using Almagest.Telemetry.Metrics.Chunks;

namespace Almagest.Telemetry.Metrics.Head;

/// <summary>
/// What memory holds of one series in one hour. Guarded by the series' lock. A value, so that the hours of a series lie side by side: a question about a week looks at
/// 168 of each series, and objects would be as many misses of the processor's caches.
/// </summary>
struct HourData(int hour)
{
    /// <summary>Hours since 1970.</summary>
    internal int Hour { get; } = hour;

    /// <summary>The <see cref="Reading.ChunkCache"/>'s clock when the sealed chunks were last asked for.</summary>
    internal int UsedAt { get; set; }

    /// <summary>The chunks in the store; null when they are not in memory.</summary>
    internal Chunk[]? Sealed { get; set; }

    /// <summary>Chunks of samples that are not in the store as chunks yet.</summary>
    internal Chunk[] Open { get; set; } = [];

    /// <summary>Whether the series stands in the list of those that have to be sealed for this hour.</summary>
    internal bool IsListed { get; set; }

    internal readonly int SealedBytes => Sealed?.Sum(static c => c.SizeBytes) ?? 0;
}
