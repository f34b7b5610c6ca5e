using System.Runtime.Intrinsics;
using Almagest.Query.PromQL.Engine;

namespace Almagest.Query.PromQL.Functions;

/// <summary>A function over all windows of a series that has floats only.</summary>
/// <param name="values">The series.</param>
/// <param name="windows">Its windows.</param>
/// <param name="into">One result a window; those of empty windows are without meaning.</param>
/// <param name="checkTime">To be called now and then.</param>
delegate void FloatKernel(ReadOnlySpan<double> values, FloatWindows windows, Span<double> into, Action checkTime);

/// <summary>Functions over all windows of a series at once, bit for bit what they are window by window.</summary>
static class FloatKernels
{
    // Windows whose sums grow side by side.
    const int Abreast = 4;

    // Additions between two looks at the clock.
    const int Patience = 1 << 20;

    public static void Max(ReadOnlySpan<double> values, FloatWindows windows, Span<double> into, Action checkTime) => Extremes(values, windows, into, greatest: true);

    public static void Min(ReadOnlySpan<double> values, FloatWindows windows, Span<double> into, Action checkTime) => Extremes(values, windows, into, greatest: false);

    public static void Sum(ReadOnlySpan<double> values, FloatWindows windows, Span<double> into, Action checkTime) => Sums(values, windows, into, checkTime, mean: false);

    public static void Average(ReadOnlySpan<double> values, FloatWindows windows, Span<double> into, Action checkTime) => Sums(values, windows, into, checkTime, mean: true);

    public static void Count(ReadOnlySpan<double> values, FloatWindows windows, Span<double> into, Action checkTime)
    {
        var lows = windows.Lows;
        var highs = windows.Highs;
        for (var i = 0; i < lows.Length; i++)
            into[i] = highs[i] - lows[i];
    }

    public static void Last(ReadOnlySpan<double> values, FloatWindows windows, Span<double> into, Action checkTime)
    {
        var lows = windows.Lows;
        var highs = windows.Highs;
        for (var i = 0; i < lows.Length; i++)
            into[i] = highs[i] > lows[i] ? values[highs[i] - 1] : 0;
    }

    static void Extremes(ReadOnlySpan<double> values, FloatWindows windows, Span<double> into, bool greatest)
    {
        if (windows.Total == windows.Read)
            ExtremesApart(values, windows, into, greatest);
        else
            ExtremesSliding(values, windows, into, greatest);
    }

    // No sample is in two windows, as when the step is the range.
    static void ExtremesApart(ReadOnlySpan<double> values, FloatWindows windows, Span<double> into, bool greatest)
    {
        var lows = windows.Lows;
        var highs = windows.Highs;
        for (var i = 0; i < lows.Length; i++)
            into[i] = Extreme(values[lows[i]..highs[i]], greatest);
    }

    static double Extreme(ReadOnlySpan<double> values, bool greatest)
    {
        var worst = greatest ? double.NegativeInfinity : double.PositiveInfinity;
        var bests = Vector256.Create(worst);
        var at = 0;
        for (; at + Vector256<double>.Count <= values.Length; at += Vector256<double>.Count)
        {
            var next = Vector256.Create(values[at..]);
            bests = Vector256.ConditionalSelect(greatest ? Vector256.GreaterThan(next, bests) : Vector256.LessThan(next, bests), next, bests);
        }

        var best = worst;
        for (var lane = 0; lane < Vector256<double>.Count; lane++)
            best = (greatest ? bests[lane] > best : bests[lane] < best) ? bests[lane] : best;
        for (; at < values.Length; at++)
            best = (greatest ? values[at] > best : values[at] < best) ? values[at] : best;
        // Which of 0 and -0 was the first, and whether there is anything but NaN, has to be looked at one by one.
        return best == 0 || best == worst ? CarefulExtreme(values, greatest) : best;
    }

    static double CarefulExtreme(ReadOnlySpan<double> values, bool greatest)
    {
        var best = double.NaN;
        foreach (var value in values)
            if (!double.IsNaN(value) && (double.IsNaN(best) || (greatest ? value > best : value < best)))
                best = value;
        return best;
    }

    // Each sample enters and leaves a list of candidates once, however long the windows are: the candidates of a window get worse from the oldest on.
    static void ExtremesSliding(ReadOnlySpan<double> values, FloatWindows windows, Span<double> into, bool greatest)
    {
        var candidates = System.Buffers.ArrayPool<int>.Shared.Rent(values.Length);
        var lows = windows.Lows;
        var highs = windows.Highs;
        var (first, end, seen) = (0, 0, 0);
        for (var i = 0; i < lows.Length; i++)
        {
            for (; seen < highs[i]; seen++)
            {
                var value = values[seen];
                if (double.IsNaN(value))
                    continue;
                // Of equals, as 0 and -0 are, the oldest stays.
                while (end > first && (greatest ? value > values[candidates[end - 1]] : value < values[candidates[end - 1]]))
                    end--;
                candidates[end++] = seen;
            }

            while (first < end && candidates[first] < lows[i])
                first++;
            into[i] = first < end ? values[candidates[first]] : double.NaN;
        }

        System.Buffers.ArrayPool<int>.Shared.Return(candidates);
    }

    static void Sums(ReadOnlySpan<double> values, FloatWindows windows, Span<double> into, Action checkTime, bool mean)
    {
        var lows = windows.Lows;
        var highs = windows.Highs;
        var (i, done) = (0, 0L);
        while (i < lows.Length)
        {
            if (done > Patience)
            {
                checkTime();
                done = 0;
            }

            var length = highs[i] - lows[i];
            done += length;
            if (i + Abreast <= lows.Length && length > 1 && SameLength(lows.Slice(i, Abreast), highs.Slice(i, Abreast)) && TryFour(values, lows.Slice(i, Abreast), length, into.Slice(i, Abreast), mean))
            {
                i += Abreast;
                continue;
            }

            into[i] = length == 0 ? 0 : mean ? SumsOverTime.AverageOf(values[lows[i]..highs[i]]) : SumsOverTime.SumOf(values[lows[i]..highs[i]]);
            i++;
        }
    }

    static bool SameLength(ReadOnlySpan<int> lows, ReadOnlySpan<int> highs)
    {
        var length = highs[0] - lows[0];
        return highs[1] - lows[1] == length && highs[2] - lows[2] == length && highs[3] - lows[3] == length;
    }

    // What rounding loses of a sum is the same number however it is computed: without Kahan's branch four sums grow at once (T. J. Dekker's and D. Knuth's TwoSum).
    static bool TryFour(ReadOnlySpan<double> values, ReadOnlySpan<int> lows, int length, Span<double> into, bool mean)
    {
        var a = values.Slice(lows[0], length);
        var b = values.Slice(lows[1], length);
        var c = values.Slice(lows[2], length);
        var d = values.Slice(lows[3], length);
        // A mean begins with its first value, a sum with nothing.
        var sum = mean ? Vector256.Create(a[0], b[0], c[0], d[0]) : Vector256<double>.Zero;
        var lost = Vector256<double>.Zero;
        for (var k = mean ? 1 : 0; k < a.Length; k++)
        {
            var value = Vector256.Create(a[k], b[k], c[k], d[k]);
            var total = sum + value;
            var added = total - sum;
            lost += (sum - (total - added)) + (value - added);
            sum = total;
        }

        // Infinities and NaN on the way are for the careful way.
        var result = mean ? (sum / Vector256.Create((double)length)) + (lost / Vector256.Create((double)length)) : sum + lost;
        if (!Vector256.LessThanAll(Vector256.Abs(result), Vector256.Create(double.PositiveInfinity)))
            return false;
        result.CopyTo(into);
        return true;
    }
}
