using System.ComponentModel.DataAnnotations;

namespace Almagest.Server.Ingest.Beats;

/// <summary>How Beats are received, under <c>beats:</c> in the configuration file; where is <c>--beats-listen</c>.</summary>
public sealed class BeatsOptions
{
    /// <summary>Owner of the events. Default <c>default</c>.</summary>
    public string Tenant { get; init; } = "default";

    /// <summary>Largest frame, compressed or not, in bytes; a connection that sends a larger one is closed. Default 100 MiB.</summary>
    [Range(1 << 10, 1 << 30)]
    public int MaxFrameBytes { get; init; } = 100 << 20;
}
