using Almagest.Query.LogQL.Engine;

namespace Almagest.Telemetry.Logs;

/// <summary>Pieces of a time range.</summary>
/// <param name="FromNano">Begin.</param>
/// <param name="ToNano">End, not part of it.</param>
readonly record struct LogSlice(long FromNano, long ToNano);

/// <summary>
/// Cuts a range into pieces of about so many lines each, in the order they are read. The store sorts one piece at a time: its memory stays small, and
/// the first lines come after the first piece.
/// </summary>
static class LogSlices
{
    const long Hour = 3_600_000_000_000;

    // A piece that a limit may end early is small at first and grows, so that a query without many lines needs few pieces.
    const long FirstLines = 100_000;
    const long MostLines = 400_000;

    const long MostLimited = 400_000_000;

    // All of its lines in memory would be a gigabyte.
    const long MostUnlimited = 3_200_000;

    /// <param name="selection">Range, direction and limit.</param>
    /// <param name="hours">Lines by hour.</param>
    /// <param name="first">Lines of the first piece of a query with a limit.</param>
    /// <param name="isSparse">Whether the piece before had few lines that were wanted, none with a limit: pieces then grow faster.</param>
    internal static IEnumerable<LogSlice> Cut(LogSelection selection, IReadOnlyList<(long HourNano, long Lines)> hours, long first = FirstLines, Func<bool>? isSparse = null)
    {
        var backward = selection.Direction == LogDirection.Backward;
        var most = selection.Limit is null ? MostLines : first;
        long? open = null;
        var lines = 0L;
        foreach (var (hour, count) in backward ? hours.Reverse() : hours)
        {
            var (from, to) = (Math.Max(hour, selection.FromNano), Math.Min(hour + Hour, selection.ToNano));
            if (from >= to)
                continue;
            if (lines + count > most && open is { } begun)
            {
                var edge = backward ? to : from;
                yield return backward ? new LogSlice(edge, begun) : new LogSlice(begun, edge);
                (open, lines, most) = (null, 0, Grown(selection, most, isSparse));
            }

            if (count > most)
            {
                // Pieces grow inside of an hour as well: an hour of millions of lines is a few statements, not dozens.
                var (left, uncut) = (to - from, count);
                while (uncut > 0)
                {
                    var size = uncut <= most ? left : Math.Max(1, (long)(left * ((double)most / uncut)));
                    yield return backward ? new LogSlice(from + left - size, from + left) : new LogSlice(to - left, to - left + size);
                    (left, uncut) = (left - size, left == size ? 0 : uncut - most);
                    most = Grown(selection, most, isSparse);
                }

                continue;
            }

            open ??= backward ? to : from;
            lines += count;
        }

        if (open is { } rest)
            yield return backward ? new LogSlice(selection.FromNano, rest) : new LogSlice(rest, selection.ToNano);
    }

    static long Grown(LogSelection selection, long lines, Func<bool>? isSparse) => (selection.Limit is not null, isSparse?.Invoke() == true) switch
    {
        (true, true) => Math.Min(lines * 64, MostLimited),
        (true, false) => Math.Min(lines * 8, MostLimited),
        (false, true) => MostUnlimited,
        (false, false) => MostLines,
    };
}
