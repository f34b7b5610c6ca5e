using System.Collections;

namespace Almagest.Query.PromQL.Sources;

/// <summary>Series in order of their labels, which need not be sorted again.</summary>
/// <param name="series">The series.</param>
public sealed class SortedSeries(ISeries[] series) : IReadOnlyList<ISeries>
{
    /// <inheritdoc/>
    public int Count => series.Length;

    /// <inheritdoc/>
    public ISeries this[int index] => series[index];

    /// <inheritdoc/>
    public IEnumerator<ISeries> GetEnumerator() => ((IEnumerable<ISeries>)series).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => series.GetEnumerator();
}
