namespace Almagest.Telemetry.Traces;

/// <summary>The pieces of a range in which a search looks one after the other, the latest first.</summary>
static class SearchWindows
{
    const long First = 5 * 60 * 1_000_000_000L;

    // A statement costs some 15 ms however little it reads.
    const double MostGrowth = 16;

    /// <summary>
    /// Windows that grow by what those before found. Where one span makes a candidate they do not overlap, so that a query nobody satisfies reads every
    /// span once.
    /// </summary>
    /// <param name="range">All of it.</param>
    /// <param name="overlapping">Whether every window ends where the range does.</param>
    /// <param name="found">How many of the limit the windows so far gave.</param>
    internal static IEnumerable<SearchRange> Of(SearchRange range, bool overlapping, Func<int> found)
    {
        var (to, length) = (range.ToUnixNano, (double)First);
        while (range.ToUnixNano - range.FromUnixNano > length)
        {
            var from = range.ToUnixNano - (long)length;
            yield return range with { FromUnixNano = from, ToUnixNano = to };
            to = overlapping ? to : from - 1;
            // Half as much again as should do, if what is looked for lies evenly.
            length *= found() is > 0 and var enough ? Math.Clamp(1.5 * range.Limit / enough, 2, MostGrowth) : MostGrowth;
        }

        yield return range with { ToUnixNano = to };
    }
}
