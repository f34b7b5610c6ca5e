using System.ComponentModel.DataAnnotations;
using Almagest.Telemetry.Metrics.PushDown;

namespace Almagest.Telemetry.Metrics;

/// <summary>How PromQL reads metrics, under <c>metrics:</c> in the configuration file.</summary>
public sealed class MetricOptions
{
    /// <summary>Memory for compressed samples that queries have read, in bytes; about 1.5 bytes a sample. At least 16 MiB; default 512 MiB.</summary>
    [Range(16L << 20, long.MaxValue)]
    public long ChunkCacheBytes { get; init; } = 512L << 20;

    /// <summary>
    /// Memory that is filled after a start with the newest compressed samples of up to a week, in bytes; at most the half of <see cref="ChunkCacheBytes"/>. At least 0, which
    /// reads none; default 256 MiB.
    /// </summary>
    [Range(0L, long.MaxValue)]
    public long WarmUpBytes { get; init; } = 256L << 20;

    /// <summary>
    /// Compressed samples that one query may fetch from the store, in bytes; what needs more is refused. At least 1 MiB; default 512 MiB, some 300
    /// million samples.
    /// </summary>
    [Range(1L << 20, long.MaxValue)]
    public long MaxQueryBytes { get; init; } = 512L << 20;

    /// <summary>
    /// Whether the store may aggregate: <c>off</c>, or <c>on</c>, for stores that are far away. Answers may then differ in the last digits. Default <c>off</c>.
    /// </summary>
    public PushDownMode PushDown { get; init; }

    /// <summary>With <see cref="PushDown"/>: from how many samples on, estimated at one each 15 s, the store is asked. At least 0; default 20 million.</summary>
    [Range(0L, long.MaxValue)]
    public long PushDownFrom { get; init; } = 20_000_000;

    /// <summary>Which rollups of sealed hours are kept for long ranges: <c>off</c>, <c>hour</c>, or <c>five_minutes</c>, which makes both. Default <c>hour</c>.</summary>
    public RollupWidths Rollups { get; init; } = RollupWidths.Hour;

    /// <summary>Days rollups are kept, when that is not as long as the samples. Up to 36,500; default 0: as long as the samples.</summary>
    [Range(0, 36_500)]
    public int RollupDays { get; init; }
}
