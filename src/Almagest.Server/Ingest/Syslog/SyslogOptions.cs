using System.ComponentModel.DataAnnotations;

namespace Almagest.Server.Ingest.Syslog;

/// <summary>How syslog is received, under <c>syslog:</c> in the configuration file; where is <c>--syslog-listen</c>.</summary>
public sealed class SyslogOptions
{
    /// <summary>Owner of the messages. Default <c>default</c>.</summary>
    public string Tenant { get; init; } = "default";

    /// <summary>Zone of times without one, as RFC 3164 has them: a name such as <c>Europe/Berlin</c>. Default UTC.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>Longest message in bytes; a connection that sends a longer one is closed. Between 480 and 16 MiB; default 256 KiB.</summary>
    [Range(480, 16 << 20)]
    public int MaxMessageBytes { get; init; } = 256 << 10;
}
