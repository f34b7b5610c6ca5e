using System.Text.Json.Serialization;

namespace Almagest.Server.Ingest.Influx;

/// <summary>An error as InfluxDB answers it: version 2 with code and message, version 1 with an error alone.</summary>
sealed record InfluxErrorResponse(string? Code, string? Message, string? Error);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(InfluxErrorResponse))]
[JsonSerializable(typeof(InfluxQueryResponse))]
[JsonSerializable(typeof(InfluxVersionResponse))]
sealed partial class InfluxJsonContext : JsonSerializerContext;
