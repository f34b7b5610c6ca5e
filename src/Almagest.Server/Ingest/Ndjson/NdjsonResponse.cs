using System.Text.Json.Serialization;

namespace Almagest.Server.Ingest.Ndjson;

/// <summary>What became of the records of a request: those accepted are stored durably though others were rejected.</summary>
/// <param name="Accepted">Records stored.</param>
/// <param name="Rejected">Records refused; nothing of them is kept.</param>
/// <param name="Errors">Why, for the first 100 of them.</param>
public sealed record NdjsonResponse(int Accepted, int Rejected, IReadOnlyList<NdjsonError> Errors);

/// <summary>Why a record was refused.</summary>
/// <param name="Record">The number of its line, or its place in the array, from 1.</param>
/// <param name="Message">What is wrong and what was expected.</param>
public sealed record NdjsonError(int Record, string Message);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(NdjsonResponse))]
sealed partial class NdjsonJsonContext : JsonSerializerContext;
