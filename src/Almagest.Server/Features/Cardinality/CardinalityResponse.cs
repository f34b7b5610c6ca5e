using System.Text.Json.Serialization;
using Almagest.Telemetry.Metrics.Cardinality;

namespace Almagest.Server.Features.Cardinality;

/// <summary>Where series come from.</summary>
/// <param name="Series">Series known; those that ended are known until the server starts anew after their samples are gone.</param>
/// <param name="Active">Series with a sample in the last five minutes.</param>
/// <param name="Limit">How many a tenant may have (<c>intake.max_series_per_tenant</c>).</param>
/// <param name="Metrics">Metrics with most series.</param>
/// <param name="Labels">Labels with most values.</param>
/// <param name="Churn">Series whose first sample lies in an hour, oldest hour first.</param>
public sealed record CardinalityResponse(
    int Series, int Active, int Limit, IReadOnlyList<MetricCardinality> Metrics, IReadOnlyList<LabelCardinality> Labels, IReadOnlyList<CreatedInHour> Churn)
{
    internal static CardinalityResponse Of(CardinalityReport report, int limit) => new(
        report.Series, report.Active, limit, report.Metrics, report.Labels, [.. report.Churn.Select(static c => new CreatedInHour(DateTimeOffset.FromUnixTimeMilliseconds(c.HourMs), c.Count))]);
}

/// <summary>Series created in an hour.</summary>
/// <param name="Hour">Its beginning.</param>
/// <param name="Created">How many.</param>
public sealed record CreatedInHour(DateTimeOffset Hour, long Created);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CardinalityResponse))]
sealed partial class CardinalityJsonContext : JsonSerializerContext;
