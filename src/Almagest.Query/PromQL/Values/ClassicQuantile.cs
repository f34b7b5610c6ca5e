using System.Runtime.InteropServices;

namespace Almagest.Query.PromQL.Values;

/// <summary>A bucket of a classic histogram: how many measurements are at most its bound.</summary>
/// <param name="UpperBound">The value of <c>le</c>.</param>
/// <param name="Count">Measurements up to it.</param>
public readonly record struct ClassicBucket(double UpperBound, double Count);

/// <summary>How counts were repaired that did not grow with the bound.</summary>
/// <param name="ForcedMonotonic">Whether any count was raised to that of the bucket before; worth telling.</param>
/// <param name="FixedPrecision">Whether tiny differences, the traces of rounding, were evened out.</param>
/// <param name="MinBound">The lowest bound with a raised count.</param>
/// <param name="MaxBound">The highest one.</param>
/// <param name="MaxDifference">By how much a count was raised at most.</param>
public readonly record struct BucketRepair(bool ForcedMonotonic, bool FixedPrecision, double MinBound, double MaxBound, double MaxDifference);

/// <summary>Estimates from classic histograms, with linear interpolation within a bucket.</summary>
public static class ClassicQuantile
{
    // Relative differences below this come from rounding: one measurement more shows only among 10^12.
    const double Tolerance = 1e-12;

    /// <summary>
    /// The value below which a share of the measurements lies. NaN without measurements, with fewer than two buckets or without a bucket of +Inf;
    /// ∓Inf for a share below 0 or above 1. In the highest bucket it is the bound below. The list is sorted and merged in place; it must not be empty.
    /// </summary>
    public static double Quantile(double share, List<ClassicBucket> buckets, out BucketRepair repair)
    {
        repair = default;
        if (double.IsNaN(share))
            return double.NaN;
        if (share < 0)
            return double.NegativeInfinity;
        if (share > 1)
            return double.PositiveInfinity;
        return Prepare(buckets) ? OfSorted(share, CollectionsMarshal.AsSpan(buckets), out repair) : double.NaN;
    }

    /// <summary>The same of a share between 0 and 1 and buckets in order of their bounds, each bound once and +Inf the last. Counts are repaired in place.</summary>
    public static double OfSorted(double share, Span<ClassicBucket> buckets, out BucketRepair repair)
    {
        repair = Repair(buckets);
        var observations = buckets[^1].Count;
        if (buckets.Length < 2 || observations == 0)
            return double.NaN;
        var rank = share * observations;
        var at = FirstAtLeast(buckets, rank);
        if (at == buckets.Length - 1)
            return buckets[^2].UpperBound;
        if (at == 0 && buckets[0].UpperBound <= 0)
            return buckets[0].UpperBound;
        var (start, count) = (0.0, buckets[at].Count);
        if (at > 0)
        {
            start = buckets[at - 1].UpperBound;
            count -= buckets[at - 1].Count;
            rank -= buckets[at - 1].Count;
        }

        return start + ((buckets[at].UpperBound - start) * (rank / count));
    }

    /// <summary>The share of the measurements between two bounds, with the same conditions. The list is sorted and merged in place; it must not be empty.</summary>
    public static double Fraction(double lower, double upper, List<ClassicBucket> buckets)
    {
        if (!Prepare(buckets))
            return double.NaN;
        var count = buckets[^1].Count;
        if (count == 0 || double.IsNaN(lower) || double.IsNaN(upper))
            return double.NaN;
        if (lower >= upper)
            return 0;
        var rank = 0.0;
        var start = buckets[0].UpperBound <= 0 ? double.NegativeInfinity : 0;
        double? lowerRank = null;
        double? upperRank = null;
        foreach (var bucket in buckets)
        {
            lowerRank ??= RankIn(bucket, start, lower, rank);
            upperRank ??= RankIn(bucket, start, upper, rank);
            (start, rank) = (bucket.UpperBound, bucket.Count);
        }

        return (Limit(upperRank, count) - Limit(lowerRank, count)) / count;
    }

    static double? RankIn(ClassicBucket bucket, double start, double bound, double rank)
    {
        if (start >= bound)
            return rank;
        if (bucket.UpperBound <= bound)
            return null;
        return double.IsNegativeInfinity(start) ? bucket.Count : rank + ((bucket.Count - rank) * (bound - start) / (bucket.UpperBound - start));
    }

    static double Limit(double? rank, double count) => rank is { } found && !(found > count) ? found : count;

    static bool Prepare(List<ClassicBucket> buckets)
    {
        buckets.Sort(static (left, right) => left.UpperBound.CompareTo(right.UpperBound));
        if (!double.IsPositiveInfinity(buckets[^1].UpperBound))
            return false;
        var last = 0;
        for (var i = 1; i < buckets.Count; i++)
        {
            if (buckets[i].UpperBound == buckets[last].UpperBound)
                buckets[last] = buckets[last] with { Count = buckets[last].Count + buckets[i].Count };
            else
                buckets[++last] = buckets[i];
        }

        buckets.RemoveRange(last + 1, buckets.Count - last - 1);
        return true;
    }

    static BucketRepair Repair(Span<ClassicBucket> buckets)
    {
        var (forced, evened, min, max, most) = (false, false, double.PositiveInfinity, double.NegativeInfinity, 0.0);
        var highest = buckets[0].Count;
        for (var i = 1; i < buckets.Length; i++)
        {
            var (bound, count) = buckets[i];
            if (count == highest)
                continue;
            if (AlmostEqual.Within(highest, count, Tolerance))
            {
                buckets[i] = new ClassicBucket(bound, highest);
                evened = true;
            }
            else if (count < highest)
            {
                buckets[i] = new ClassicBucket(bound, highest);
                (forced, min, max, most) = (true, Math.Min(min, bound), Math.Max(max, bound), Math.Max(most, highest - count));
            }
            else
            {
                highest = count;
            }
        }

        return new BucketRepair(forced, evened, min, max, most);
    }

    // The last bucket is not searched: it stands for everything beyond.
    static int FirstAtLeast(ReadOnlySpan<ClassicBucket> buckets, double rank)
    {
        var (low, high) = (0, buckets.Length - 1);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (buckets[middle].Count >= rank)
                high = middle;
            else
                low = middle + 1;
        }

        return low;
    }
}
