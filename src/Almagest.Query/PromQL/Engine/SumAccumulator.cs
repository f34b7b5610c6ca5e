using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using Almagest.Query.PromQL.Values;

namespace Almagest.Query.PromQL.Engine;

/// <summary>Compensated sums. Where a row has all steps of a word, several steps are added by one instruction.</summary>
sealed class SumAccumulator : FloatAccumulator
{
    readonly double[] _lost;

    public SumAccumulator(StepColumn result)
        : base(result)
    {
        // −0 is the number that adds to any other without changing it, so the first sample needs no case of its own.
        result.Values.Fill(-0.0);
        _lost = ArrayPool<double>.Shared.Rent(result.Steps);
        _lost.AsSpan().Clear();
    }

    // Hot path: per series and step of a fused aggregation.
    public override void Add(StepColumn row, int from, int to)
    {
        var present = row.Present;
        var seen = Result.Present;
        for (var word = from >> 6; word << 6 < to; word++)
        {
            var bits = present[word];
            if (bits == 0)
                continue;
            seen[word] |= bits;
            var (start, end) = (word << 6, Math.Min(row.Steps, (word << 6) + 64));
            if (bits == StepBits.FullWord(word, row.Steps))
                AddAll(row.Values[start..end], Result.Values[start..end], _lost.AsSpan(start, end - start));
            else
                AddSome(bits, row.Values[start..end], Result.Values[start..end], _lost.AsSpan(start, end - start));
        }
    }

    public override void Finish()
    {
        var sums = Result.Values;
        for (var step = 0; step < sums.Length; step++)
            sums[step] += _lost[step];
    }

    public override void Release() => ArrayPool<double>.Shared.Return(_lost);

    static void AddAll(Span<double> values, Span<double> sums, Span<double> lost)
    {
        var wide = values.Length - (values.Length % Vector<double>.Count);
        var value = MemoryMarshal.Cast<double, Vector<double>>(values[..wide]);
        var sum = MemoryMarshal.Cast<double, Vector<double>>(sums[..wide]);
        var rest = MemoryMarshal.Cast<double, Vector<double>>(lost[..wide]);
        for (var i = 0; i < value.Length; i++)
        {
            var total = sum[i] + value[i];
            var larger = Vector.GreaterThanOrEqual(Vector.Abs(sum[i]), Vector.Abs(value[i]));
            var gained = rest[i] + Vector.ConditionalSelect(larger, sum[i] - total + value[i], value[i] - total + sum[i]);
            rest[i] = Vector.ConditionalSelect(Vector.IsInfinity(total), Vector<double>.Zero, gained);
            sum[i] = total;
        }

        for (var i = wide; i < values.Length; i++)
            Kahan.Add(values[i], ref sums[i], ref lost[i]);
    }

    static void AddSome(ulong bits, Span<double> values, Span<double> sums, Span<double> lost)
    {
        for (; bits != 0; bits &= bits - 1)
        {
            var i = BitOperations.TrailingZeroCount(bits);
            Kahan.Add(values[i], ref sums[i], ref lost[i]);
        }
    }
}
