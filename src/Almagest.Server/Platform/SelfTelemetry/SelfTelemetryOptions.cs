using System.ComponentModel.DataAnnotations;

namespace Almagest.Server.Platform.SelfTelemetry;

/// <summary>What the server keeps about itself in tenant <c>_system</c>, under <c>selftelemetry:</c> in the configuration file.</summary>
public sealed class SelfTelemetryOptions
{
    /// <summary>Whether it keeps its own traces, metrics and logs. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>How often metrics are stored. Between 1 s and 1 h; default 15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(15);
}
