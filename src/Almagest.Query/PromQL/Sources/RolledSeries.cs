using Almagest.Model;

namespace Almagest.Query.PromQL.Sources;

/// <summary>One series of an answer, reduced to buckets of one width.</summary>
/// <param name="Labels">Its labels, <c>__name__</c> included.</param>
/// <param name="Rollups">Buckets that have samples, by time.</param>
public sealed record RolledSeries(Labels Labels, IReadOnlyList<Rollup> Rollups);
