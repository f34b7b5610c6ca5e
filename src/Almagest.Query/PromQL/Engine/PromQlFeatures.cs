namespace Almagest.Query.PromQL.Engine;

/// <summary>Behaviour that Prometheus puts behind <c>--enable-feature</c>.</summary>
public sealed record PromQlFeatures
{
    /// <summary>Prometheus without flags.</summary>
    public static PromQlFeatures Default { get; } = new();

    /// <summary>Everything on.</summary>
    public static PromQlFeatures All { get; } = new() { DelayedNameRemoval = true, TypeAndUnitLabels = true, StartTimestamps = true };

    /// <summary><c>promql-delayed-name-removal</c>: metric names are dropped from the answer at its end, not by each function.</summary>
    public bool DelayedNameRemoval { get; init; }

    /// <summary><c>type-and-unit-labels</c>: counters are told by the label <c>__type__</c> instead of by the ending of the name.</summary>
    public bool TypeAndUnitLabels { get; init; }

    /// <summary><c>use-start-timestamps</c>: resets of counters are told by when their accumulation began, too.</summary>
    public bool StartTimestamps { get; init; }
}
