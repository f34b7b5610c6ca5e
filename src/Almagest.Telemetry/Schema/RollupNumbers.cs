using System.Numerics;
using Almagest.ClickHouse.Formats;
using Almagest.Query.PromQL.Sources;

namespace Almagest.Telemetry.Schema;

/// <summary>
/// The values of a bucket as <c>rollup_days</c> has them: the first one, and those others that are not what they are for a usual counter. A byte, the shape, says which
/// there are. The view <c>rollups</c> knows this form as well.
/// </summary>
static class RollupNumbers
{
    const int Last = 1;
    const int Min = 2;
    const int Max = 4;
    const int Sum = 8;
    const int AbsoluteSum = 16;
    const int Resets = 32 | 64;
    const int IsNotExact = 128;

    /// <summary>How many numbers a bucket of that shape has.</summary>
    internal static int CountOf(byte shape) => 1 + BitOperations.PopCount(shape & ~(uint)IsNotExact);

    internal static void Append(FixedColumn<byte> shapes, FixedColumn<double> numbers, in Rollup rollup)
    {
        var shape = rollup.Resets > 0 ? Resets : 0;
        numbers.Append(rollup.First);
        AppendUnless(numbers, rollup.Last, rollup.First, Last, ref shape);
        AppendUnless(numbers, rollup.Min, rollup.First, Min, ref shape);
        AppendUnless(numbers, rollup.Max, rollup.Last, Max, ref shape);
        AppendUnless(numbers, rollup.Sum, rollup.First, Sum, ref shape);
        if (double.IsNaN(rollup.AbsoluteSum))
            shape |= IsNotExact;
        else
            AppendUnless(numbers, rollup.AbsoluteSum, rollup.Sum, AbsoluteSum, ref shape);
        if (rollup.Resets > 0)
        {
            numbers.Append(rollup.Resets);
            numbers.Append(rollup.ResetSum);
        }

        shapes.Append((byte)shape);
    }

    // Hot path: per bucket.
    /// <summary>Fills the values of a rollup from the first <see cref="CountOf"/> numbers.</summary>
    internal static void Read(byte shape, ReadOnlySpan<double> numbers, ref Rollup into)
    {
        var at = 1;
        var first = numbers[0];
        var last = (shape & Last) != 0 ? numbers[at++] : first;
        (into.First, into.Last) = (first, last);
        into.Min = (shape & Min) != 0 ? numbers[at++] : first;
        into.Max = (shape & Max) != 0 ? numbers[at++] : last;
        var sum = (shape & Sum) != 0 ? numbers[at++] : first;
        into.Sum = sum;
        into.AbsoluteSum = (shape & IsNotExact) != 0 ? double.NaN : (shape & AbsoluteSum) != 0 ? numbers[at++] : sum;
        if ((shape & Resets) != 0)
            (into.Resets, into.ResetSum) = ((int)numbers[at], numbers[at + 1]);
    }

    static void AppendUnless(FixedColumn<double> numbers, double value, double usual, int bit, ref int shape)
    {
        // Bits, because zeros have signs and NaN is not itself.
        if (BitConverter.DoubleToInt64Bits(value) == BitConverter.DoubleToInt64Bits(usual))
            return;
        numbers.Append(value);
        shape |= bit;
    }
}
