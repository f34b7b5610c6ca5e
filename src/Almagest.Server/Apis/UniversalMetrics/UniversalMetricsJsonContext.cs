using System.Text.Json.Serialization;

namespace Almagest.Server.Apis.UniversalMetrics;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(UniversalMetricsResponse))]
[JsonSerializable(typeof(UniversalMetricsProblem))]
[JsonSerializable(typeof(IReadOnlyList<UniversalMetricRecord>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
sealed partial class UniversalMetricsJsonContext : JsonSerializerContext;
