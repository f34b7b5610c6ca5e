using Almagest.Model;

namespace Almagest.Query.PromQL.Sources;

/// <summary>Where the evaluator gets series from. Implementations MUST be safe for use by several queries at once.</summary>
public interface ISeriesSource
{
    /// <summary>
    /// The series that match and may have samples in the window, in any order, each label set once; a <see cref="SortedSeries"/> when they are in order of labels
    /// already. All waiting for the store happens here: <see cref="ISeries.Read"/> decodes what was fetched. A result that is <see cref="IDisposable"/> SHOULD be disposed
    /// once no series is read any more.
    /// </summary>
    /// <exception cref="Exception">The store failed; or a limit was passed.</exception>
    ValueTask<IReadOnlyList<ISeries>> SelectAsync(SeriesSelection selection, CancellationToken ct);

    /// <summary>
    /// The same series at once: null when the source would have to look for them, to wait, or to copy native histograms, or when there are more than <paramref name="mostSeries"/>.
    /// Then they are to be asked for as usual.
    /// </summary>
    HeldSeries? TrySelect(SeriesSelection selection, int mostSeries) => null;

    /// <summary>
    /// The same series reduced to buckets that end at multiples of <paramref name="resolutionMs"/>; the window begins just after such an end and ends
    /// with one. Null when the source has no buckets, or would be slower with them: then the samples are asked for.
    /// </summary>
    /// <exception cref="Exception">The store failed; or a limit was passed.</exception>
    ValueTask<RolledSelection?> SelectRollupsAsync(SeriesSelection selection, long resolutionMs, CancellationToken ct) => new((RolledSelection?)null);

    /// <summary>
    /// The aggregate as the store computes it, which may differ in the last digits. Null when it cannot, or when reading samples is faster: then they are asked for.
    /// </summary>
    /// <exception cref="Exception">The store failed; or a limit was passed.</exception>
    ValueTask<StoreAggregate?> AggregateAsync(AggregateSelection selection, CancellationToken ct) => new((StoreAggregate?)null);
}

/// <summary>Series that were found without looking for them.</summary>
/// <param name="Series">In order of labels.</param>
/// <param name="Samples">How many samples reading all of them decodes, those outside of the window included.</param>
public sealed record HeldSeries(SortedSeries Series, long Samples);

/// <summary>What to fetch: one selector of a query.</summary>
/// <param name="Matchers">All must hold.</param>
/// <param name="FromMs">First time that counts, Unix milliseconds, inclusive.</param>
/// <param name="ToMs">Last time that counts, Unix milliseconds, inclusive.</param>
public sealed record SeriesSelection(IReadOnlyList<LabelMatcher> Matchers, long FromMs, long ToMs)
{
    /// <summary>Where the source notes what the fetch took; null when nobody wants to know.</summary>
    public SelectionCost? Cost { get; init; }
}

/// <summary>One series of an answer.</summary>
public interface ISeries
{
    /// <summary>Its labels, <c>__name__</c> included.</summary>
    Labels Labels { get; }

    /// <summary>
    /// Appends the samples of the selection's window in order of time, each time once, staleness markers included. Never waits; MAY be called by
    /// several threads with different buffers.
    /// </summary>
    void Read(SampleBuffer into);

    /// <summary>Tells that <see cref="Read"/> comes soon: what it will touch may be brought near. MAY do nothing.</summary>
    void Expect()
    {
    }
    /// <summary>Tells that <see cref="Expect"/> comes soon. MAY do nothing.</summary>
    void ExpectLater()
    {
    }
}
