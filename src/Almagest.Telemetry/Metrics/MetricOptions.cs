using System.ComponentModel.DataAnnotations;

namespace Almagest.Telemetry.Metrics;

/// <summary>How PromQL reads metrics, under <c>metrics:</c> in the configuration file.</summary>
public sealed class MetricOptions
{
    /// <summary>Memory for compressed samples that queries have read, in bytes; about 1.5 bytes a sample. At least 16 MiB; default 512 MiB.</summary>
    [Range(16L << 20, long.MaxValue)]
    public long ChunkCacheBytes { get; init; } = 512L << 20;

    /// <summary>
    /// Compressed samples that one query may fetch from the store, in bytes; what needs more is refused. At least 1 MiB; default 512 MiB, some 300
    /// million samples.
    /// </summary>
    [Range(1L << 20, long.MaxValue)]
    public long MaxQueryBytes { get; init; } = 512L << 20;
}
