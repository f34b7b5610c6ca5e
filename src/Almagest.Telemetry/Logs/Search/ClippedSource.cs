using Almagest.Query.LogQL.Engine;

namespace Almagest.Telemetry.Logs.Search;

/// <summary>The lines of another source within a time: windows that reach beyond it count only what is inside.</summary>
sealed class ClippedSource(ILogSource source, long fromNano, long toNano) : ILogSource
{
    /// <inheritdoc/>
    public IAsyncEnumerable<LogLine> ReadAsync(LogSelection selection, LogStatistics statistics, CancellationToken ct) => source.ReadAsync(Clip(selection), statistics, ct);

    /// <inheritdoc/>
    public IAsyncEnumerable<LogCount>? CountAsync(LogSelection selection, LogBuckets buckets, IReadOnlyList<string> names, LogStatistics statistics, CancellationToken ct) =>
        source.CountAsync(Clip(selection), buckets, names, statistics, ct);

    LogSelection Clip(LogSelection selection) => selection with { FromNano = Math.Max(selection.FromNano, fromNano), ToNano = Math.Min(selection.ToNano, toNano) };
}
