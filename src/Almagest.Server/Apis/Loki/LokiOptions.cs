using System.ComponentModel.DataAnnotations;
using Almagest.Query.LogQL.Engine;

namespace Almagest.Server.Apis.Loki;

/// <summary>What one LogQL query may cost.</summary>
public sealed class LokiOptions
{
    /// <summary>Most series of an answer. Default 500, as Loki's <c>max_query_series</c>.</summary>
    [Range(1, 1_000_000)]
    public int MaxSeries { get; init; } = 500;

    /// <summary>Most lines of an answer. Default 5,000, as Loki's <c>max_entries_limit_per_query</c>.</summary>
    [Range(1, 1_000_000)]
    public int MaxEntries { get; init; } = 5_000;

    /// <summary>Most bytes of lines that a query may pull through its pipeline. At least 1 MiB; default 64 GiB.</summary>
    [Range(1L << 20, long.MaxValue)]
    public long MaxBytes { get; init; } = 64L << 30;

    /// <summary>Most samples a query of numbers holds at once, 16 bytes each. Default 10 million.</summary>
    [Range(1000, 1_000_000_000)]
    public int MaxSamples { get; init; } = 10_000_000;

    /// <summary>How long a query may take. Between 1 s and 1 h; default 1 minute, as Loki's <c>query_timeout</c>.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan QueryTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Queries that run at once; others wait. Default 16.</summary>
    [Range(1, 1000)]
    public int MaxConcurrent { get; init; } = 16;

    /// <summary>Configuration file of Loki whose <c>limits_config</c> is taken over; empty, the default, for none. Settings of our own come before it.</summary>
    public string ConfigFile { get; init; } = "";

    internal LogQlLimits Limits => new() { MaxSeries = MaxSeries, MaxEntries = MaxEntries, MaxBytes = MaxBytes, MaxSamples = MaxSamples };
}
