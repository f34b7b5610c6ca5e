namespace Almagest.Query.PromQL.Values;

/// <summary>What users should know about an operation on two histograms.</summary>
[Flags]
public enum HistogramRemarks
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>One is known to have been reset, the other not to have been: the result's hint is unknown.</summary>
    CounterResetCollision = 1,

    /// <summary>Their custom bounds differ: the result has only the bounds they share.</summary>
    BoundsReconciled = 2,

    /// <summary>Only one has custom bounds: there is no result.</summary>
    IncompatibleSchemas = 4,
}
