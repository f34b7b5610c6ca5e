using System.Text.Json.Serialization;

namespace Almagest.Server.Features.Logs;

/// <summary>A query people keep under a name.</summary>
public sealed record SavedSearchRequest
{
    /// <summary>Its name, 1 to 120 characters.</summary>
    public required string Name { get; init; }

    /// <summary>lucene or logql.</summary>
    public required string Language { get; init; }

    /// <summary>The query; empty finds all lines.</summary>
    public required string Query { get; init; }

    /// <summary>Fields shown as columns; absent for none.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>The version that was changed; absent to overwrite whatever there is.</summary>
    public long? Version { get; init; }
}

/// <summary>A saved search.</summary>
/// <param name="Id">Names it for good.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Language">lucene or logql.</param>
/// <param name="Query">The query.</param>
/// <param name="Columns">Fields shown as columns.</param>
/// <param name="Version">1 for the first, one more with each change.</param>
/// <param name="Saved">When this version was written.</param>
public sealed record SavedSearchResponse(string Id, string Name, string Language, string Query, IReadOnlyList<string> Columns, long Version, DateTimeOffset Saved);

/// <summary>The saved searches of a tenant.</summary>
/// <param name="Searches">By name.</param>
public sealed record SavedSearchesResponse(IReadOnlyList<SavedSearchResponse> Searches);

/// <summary>What is stored of a saved search.</summary>
sealed record SavedSearchBody(string Name, string Language, string Query, IReadOnlyList<string> Columns);

[JsonSerializable(typeof(SavedSearchBody))]
[JsonSerializable(typeof(SavedSearchRequest))]
[JsonSerializable(typeof(SavedSearchResponse))]
[JsonSerializable(typeof(SavedSearchesResponse))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
sealed partial class SavedSearchJson : JsonSerializerContext;
