using Almagest.Model;

namespace Almagest.Query.LogQL.Engine;

/// <summary>The answer to a query.</summary>
/// <param name="Statistics">What was read.</param>
public abstract record LogQlResult(LogStatistics Statistics);

/// <summary>Lines.</summary>
/// <param name="Streams">By labels, sorted by their text.</param>
/// <param name="Statistics">What was read.</param>
public sealed record StreamsResult(IReadOnlyList<LogStream> Streams, LogStatistics Statistics) : LogQlResult(Statistics);

/// <summary>Lines with the same labels.</summary>
/// <param name="Labels">Their labels; when kept apart those of the stream.</param>
/// <param name="Entries">The lines in the order asked for.</param>
public sealed record LogStream(Labels Labels, IReadOnlyList<LogEntry> Entries);

/// <summary>A line of an answer.</summary>
/// <param name="TimeNano">Unix nanoseconds.</param>
/// <param name="Text">Its text.</param>
/// <param name="Metadata">Structured metadata; empty unless labels are kept apart.</param>
/// <param name="Parsed">Labels the pipeline made; empty unless labels are kept apart.</param>
public sealed record LogEntry(long TimeNano, string Text, Labels Metadata, Labels Parsed);

/// <summary>One number without labels.</summary>
public sealed record ScalarResult(long TimeMs, double Value, LogStatistics Statistics) : LogQlResult(Statistics);

/// <summary>Numbers of one time.</summary>
public sealed record VectorResult(long TimeMs, IReadOnlyList<LogSample> Samples, LogStatistics Statistics) : LogQlResult(Statistics);

/// <summary>A number with labels.</summary>
public readonly record struct LogSample(Labels Labels, double Value);

/// <summary>Numbers over time.</summary>
public sealed record MatrixResult(IReadOnlyList<LogSeries> Series, LogStatistics Statistics) : LogQlResult(Statistics);

/// <summary>One series.</summary>
/// <param name="Labels">Its labels.</param>
/// <param name="Points">Unix milliseconds and values, ascending.</param>
public sealed record LogSeries(Labels Labels, IReadOnlyList<(long TimeMs, double Value)> Points);
