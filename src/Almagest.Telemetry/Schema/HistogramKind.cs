namespace Almagest.Telemetry.Schema;

/// <summary>How the buckets of a stored histogram are bounded.</summary>
public enum HistogramKind : sbyte
{
    /// <summary>By a list of upper bounds.</summary>
    Explicit = 0,

    /// <summary>By powers of 2^(2^-scale).</summary>
    Exponential = 1,
}
