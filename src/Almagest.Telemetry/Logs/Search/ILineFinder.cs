using Almagest.Model;
using Almagest.Query.LogQL.Engine;

namespace Almagest.Telemetry.Logs.Search;

/// <summary>Lines in order of time.</summary>
/// <param name="Lines">The lines.</param>
/// <param name="Next">Where the next page begins; null when this is the last.</param>
public sealed record LinePage(IReadOnlyList<FoundLog> Lines, LogCursor? Next);

/// <summary>
/// The lines that answer one question, in whatever language it was asked. Every method throws <see cref="UserErrorException"/> when the query can not be
/// answered as written.
/// </summary>
public interface ILineFinder
{
    /// <summary>Begin of the question's time, Unix nanoseconds.</summary>
    long FromNano { get; }

    /// <summary>Its end, not part of it.</summary>
    long ToNano { get; }

    /// <summary>A page of lines. MAY be a little longer than <paramref name="limit"/>: a page does not end among lines that nothing tells apart.</summary>
    Task<LinePage> FindAsync(LogDirection direction, int limit, LogCursor? cursor, CancellationToken ct);

    /// <summary>How many lines there are, by time and level. A piece begins at a multiple of <paramref name="stepNano"/>.</summary>
    Task<IReadOnlyList<LogBar>> CountAsync(long stepNano, CancellationToken ct);

    /// <summary>About <paramref name="most"/> lines, chosen evenly over all of them; all when they are fewer. In any order.</summary>
    Task<LineSample> SampleAsync(int most, CancellationToken ct);
}

/// <summary>Some lines that stand for all.</summary>
/// <param name="Lines">Those that were looked at.</param>
/// <param name="Total">How many there are.</param>
public sealed record LineSample(IReadOnlyList<FoundLog> Lines, long Total);
