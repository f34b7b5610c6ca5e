using System.ComponentModel.DataAnnotations;

namespace Almagest.Server.Platform.Configuration;

/// <summary>How many days telemetry is kept when nothing more specific is configured. Rows keep the value they were stored with.</summary>
public sealed class RetentionOptions
{
    /// <summary>Days metrics are kept. Between 1 and 3,650; default 90.</summary>
    [Range(1, 3650)]
    public int MetricsDays { get; init; } = 90;

    /// <summary>Days logs are kept. Between 1 and 3,650; default 30.</summary>
    [Range(1, 3650)]
    public int LogsDays { get; init; } = 30;

    /// <summary>Days spans are kept. Between 1 and 3,650; default 30.</summary>
    [Range(1, 3650)]
    public int TracesDays { get; init; } = 30;

    /// <summary>Overrides, the first that matches wins.</summary>
    public IReadOnlyList<RetentionRule> Rules { get; init; } = [];
}

/// <summary>Retention of one tenant, service or both.</summary>
public sealed class RetentionRule
{
    /// <summary>The tenant it is for; every one when absent.</summary>
    public string? Tenant { get; init; }

    /// <summary>The service it is for; every one when absent.</summary>
    public string? Service { get; init; }

    /// <summary>Days metrics are kept; unchanged when absent.</summary>
    [Range(1, 3650)]
    public int? MetricsDays { get; init; }

    /// <summary>Days logs are kept; unchanged when absent.</summary>
    [Range(1, 3650)]
    public int? LogsDays { get; init; }

    /// <summary>Days spans are kept; unchanged when absent.</summary>
    [Range(1, 3650)]
    public int? TracesDays { get; init; }
}
