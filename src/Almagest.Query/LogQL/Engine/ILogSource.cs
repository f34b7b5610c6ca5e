using Almagest.Model;
using Almagest.Query.LogQL.Pipeline;
using Almagest.Query.LogQL.Syntax;
using Almagest.Query.PromQL.Sources;

namespace Almagest.Query.LogQL.Engine;

/// <summary>In which order lines are read.</summary>
public enum LogDirection
{
    /// <summary>The oldest first.</summary>
    Forward,

    /// <summary>The newest first.</summary>
    Backward,
}

/// <summary>Lines a query needs.</summary>
/// <param name="Matchers">Conditions on labels of streams, all of which must hold.</param>
/// <param name="Filters">Line filters on the stored line; the source MAY apply them, the caller does it again.</param>
/// <param name="FromNano">First time that counts, Unix nanoseconds, inclusive.</param>
/// <param name="ToNano">First time that does not count.</param>
/// <param name="Direction">Order of time; streams are mixed.</param>
/// <param name="Limit">Most lines the source needs to give when all of them will be kept; null for all.</param>
public sealed record LogSelection(
    IReadOnlyList<LabelMatcher> Matchers, IReadOnlyList<LineFilterExpr> Filters, long FromNano, long ToNano, LogDirection Direction, int? Limit)
{
    /// <summary>Fields without which a line is dropped later; the source MAY leave such lines out.</summary>
    public IReadOnlyList<FieldNeed> Needs { get; init; } = [];
}

/// <summary>A stored line.</summary>
/// <param name="TimeNano">When it was written.</param>
/// <param name="Text">Its text.</param>
/// <param name="Stream">Labels of its stream; the same object for lines of one stream.</param>
/// <param name="Metadata">Its structured metadata.</param>
public readonly record struct LogLine(long TimeNano, string Text, Labels Stream, Labels Metadata);

/// <summary>Lines counted by labels and time: what a query without a parser needs instead of the lines.</summary>
/// <param name="Labels">Values of the names that were asked for, those that are missing left out.</param>
/// <param name="Bucket">Which piece of time.</param>
/// <param name="Lines">How many lines.</param>
/// <param name="Bytes">Their length in UTF-8 together.</param>
public readonly record struct LogCount(Labels Labels, int Bucket, long Lines, long Bytes);

/// <summary>Pieces of time of one length; the one with number k is (origin + k·size, origin + (k+1)·size].</summary>
/// <param name="OriginNano">Time before the first piece.</param>
/// <param name="SizeNano">Length of a piece.</param>
/// <param name="Count">How many.</param>
public readonly record struct LogBuckets(long OriginNano, long SizeNano, int Count);

/// <summary>Where log lines come from. Thread-safe.</summary>
public interface ILogSource
{
    /// <summary>Lines in order of time. What was read is added to <paramref name="statistics"/>.</summary>
    IAsyncEnumerable<LogLine> ReadAsync(LogSelection selection, LogStatistics statistics, CancellationToken ct);

    /// <summary>
    /// Counts lines by labels and pieces of time; null when the source cannot do so exactly and the lines must be read. MUST apply all filters. The same
    /// labels and piece MAY come several times.
    /// </summary>
    /// <param name="selection">Lines; its times span all pieces.</param>
    /// <param name="buckets">Pieces of time.</param>
    /// <param name="names">Labels, of streams or structured metadata, by which counts are told apart.</param>
    /// <param name="statistics">What was read is added here.</param>
    /// <param name="ct">Ends it.</param>
    IAsyncEnumerable<LogCount>? CountAsync(LogSelection selection, LogBuckets buckets, IReadOnlyList<string> names, LogStatistics statistics, CancellationToken ct);
}

/// <summary>Times of evaluation, the offset of the query already taken away.</summary>
/// <param name="StartNano">The first.</param>
/// <param name="StepNano">From one to the next; more than 0.</param>
/// <param name="Count">How many.</param>
public readonly record struct LogGrid(long StartNano, long StepNano, int Count)
{
    /// <summary>The last time.</summary>
    public long EndNano => StartNano + (StepNano * (Count - 1));
}
