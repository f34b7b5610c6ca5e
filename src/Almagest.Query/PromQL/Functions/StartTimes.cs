namespace Almagest.Query.PromQL.Functions;

/// <summary>What the starts of accumulation say about two samples in a row. A start of 0 is unknown.</summary>
static class StartTimes
{
    /// <summary>Whether the counter was reset between them.</summary>
    public static bool IsReset(long previousStart, long previous, long start, long time)
    {
        if (start == 0 || start >= time || start < previous)
            return false;
        if (start > previous)
            return true;

        // It begins at the sample before: a delta, unless that one's own start is unknown or wrong.
        return previousStart <= previous && previousStart != 0 && previousStart != previous;
    }

    /// <summary>Whether one began before the other was taken, though they did not begin together.</summary>
    public static bool Overlap(long previousStart, long previous, long start) => start != 0 && start < previous && start != previousStart;

    /// <summary>The start at an index, or 0.</summary>
    public static long At(ReadOnlySpan<long> starts, int index) => index < starts.Length ? starts[index] : 0;
}
