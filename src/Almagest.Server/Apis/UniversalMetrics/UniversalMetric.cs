namespace Almagest.Server.Apis.UniversalMetrics;

/// <summary>One measurement in the form that every source can be brought into.</summary>
/// <param name="TimeUnixNano">When it was measured, nanoseconds since 1970.</param>
/// <param name="SourceSystem">Where it comes from, such as <c>kubernetes</c> or <c>claude-code</c>.</param>
/// <param name="MetricType">What is measured, such as <c>cpu_usage</c>; the name of the series.</param>
/// <param name="Value">The measurement; finite.</param>
/// <param name="Unit">Its unit, such as <c>percent</c>; null when it was not given, which differs from an empty one.</param>
/// <param name="Tags">What else is known, by name; sorted by name, each name once.</param>
public sealed record UniversalMetric(
    long TimeUnixNano, string SourceSystem, string MetricType, double Value, string? Unit, IReadOnlyList<KeyValuePair<string, string>> Tags);
