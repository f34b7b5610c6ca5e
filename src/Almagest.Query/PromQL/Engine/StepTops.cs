using System.Numerics;
using System.Runtime.InteropServices;

namespace Almagest.Query.PromQL.Engine;

/// <summary>
/// The largest or smallest few at every step, with a heap a step like that of <see cref="TopHeap"/>, filled series by series: most samples are dismissed several at a time, by
/// a comparison with the worst picks of their steps.
/// </summary>
sealed class StepTops
{
    // 16 bytes each.
    const long MostPicks = 1 << 22;

    readonly Evaluator _evaluator;
    readonly int _count;
    readonly bool _largest;
    readonly int[] _items;
    readonly double[] _values;
    readonly int[] _sizes;

    // The worst pick of each step; NaN where another one is taken whatever it is.
    readonly double[] _worst;

    StepTops(Evaluator evaluator, int count, bool largest)
    {
        (_evaluator, _count, _largest) = (evaluator, count, largest);
        var steps = evaluator.Grid.Count;
        (_items, _values, _sizes, _worst) = (new int[steps * count], new double[steps * count], new int[steps], new double[steps]);
    }

    /// <summary>A heap of <paramref name="count"/> for every step; null when they would be too large together.</summary>
    public static StepTops? For(Evaluator evaluator, int count, bool largest) => (long)count * evaluator.Grid.Count <= MostPicks ? new StepTops(evaluator, count, largest) : null;

    /// <summary>Calls <paramref name="keep"/> with each pick among some columns of floats, and the step.</summary>
    public void Pick(List<StepColumn> columns, List<int> group, Action<int, int> keep)
    {
        Array.Clear(_sizes);
        Array.Fill(_worst, double.NaN);
        var steps = _evaluator.Grid.Count;
        var words = StepBits.Words(steps);
        var threads = (long)group.Count * steps < 32 * 1024 ? 1 : Math.Min(_evaluator.Context.Threads, words);
        if (threads == 1)
            Offer(columns, group, 0, words);
        else
            Parallels.For(threads, threads, part => Offer(columns, group, words * part / threads, words * (part + 1) / threads));
        for (var step = 0; step < steps; step++)
            for (var i = 0; i < _sizes[step]; i++)
                keep(_items[(step * _count) + i], step);
    }

    // Hot path: per series and step.
    void Offer(List<StepColumn> columns, List<int> group, int firstWord, int endWord)
    {
        foreach (var item in group)
        {
            _evaluator.Context.CheckTime();
            var column = columns[item];
            var values = column.Values;
            var present = column.Present;
            for (var word = firstWord; word < endWord; word++)
            {
                if (present[word] == ulong.MaxValue)
                    OfferAll(item, values.Slice(word << 6, 64), word << 6);
                else
                    for (var bits = present[word]; bits != 0; bits &= bits - 1)
                        Offer(item, (word << 6) + BitOperations.TrailingZeroCount(bits), values[(word << 6) + BitOperations.TrailingZeroCount(bits)]);
            }
        }
    }

    void OfferAll(int item, ReadOnlySpan<double> values, int from)
    {
        var value = MemoryMarshal.Cast<double, Vector<double>>(values);
        var worst = MemoryMarshal.Cast<double, Vector<double>>(_worst.AsSpan(from, values.Length));
        for (var i = 0; i < value.Length; i++)
        {
            // Neither better nor incomparable: all of them stay where they are.
            if (_largest ? Vector.LessThanOrEqualAll(value[i], worst[i]) : Vector.GreaterThanOrEqualAll(value[i], worst[i]))
                continue;
            for (var at = i * Vector<double>.Count; at < (i + 1) * Vector<double>.Count; at++)
                Offer(item, from + at, values[at]);
        }
    }

    void Offer(int item, int step, double value)
    {
        var items = _items.AsSpan(step * _count, _count);
        var values = _values.AsSpan(step * _count, _count);
        ref var size = ref _sizes[step];
        if (size < _count)
        {
            (items[size], values[size]) = (item, value);
            Up(items, values, size++);
            if (size == _count)
                _worst[step] = values[0];
            return;
        }

        if (!((_largest ? values[0] < value : values[0] > value) || (double.IsNaN(values[0]) && !double.IsNaN(value))))
            return;
        (items[0], values[0]) = (item, value);
        Down(items, values);
        _worst[step] = values[0];
    }

    bool IsWorse(double a, double b) => double.IsNaN(a) || (_largest ? a < b : a > b);

    void Up(Span<int> items, Span<double> values, int at)
    {
        while (at > 0 && IsWorse(values[at], values[(at - 1) / 2]))
        {
            Swap(items, values, at, (at - 1) / 2);
            at = (at - 1) / 2;
        }
    }

    void Down(Span<int> items, Span<double> values)
    {
        for (var at = 0; (2 * at) + 1 < items.Length;)
        {
            var child = (2 * at) + 1;
            if (child + 1 < items.Length && IsWorse(values[child + 1], values[child]))
                child++;
            if (!IsWorse(values[child], values[at]))
                return;
            Swap(items, values, at, child);
            at = child;
        }
    }

    static void Swap(Span<int> items, Span<double> values, int a, int b)
    {
        (items[a], items[b]) = (items[b], items[a]);
        (values[a], values[b]) = (values[b], values[a]);
    }
}
