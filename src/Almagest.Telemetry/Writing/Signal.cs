namespace Almagest.Telemetry.Writing;

/// <summary>The kinds of telemetry; each has its own queue and its own commits, so that one cannot hold up another.</summary>
public enum Signal
{
    /// <summary>Series, samples, histograms, exemplars.</summary>
    Metrics,

    /// <summary>Log records.</summary>
    Logs,

    /// <summary>Spans.</summary>
    Traces,
}
