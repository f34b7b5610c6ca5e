using System.ComponentModel.DataAnnotations;

namespace Almagest.ClickHouse.Engine;

/// <summary>How the embedded engine runs.</summary>
public sealed class EngineOptions
{
    /// <summary>The folder that is the engine's alone; created with access for its owner only.</summary>
    [Required]
    public required string Folder { get; init; }

    /// <summary>
    /// The most memory the engine's process should take, in bytes; at least 512 MiB. Default: a quarter of the machine's memory,
    /// but at least 1.5 GB and at most 8 GB.
    /// </summary>
    [Range(512L << 20, long.MaxValue)]
    public long? MemoryCeilingBytes { get; init; }

    /// <summary>What an acknowledged insert survives. Default <see cref="Durability.Process"/>.</summary>
    public Durability Durability { get; init; } = Durability.Process;

    /// <summary>
    /// The least severe message the engine logs: trace, debug, information, warning, error, fatal or none. Default warning.
    /// </summary>
    [AllowedValues("trace", "debug", "information", "warning", "error", "fatal", "none")]
    public string LogLevel { get; init; } = "warning";

    /// <summary>What people may select from. Default: all of our database.</summary>
    public ReaderAccess Reader { get; init; } = new();

    /// <summary>How long one start may take before it counts as failed; large stores load longer. Default 2 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a caller waits for an engine that is restarting. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan RestartPatience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many starts in a row may fail, or end within ten seconds, before the supervisor gives up. Default 6.</summary>
    [Range(1, 1000)]
    public int FailuresBeforeGivingUp { get; init; } = 6;

    /// <summary>The engine library; null takes the one ALMAGEST_ENGINE_LIBRARY names, else the one beside the program.</summary>
    public string? LibraryPath { get; init; }
}
