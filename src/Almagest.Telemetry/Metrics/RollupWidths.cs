namespace Almagest.Telemetry.Metrics;

/// <summary>Widths of rollups.</summary>
public enum RollupWidths
{
    /// <summary>No rollups are made.</summary>
    Off,

    /// <summary>An hour.</summary>
    Hour,

    /// <summary>An hour and five minutes.</summary>
    FiveMinutes,
}
