using Almagest.Model.Traces;

namespace Almagest.Telemetry.Traces;

/// <summary>What the spans of a tenant refer to by number, and which of their attributes ever were lists.</summary>
/// <param name="Resources">Attributes of resources by number.</param>
/// <param name="Scopes">Attributes of instrumentation scopes by number.</param>
/// <param name="Lists">Attributes that were lists: <c>span.x</c>, <c>event.x</c>, <c>link.x</c>.</param>
public sealed record SpanOrigins(
    IReadOnlyDictionary<ulong, IReadOnlyList<SpanAttribute>> Resources, IReadOnlyDictionary<ulong, IReadOnlyList<SpanAttribute>> Scopes, IReadOnlySet<string> Lists);
