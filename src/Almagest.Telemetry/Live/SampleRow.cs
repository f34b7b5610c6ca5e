using Almagest.Model;

namespace Almagest.Telemetry.Live;

/// <summary>A stored sample with what is known about its series.</summary>
/// <param name="TimeUnixMilli">When it was measured, milliseconds since 1970.</param>
/// <param name="Metric">Name as PromQL sees it.</param>
/// <param name="Value">The value.</param>
/// <param name="Labels">Labels with <c>__name__</c>; empty when the series is not known.</param>
/// <param name="Type">counter, gauge, histogram, summary, info, stateset or unknown.</param>
/// <param name="Unit">Unit as the sender names it; empty when it names none.</param>
public sealed record SampleRow(long TimeUnixMilli, string Metric, double Value, Labels Labels, string Type, string Unit)
{
    /// <summary>The labels that name the service a series belongs to; the first that is there counts.</summary>
    public static IReadOnlyList<string> ServiceLabels { get; } = ["service_name", "job", "source_system"];
}
