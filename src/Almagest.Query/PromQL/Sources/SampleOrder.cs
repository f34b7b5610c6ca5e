using System.Buffers;
using System.Runtime.CompilerServices;

namespace Almagest.Query.PromQL.Sources;

/// <summary>
/// The order of samples by time. They come in few ascending runs, one per chunk, which are merged: chunks of one hour overlap when samples came late.
/// </summary>
static class SampleOrder
{
    /// <summary>Fills <paramref name="order"/> with the positions of <paramref name="times"/> by time; of equal times the earlier position is first.</summary>
    internal static void Of(ReadOnlySpan<long> times, Span<int> order)
    {
        var ends = Runs(times, order);
        var other = ArrayPool<int>.Shared.Rent(order.Length);
        // Neighbours are merged until one run is left: each sample is moved once per doubling of the runs' length.
        for (; ends.Count > 1; ends = MergeNeighbours(times, order, ends, other))
        {
        }

        ArrayPool<int>.Shared.Return(other);
    }

    /// <summary>Keeps the first position of each time; gives back how many are left.</summary>
    internal static int DropEqual(ReadOnlySpan<long> times, Span<int> order)
    {
        var kept = 0;
        foreach (var at in order)
        {
            if (kept == 0 || times[order[kept - 1]] != times[at])
                order[kept++] = at;
        }

        return kept;
    }

    /// <summary>Puts the values at the positions of <paramref name="order"/> first, in that order.</summary>
    internal static void Apply<T>(ReadOnlySpan<int> order, Span<T> values)
    {
        var copy = ArrayPool<T>.Shared.Rent(values.Length);
        values.CopyTo(copy);
        for (var i = 0; i < order.Length; i++)
            values[i] = copy[order[i]];
        ArrayPool<T>.Shared.Return(copy, clearArray: RuntimeHelpers.IsReferenceOrContainsReferences<T>());
    }

    static List<int> Runs(ReadOnlySpan<long> times, Span<int> order)
    {
        var ends = new List<int>();
        for (var i = 0; i < times.Length; i++)
        {
            order[i] = i;
            if (i > 0 && times[i] < times[i - 1])
                ends.Add(i);
        }

        ends.Add(times.Length);
        return ends;
    }

    static List<int> MergeNeighbours(ReadOnlySpan<long> times, Span<int> order, List<int> ends, Span<int> other)
    {
        var (merged, start) = (new List<int>(), 0);
        for (var run = 0; run < ends.Count; run += 2)
        {
            var end = ends[Math.Min(run + 1, ends.Count - 1)];
            if (run + 1 < ends.Count)
                Merge(times, order[start..ends[run]], order[ends[run]..end], other[..(end - start)]);
            else
                order[start..end].CopyTo(other);
            other[..(end - start)].CopyTo(order[start..]);
            merged.Add(start = end);
        }

        return merged;
    }

    static void Merge(ReadOnlySpan<long> times, ReadOnlySpan<int> left, ReadOnlySpan<int> right, Span<int> into)
    {
        var (l, r) = (0, 0);
        for (var i = 0; i < into.Length; i++)
            into[i] = r == right.Length || (l < left.Length && times[left[l]] <= times[right[r]]) ? left[l++] : right[r++];
    }
}
