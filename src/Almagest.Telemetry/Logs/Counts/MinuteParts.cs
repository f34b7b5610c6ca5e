namespace Almagest.Telemetry.Logs.Counts;

/// <summary>
/// Which part of a count the minutes of <c>log_counts</c> answer, and which the lines themselves must. A minute whose lines belong to two pieces of time, or
/// of which the range has a part only, must be counted line by line.
/// </summary>
/// <param name="InsideFrom">First minute all of whose lines but those of its first nanosecond count.</param>
/// <param name="InsideTo">End of these minutes.</param>
/// <param name="EdgeFrom">First minute whose lines of the first nanosecond count.</param>
/// <param name="EdgeTo">End of these minutes.</param>
/// <param name="Rows">Pieces of time whose lines are counted one by one; the minutes in <paramref name="Split"/> are among them.</param>
/// <param name="Split">Minutes inside of the range that are counted line by line.</param>
sealed record MinuteParts(long InsideFrom, long InsideTo, long EdgeFrom, long EdgeTo, IReadOnlyList<LogSlice> Rows, IReadOnlyList<long> Split)
{
    internal const long Minute = 60_000_000_000;

    // Each is a condition the store checks against its index.
    const int MostPieces = 200;

    /// <summary>The parts; null when counting the lines costs about the same.</summary>
    /// <param name="fromNano">Begin of the range, inclusive.</param>
    /// <param name="toNano">End, not part of it.</param>
    /// <param name="borders">Times up to and including which lines belong to one piece and from then on to the next.</param>
    internal static MinuteParts? Of(long fromNano, long toNano, IEnumerable<long> borders)
    {
        var (insideFrom, insideTo, edgeFrom) = (Ceiling(fromNano - 1), Floor(toNano), Ceiling(fromNano));
        if (insideFrom >= insideTo)
            return null;
        // The line at the very begin of a minute may be all of it that is in the range.
        var edgeTo = toNano == insideTo + 1 ? insideTo + Minute : insideTo;
        var rows = new List<LogSlice>();
        if (fromNano < insideFrom)
            rows.Add(new LogSlice(fromNano, insideFrom));
        if (toNano > edgeTo)
            rows.Add(new LogSlice(insideTo, toNano));
        var split = new List<long>();
        foreach (var border in borders)
        {
            var (minute, rest) = (Floor(border), border - Floor(border));
            if (rest is 0 or Minute - 1 || minute < insideFrom || minute >= insideTo || (split.Count > 0 && split[^1] == minute))
                continue;
            split.Add(minute);
            rows.Add(new LogSlice(Math.Max(minute, fromNano), minute + Minute));
        }

        return rows.Count <= MostPieces && rows.Sum(static r => r.ToNano - r.FromNano) <= (toNano - fromNano) / 2
            ? new MinuteParts(insideFrom, insideTo, edgeFrom, edgeTo, rows, split) : null;
    }

    static long Floor(long nano) => nano - Modulo(nano);

    static long Ceiling(long nano) => Modulo(nano) == 0 ? nano : nano - Modulo(nano) + Minute;

    static long Modulo(long nano) => ((nano % Minute) + Minute) % Minute;
}
