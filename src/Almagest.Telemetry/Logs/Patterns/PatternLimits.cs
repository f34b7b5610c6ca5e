using System.ComponentModel.DataAnnotations;

namespace Almagest.Telemetry.Logs.Patterns;

/// <summary>Whether and how far patterns of log lines are found, under <c>log_patterns:</c> in the configuration file.</summary>
public sealed class PatternLimits
{
    /// <summary>Whether lines get patterns; default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Patterns of a service held in memory; the least recently seen are forgotten beyond it, and stay in the store. Between 10 and 100,000; default 1,000.</summary>
    [Range(10, 100_000)]
    public int MaxPatterns { get; init; } = 1_000;

    /// <summary>New patterns a service may have a minute once it has had <see cref="MaxPatterns"/>; further lines have none. Between 1 and 10,000; default 100.</summary>
    [Range(1, 10_000)]
    public int NewPatternsPerMinute { get; init; } = 100;

    /// <summary>Services of all tenants held in memory; beyond it the memory starts over. Between 10 and 100,000; default 5,000.</summary>
    [Range(10, 100_000)]
    public int MaxServices { get; init; } = 5_000;

    /// <summary>Patterns of all services held in memory; beyond it the memory starts over. About 2 KB each. Between 100 and 1,000,000; default 50,000.</summary>
    [Range(100, 1_000_000)]
    public int MaxAllPatterns { get; init; } = 50_000;
}
