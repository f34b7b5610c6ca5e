using System.ComponentModel.DataAnnotations;

namespace Almagest.Server.Ingest.Intake;

/// <summary>Limits of what senders of metrics may send, under <c>intake:</c> in the configuration file.</summary>
public sealed class IntakeOptions
{
    /// <summary>Largest request after decompression, in bytes. Between 1 KiB and 1 GiB; default 64 MiB.</summary>
    [Range(1 << 10, 1 << 30)]
    public int MaxRequestBytes { get; init; } = 64 << 20;

    /// <summary>
    /// Series a tenant may have; samples of further new ones are refused, those of known ones go on being taken. At least 1; default 10 million.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int MaxSeriesPerTenant { get; init; } = 10_000_000;

    /// <summary>
    /// Series whose labels are kept as they were sent, so that they need not be read again; about 0.7 KB each. Between 1,000 and 100 million;
    /// default 1 million.
    /// </summary>
    [Range(1_000, 100_000_000)]
    public int CachedSeries { get; init; } = 1_000_000;
}
