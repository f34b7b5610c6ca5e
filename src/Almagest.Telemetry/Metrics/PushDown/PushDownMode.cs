namespace Almagest.Telemetry.Metrics.PushDown;

/// <summary>Whether the store aggregates for PromQL.</summary>
public enum PushDownMode
{
    /// <summary>Never: samples are read and answers are Prometheus' to the last bit.</summary>
    Off,

    /// <summary>Where much would have to be read.</summary>
    On,
}
