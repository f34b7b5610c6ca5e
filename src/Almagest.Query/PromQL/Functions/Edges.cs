using Almagest.Query.PromQL.Syntax;

namespace Almagest.Query.PromQL.Functions;

/// <summary>Which samples stand at the edges of an extended range (<c>anchored</c> or <c>smoothed</c>).</summary>
readonly record struct Edges(int First, int Last)
{
    /// <summary>Indexes of the samples for the left and the right edge; null when there is nothing to measure.</summary>
    public static Edges? Of(ReadOnlySpan<long> times, long start, long end, VectorExtension extension)
    {
        var (first, last) = Nearest(times, start, end, extension);
        if (times[last] <= start || (extension == VectorExtension.Smoothed && times[first] > end))
            return null;
        return new Edges(first, last);
    }

    /// <summary>Indexes of the samples nearest to the edges.</summary>
    public static (int First, int Last) Nearest(ReadOnlySpan<long> times, long start, long end, VectorExtension extension)
    {
        var last = times.Length - 1;
        var first = Math.Max(0, FirstAfter(times[..last], start) - 1);
        return (first, extension == VectorExtension.Smoothed ? FirstAfter(times[..last], end - 1) : last);
    }

    /// <summary>Index of the first time after another, or the length.</summary>
    public static int FirstAfter(ReadOnlySpan<long> times, long time)
    {
        var (low, high) = (0, times.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (times[middle] > time)
                high = middle;
            else
                low = middle + 1;
        }

        return low;
    }
}
