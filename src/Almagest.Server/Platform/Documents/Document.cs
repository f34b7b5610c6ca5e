using Almagest.Model;

namespace Almagest.Server.Platform.Documents;

/// <summary>Names a document.</summary>
/// <param name="Tenant">Owner.</param>
/// <param name="Kind">What it is; each slice has kinds of its own.</param>
/// <param name="Id">Names it among those of its kind and owner.</param>
public sealed record DocumentKey(TenantId Tenant, string Kind, string Id);

/// <summary>A version of a small document that people keep.</summary>
/// <param name="Key">Names it.</param>
/// <param name="Version">1 for the first, one more with each change.</param>
/// <param name="Json">What it holds; empty in the version that deletes it.</param>
/// <param name="Author">Who wrote this version; empty when unknown.</param>
/// <param name="Time">When this version was written.</param>
/// <param name="IsDeleted">Whether this version deletes the document.</param>
public sealed record Document(DocumentKey Key, long Version, string Json, string Author, DateTimeOffset Time, bool IsDeleted);
