using System.Text.Json.Serialization;

namespace Almagest.Server.Apis.Sql;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    PropertyNameCaseInsensitive = false,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SqlRequest))]
[JsonSerializable(typeof(SqlResponse))]
[JsonSerializable(typeof(SqlProblemResponse))]
[JsonSerializable(typeof(SqlExplanation))]
[JsonSerializable(typeof(SqlSchema))]
[JsonSerializable(typeof(string[]))]
sealed partial class SqlJsonContext : JsonSerializerContext;
