using System.Text.Json.Serialization;

namespace Almagest.Server.Ingest.Influx;

/// <summary>An error as InfluxDB answers it.</summary>
sealed record InfluxErrorResponse(string Code, string Message);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(InfluxErrorResponse))]
sealed partial class InfluxJsonContext : JsonSerializerContext;
