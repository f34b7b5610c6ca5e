namespace Almagest.Query.PromQL.Engine;

/// <summary>Which samples lie in a window that only moves forward.</summary>
struct SlidingRange
{
    public int Low { get; private set; }

    public int High { get; private set; }

    public readonly int Count => High - Low;

    /// <summary>Moves to the samples after <paramref name="start"/> up to <paramref name="end"/>.</summary>
    public void Slide(ReadOnlySpan<long> times, long start, long end)
    {
        while (High < times.Length && times[High] <= end)
            High++;
        while (Low < High && times[Low] <= start)
            Low++;
    }
}
