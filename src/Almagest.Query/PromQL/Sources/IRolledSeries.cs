using Almagest.Model;

namespace Almagest.Query.PromQL.Sources;

/// <summary>One series of an answer, reduced to buckets of one width.</summary>
public interface IRolledSeries
{
    /// <summary>Its labels, <c>__name__</c> included.</summary>
    Labels Labels { get; }

    /// <summary>Replaces what is in the list by the series' buckets that have samples, by time. Never waits; MAY be called by several threads with different lists.</summary>
    void Read(List<Rollup> into);
}
