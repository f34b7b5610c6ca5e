using Almagest.Query.LogQL.Engine;

namespace Almagest.Telemetry.Logs;

/// <summary>Pieces of a time range.</summary>
/// <param name="FromNano">Begin.</param>
/// <param name="ToNano">End, not part of it.</param>
/// <param name="Lines">About how many lines it has, wanted or not; 0 when that is not known.</param>
readonly record struct LogSlice(long FromNano, long ToNano, long Lines = 0);

/// <summary>
/// Cuts a range into pieces of about so many lines each, in the order they are read. The store sorts one piece at a time: its memory stays small, and
/// the first lines come after the first piece.
/// </summary>
static class LogSlices
{
    /// <summary>Lines of a piece all of which may be wanted.</summary>
    internal const long MostLines = 400_000;

    const long Hour = 3_600_000_000_000;

    // A piece that a limit may end early is small at first, so that a query of frequent lines reads few.
    const long FirstLines = 100_000;

    // So many lines that are wanted are a good piece where all of them are read.
    const long Wanted = 100_000;

    // A statement costs some 15 ms however little it reads.
    const double MostGrowth = 64;
    const double UnknownGrowth = 8;

    /// <param name="selection">Range, direction and limit.</param>
    /// <param name="hours">Lines by hour.</param>
    /// <param name="first">Lines of the first piece of a query with a limit.</param>
    /// <param name="found">How many lines the pieces so far gave: the next is as large as should do.</param>
    internal static IEnumerable<LogSlice> Cut(LogSelection selection, IReadOnlyList<(long HourNano, long Lines)> hours, long first = FirstLines, Func<int>? found = null)
    {
        var backward = selection.Direction == LogDirection.Backward;
        var most = selection.Limit is null ? MostLines : first;
        long? open = null;
        var (lines, read) = (0L, 0L);
        foreach (var (hour, count) in backward ? hours.Reverse() : hours)
        {
            var (from, to) = (Math.Max(hour, selection.FromNano), Math.Min(hour + Hour, selection.ToNano));
            if (from >= to)
                continue;
            if (lines + count > most && open is { } begun)
            {
                var edge = backward ? to : from;
                yield return backward ? new LogSlice(edge, begun, lines) : new LogSlice(begun, edge, lines);
                read += lines;
                (open, lines, most) = (null, 0, Grown(selection, most, read, found));
            }

            if (count > most)
            {
                // Pieces grow inside of an hour as well: an hour of millions of lines is a few statements, not dozens.
                var (left, uncut) = (to - from, count);
                while (uncut > 0)
                {
                    var size = uncut <= most ? left : Math.Max(1, (long)(left * ((double)most / uncut)));
                    var piece = Math.Min(uncut, most);
                    yield return backward ? new LogSlice(from + left - size, from + left, piece) : new LogSlice(to - left, to - left + size, piece);
                    read += piece;
                    (left, uncut) = (left - size, left == size ? 0 : uncut - most);
                    most = Grown(selection, most, read, found);
                }

                continue;
            }

            open ??= backward ? to : from;
            lines += count;
        }

        if (open is { } rest)
            yield return backward ? new LogSlice(selection.FromNano, rest, lines) : new LogSlice(rest, selection.ToNano, lines);
    }

    static long Grown(LogSelection selection, long lines, long read, Func<int>? found)
    {
        if (found is null)
            return selection.Limit is null ? lines : (long)(lines * UnknownGrowth);
        var enough = found();
        var wanted = selection.Limit is { } limit ? Math.Max(1, limit - enough) : Wanted;
        // Half as much again as should do, if what is looked for lies evenly.
        var next = enough == 0 ? double.MaxValue : 1.5 * wanted * read / enough;
        return (long)Math.Clamp(next, selection.Limit is null ? MostLines : lines * 2.0, Math.Max(MostLines, lines * MostGrowth));
    }
}
