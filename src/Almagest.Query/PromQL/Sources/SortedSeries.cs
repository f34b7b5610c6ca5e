using System.Collections;

namespace Almagest.Query.PromQL.Sources;

/// <summary>Series in order of their labels, which need not be sorted again. Disposed once no series is read any more.</summary>
/// <param name="series">The series.</param>
/// <param name="memory">What they lie in; null when nothing has to be given back.</param>
public sealed class SortedSeries(ISeries[] series, IDisposable? memory = null) : IReadOnlyList<ISeries>, IDisposable
{
    IDisposable? _memory = memory;

    /// <inheritdoc/>
    public int Count => series.Length;

    /// <inheritdoc/>
    public ISeries this[int index] => series[index];

    /// <inheritdoc/>
    public IEnumerator<ISeries> GetEnumerator() => ((IEnumerable<ISeries>)series).GetEnumerator();

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref _memory, null)?.Dispose();

    IEnumerator IEnumerable.GetEnumerator() => series.GetEnumerator();
}
