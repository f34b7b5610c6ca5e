namespace Almagest.Telemetry.Metrics.Cardinality;

/// <summary>Where series come from.</summary>
/// <param name="Series">All that are known.</param>
/// <param name="Active">Those with samples of late.</param>
/// <param name="Metrics">Metrics with most series.</param>
/// <param name="Labels">Labels with most values.</param>
/// <param name="Churn">Series created per hour, oldest hour first.</param>
public sealed record CardinalityReport(
    int Series, int Active, IReadOnlyList<MetricCardinality> Metrics, IReadOnlyList<LabelCardinality> Labels, IReadOnlyList<CreatedSeries> Churn);

/// <summary>Series of one metric.</summary>
/// <param name="Name">The metric.</param>
/// <param name="Series">All that are known.</param>
/// <param name="Active">Those with samples of late.</param>
/// <param name="Created">Those whose first sample lies in the hours looked at.</param>
public sealed record MetricCardinality(string Name, int Series, int Active, int Created);

/// <summary>Values of one label.</summary>
/// <param name="Name">The label.</param>
/// <param name="Values">How many different ones.</param>
/// <param name="Series">How many series have it.</param>
/// <param name="Top">Values with most series.</param>
public sealed record LabelCardinality(string Name, int Values, long Series, IReadOnlyList<NamedCount> Top);

/// <summary>Series whose first sample lies in an hour.</summary>
/// <param name="HourMs">The hour's beginning, Unix milliseconds.</param>
/// <param name="Count">How many.</param>
public sealed record CreatedSeries(long HourMs, long Count);
