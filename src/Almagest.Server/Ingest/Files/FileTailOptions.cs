using System.ComponentModel.DataAnnotations;

namespace Almagest.Server.Ingest.Files;

/// <summary>Which files are followed, under <c>files:</c> in the configuration file.</summary>
public sealed class FileTailOptions
{
    /// <summary>Path of a Promtail configuration whose <c>scrape_configs</c> with <c>static_configs</c> are followed; empty, the default, for none.</summary>
    public string PromtailConfig { get; init; } = "";

    /// <summary>Owner of the lines. Default <c>default</c>.</summary>
    public string Tenant { get; init; } = "default";

    /// <summary>How often files are looked at for new lines. Between 10 ms and 1 min; default 250 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How often patterns are looked at for new files. Between 10 ms and 1 h; default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan SyncInterval { get; init; } = TimeSpan.FromSeconds(5);
}
