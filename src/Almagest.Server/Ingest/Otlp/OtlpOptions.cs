using System.ComponentModel.DataAnnotations;

namespace Almagest.Server.Ingest.Otlp;

/// <summary>Limits of what OTLP senders may send.</summary>
public sealed class OtlpOptions
{
    /// <summary>Largest request after decompression, in bytes. Between 1 KiB and 1 GiB; default 64 MiB.</summary>
    [Range(1 << 10, 1 << 30)]
    public int MaxRequestBytes { get; init; } = 64 << 20;

    /// <summary>Attributes kept per record; further ones are counted as dropped. Between 1 and 10,000; default 256.</summary>
    [Range(1, 10_000)]
    public int MaxAttributes { get; init; } = 256;

    /// <summary>Bytes kept of an attribute value; the rest is cut. Between 16 and 16 MiB; default 64 KiB.</summary>
    [Range(16, 16 << 20)]
    public int MaxAttributeBytes { get; init; } = 64 << 10;

    /// <summary>Bytes kept of a log body; the rest is cut. Between 1 KiB and 64 MiB; default 1 MiB.</summary>
    [Range(1 << 10, 64 << 20)]
    public int MaxBodyBytes { get; init; } = 1 << 20;

    /// <summary>
    /// Origins whose pages may send from a browser, as a regular expression for the whole origin; empty for none.
    /// Default: those of this machine, <c>http://localhost:3000</c> for one.
    /// </summary>
    public string CorsOrigin { get; init; } = @"https?://(localhost|[\w.-]+\.localhost|127\.0\.0\.1|\[::1\])(:\d+)?";
}
