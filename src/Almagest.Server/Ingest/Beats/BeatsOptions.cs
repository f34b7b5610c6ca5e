using System.ComponentModel.DataAnnotations;

namespace Almagest.Server.Ingest.Beats;

/// <summary>How Beats are received, under <c>beats:</c> in the configuration file; where is <c>--beats-listen</c>.</summary>
public sealed class BeatsOptions
{
    /// <summary>Owner of the events. Default <c>default</c>.</summary>
    public string Tenant { get; init; } = "default";

    /// <summary>
    /// What becomes the label <c>index</c> of events, as Logstash names indexes: <c>logs-%{service}-%{+YYYY.MM.dd}</c>. Default none.
    /// </summary>
    public string Index { get; init; } = "";

    /// <summary>Largest frame, compressed or not, in bytes; a connection that sends a larger one is closed. Default 100 MiB.</summary>
    [Range(1 << 10, 1 << 30)]
    public int MaxFrameBytes { get; init; } = 100 << 20;

    /// <summary>Certificate of the server with those that vouch for it, a PEM file; empty (the default) for connections in plain text.</summary>
    public string Certificate { get; init; } = "";

    /// <summary>Its private key, a PEM file; empty when it is in the file of the certificate.</summary>
    public string Key { get; init; } = "";

    /// <summary>Authorities, a PEM file, of which one must have signed the certificates of senders; empty (the default) when senders need none.</summary>
    public string ClientAuthorities { get; init; } = "";
}
