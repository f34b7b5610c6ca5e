using System.Numerics;
using System.Runtime.InteropServices;

namespace Almagest.Query.PromQL.Engine;

/// <summary>Where the values of one series fall, found once per series instead of once per window. Reused from series to series.</summary>
sealed class CounterResets
{
    int[] _positions = new int[16];
    int _count;

    /// <summary>Positions of samples that are less than the one before them, ascending.</summary>
    public ReadOnlySpan<int> Positions => _positions.AsSpan(0, _count);

    // Hot path: per sample.
    /// <summary>Finds the resets of <paramref name="values"/>. NaN is neither less nor greater than anything.</summary>
    public void Find(ReadOnlySpan<double> values)
    {
        _count = 0;
        if (values.Length < 2)
            return;
        ref var start = ref MemoryMarshal.GetReference(values);
        var at = 1;
        for (; at + Vector<double>.Count <= values.Length; at += Vector<double>.Count)
        {
            if (Vector.LessThanAny(Vector.LoadUnsafe(ref start, (nuint)at), Vector.LoadUnsafe(ref start, (nuint)(at - 1))))
                Note(values, at, at + Vector<double>.Count);
        }

        Note(values, at, values.Length);
    }

    void Note(ReadOnlySpan<double> values, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            if (!(values[i] < values[i - 1]))
                continue;
            if (_count == _positions.Length)
                Array.Resize(ref _positions, _count * 2);
            _positions[_count++] = i;
        }
    }
}
