using System.ComponentModel.DataAnnotations;

namespace Almagest.Server.Apis.UniversalMetrics;

/// <summary>How large a request and its records may be.</summary>
public sealed class UniversalMetricsOptions
{
    /// <summary>Bytes of a request after decompression. Between 1 KiB and 1 GiB; default 64 MiB.</summary>
    [Range(1L << 10, 1L << 30)]
    public long MaxBodyBytes { get; init; } = 64L << 20;

    /// <summary>Bytes of one record. Between 256 and 16 MiB; default 256 KiB.</summary>
    [Range(256, 16 << 20)]
    public int MaxRecordBytes { get; init; } = 256 << 10;

    /// <summary>Rejections that are listed one by one; all are counted. Between 1 and 10,000; default 100.</summary>
    [Range(1, 10_000)]
    public int MaxErrors { get; init; } = 100;
}
