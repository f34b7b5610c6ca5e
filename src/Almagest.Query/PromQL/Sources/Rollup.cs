namespace Almagest.Query.PromQL.Sources;

/// <summary>
/// What is kept of the floats of one series in one bucket of time, open to the left: enough for those functions whose answer does not depend on the
/// single samples. Staleness markers do not count.
/// </summary>
public record struct Rollup
{
    /// <summary>Integers up to this add up without being rounded, in any order.</summary>
    const double MostExact = 1L << 53;

    /// <summary>The bucket's end, inclusive, Unix milliseconds.</summary>
    public long EndMs { get; set; }

    /// <summary>How many samples.</summary>
    public int Count { get; set; }

    /// <summary>The least value; NaN when there is nothing else.</summary>
    public double Min { get; set; }

    /// <summary>The greatest value; NaN when there is nothing else.</summary>
    public double Max { get; set; }

    /// <summary>The first value.</summary>
    public double First { get; set; }

    /// <summary>When the first was, Unix milliseconds.</summary>
    public long FirstMs { get; set; }

    /// <summary>The last value.</summary>
    public double Last { get; set; }

    /// <summary>When the last was, Unix milliseconds.</summary>
    public long LastMs { get; set; }

    /// <summary>Sum of the values.</summary>
    public double Sum { get; set; }

    /// <summary>Sum of the values without their signs when all are integers; else NaN.</summary>
    public double AbsoluteSum { get; set; }

    /// <summary>How often a value was less than the one before it.</summary>
    public int Resets { get; set; }

    /// <summary>Sum of the values before those resets: what a counter lost.</summary>
    public double ResetSum { get; set; }

    /// <summary>Whether the sums are the same in whatever order they are built.</summary>
    public readonly bool IsExact => AbsoluteSum < MostExact;

    // Hot path: per sample.
    /// <summary>Adds the next sample.</summary>
    public void Add(long timeMs, double value)
    {
        var magnitude = double.IsInteger(value) ? Math.Abs(value) : double.NaN;
        if (Count == 0)
        {
            (First, FirstMs, Min, Max, Sum, AbsoluteSum) = (value, timeMs, value, value, value, magnitude);
        }
        else
        {
            if (value < Last)
                (Resets, ResetSum) = (Resets + 1, ResetSum + Last);
            if (value > Max || double.IsNaN(Max))
                Max = value;
            if (value < Min || double.IsNaN(Min))
                Min = value;
            (Sum, AbsoluteSum) = (Sum + value, AbsoluteSum + magnitude);
        }

        (Last, LastMs, Count) = (value, timeMs, Count + 1);
    }

    /// <summary>Adds what follows: together they are as if all samples had been added one after the other.</summary>
    public void Add(in Rollup next)
    {
        if (Count == 0)
        {
            this = next;
            return;
        }

        if (next.First < Last)
            (Resets, ResetSum) = (Resets + 1, ResetSum + Last);
        if (next.Max > Max || double.IsNaN(Max))
            Max = next.Max;
        if (next.Min < Min || double.IsNaN(Min))
            Min = next.Min;
        (Resets, ResetSum) = (Resets + next.Resets, ResetSum + next.ResetSum);
        (Sum, AbsoluteSum) = (Sum + next.Sum, AbsoluteSum + next.AbsoluteSum);
        (EndMs, Last, LastMs, Count) = (next.EndMs, next.Last, next.LastMs, Count + next.Count);
    }
}
