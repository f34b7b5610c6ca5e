namespace Almagest.Query.PromQL.Sources;

/// <summary>Series as rollups. Disposed once no series is read any more.</summary>
/// <param name="Series">In order of labels; some MAY have no buckets.</param>
/// <param name="Memory">What they lie in; null when nothing has to be given back.</param>
public sealed record RolledSelection(IReadOnlyList<IRolledSeries> Series, IDisposable? Memory) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Memory?.Dispose();
}
