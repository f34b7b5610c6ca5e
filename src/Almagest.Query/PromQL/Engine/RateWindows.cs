using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Almagest.Query.PromQL.Engine;

/// <summary>
/// The windows of <c>rate</c>, <c>increase</c> or <c>delta</c> over one list of times: at each step the first and last sample, and by what their difference is
/// multiplied. None of it depends on values, so series of one target, which share their times, share their windows.
/// </summary>
/// <remarks>
/// Prometheus' results bit for bit. Only where a counter may have begun within the range does the factor depend on values: those steps, which
/// <see cref="_least"/> tells from the others without a division, are computed in full.
/// </remarks>
sealed class RateWindows
{
    // More than what rounding can make of the comparison that Prometheus does with divisions.
    const double Margin = 1 + 1e-9;

    // Below this, products lose digits.
    const double Tiny = 1e-200;

    // Positions of the first and last sample of each window; those of steps that are not present are the same, and between those of their neighbours.
    int[] _first = [];
    int[] _last = [];

    // By what to multiply the growth of values that do not begin at zero within the range.
    double[] _factor = [];

    // A first value greater than this many times the growth is so far from zero that the counter began before the range.
    double[] _least = [];

    long[] _times = [];
    ulong[] _present = [];
    int _timeCount;

    /// <summary>Of which call they are, as <see cref="RateWindowCache"/> counts them.</summary>
    public int Generation { get; set; }

    /// <summary>How often they were computed.</summary>
    public int Computed { get; private set; }

    /// <summary>The times the windows are over, Unix milliseconds.</summary>
    public ReadOnlySpan<long> Times => _times.AsSpan(0, _timeCount);

    /// <summary>The steps with at least two samples in their window.</summary>
    public ReadOnlySpan<ulong> Present => _present;

    /// <summary>Samples of all windows.</summary>
    public long Total { get; private set; }

    /// <summary>Samples that are in some window.</summary>
    public long Read { get; private set; }

    /// <summary>Computes the windows.</summary>
    public void Compute(in RateCall call, ReadOnlySpan<long> times)
    {
        Computed++;
        if (_times.Length < times.Length)
            _times = new long[times.Length];
        times.CopyTo(_times);
        _timeCount = times.Length;
        if (_first.Length != call.Steps)
        {
            (_first, _last, _factor, _least) = (new int[call.Steps], new int[call.Steps], new double[call.Steps], new double[call.Steps]);
            _present = new ulong[StepBits.Words(call.Steps)];
        }

        _present.AsSpan().Clear();
        (Total, Read) = (0, 0);
        var (low, high, end) = (0, 0, call.FirstEnd);
        for (var step = 0; step < _first.Length; step++, end += call.StepMs)
        {
            var start = end - call.RangeMs;
            var before = high;
            while (high < times.Length && times[high] <= end)
                high++;
            while (low < high && times[low] <= start)
                low++;
            Total += high - low;
            Read += high - Math.Max(low, before);
            if (high - low < 2)
            {
                (_first[step], _factor[step], _least[step]) = (Math.Max(0, Math.Min(low, times.Length - 1)), 0, 0);
                _last[step] = _first[step];
                continue;
            }

            StepBits.Set(_present, step);
            (_first[step], _last[step]) = (low, high - 1);
            var samples = new Extrapolation.Samples(high - 1 - low, times[low], times[high - 1], 0, 0);
            _factor[step] = Extrapolation.Factor(samples, start, end, isCounter: false, call.PerSeconds);
            _least[step] = (samples.FirstMs - start) / (double)(samples.LastMs - samples.FirstMs) * Margin;
        }
    }

    // Hot path: per step of each series.
    /// <summary>The rates of a series with these times, at every step that is present.</summary>
    public void Fill(in RateCall call, ReadOnlySpan<double> values, ReadOnlySpan<int> resets, Span<double> into)
    {
        into = into[.._first.Length];
        if (values.IsEmpty)
            return;
        if (values.Length != _timeCount)
            throw new ArgumentException($"{values.Length} values for {_timeCount} times", nameof(values));
        var step = 0;
        for (; step + Vector256<double>.Count <= into.Length; step += Vector256<double>.Count)
        {
            if (!TryFour(call.IsCounter, values, step, into))
                FillSlowly(call, values, (step, step + Vector256<double>.Count), into);
        }

        FillSlowly(call, values, (step, into.Length), into);
        AddResets(call, values, resets, into);
    }

    // Four steps without resets; false when the growth of one may have to be weighed with its first value.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    bool TryFour(bool isCounter, ReadOnlySpan<double> values, int step, Span<double> into)
    {
        var first = Gather(values, ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_first), step));
        var growth = Gather(values, ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_last), step)) - first;
        (growth * Vector256.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(_factor), (nuint)step)).StoreUnsafe(ref MemoryMarshal.GetReference(into), (nuint)step);
        var least = Vector256.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(_least), (nuint)step) * growth;
        return !isCounter || (Vector256.GreaterThanAll(first, least) && Vector256.GreaterThanAll(first, Vector256.Create(Tiny)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<double> Gather(ReadOnlySpan<double> values, ref int positions)
    {
        // The positions are those of the times, and there are as many values.
        ref var start = ref MemoryMarshal.GetReference(values);
        return Vector256.Create(
            Unsafe.Add(ref start, positions), Unsafe.Add(ref start, Unsafe.Add(ref positions, 1)), Unsafe.Add(ref start, Unsafe.Add(ref positions, 2)), Unsafe.Add(ref start, Unsafe.Add(ref positions, 3)));
    }

    void FillSlowly(in RateCall call, ReadOnlySpan<double> values, (int From, int To) steps, Span<double> into)
    {
        for (var step = steps.From; step < steps.To; step++)
            into[step] = One(call, step, values[_first[step]], values[_last[step]] - values[_first[step]]);
    }

    // Steps whose windows have resets, computed again: in Prometheus' order, each value before a reset is added to the difference, oldest first.
    void AddResets(in RateCall call, ReadOnlySpan<double> values, ReadOnlySpan<int> resets, Span<double> into)
    {
        var done = 0;
        for (var at = 0; at < resets.Length; at++)
        {
            var step = Math.Max(done, LowerBound(_last, resets[at]));
            for (; step < into.Length && _first[step] < resets[at]; step++)
            {
                var growth = values[_last[step]] - values[_first[step]];
                for (var next = at; next < resets.Length && resets[next] <= _last[step]; next++)
                    growth += values[resets[next] - 1];
                into[step] = One(call, step, values[_first[step]], growth);
            }

            done = step;
        }
    }

    double One(in RateCall call, int step, double first, double growth) =>
        first > Math.Max(_least[step] * growth, Tiny) || !call.IsCounter ? growth * _factor[step] : growth * Exact(call, step, first, growth);

    double Exact(in RateCall call, int step, double first, double growth)
    {
        if (_first[step] == _last[step])
            return 0;
        var end = call.FirstEnd + step * call.StepMs;
        var samples = new Extrapolation.Samples(_last[step] - _first[step], _times[_first[step]], _times[_last[step]], first, growth);
        return Extrapolation.Factor(samples, end - call.RangeMs, end, isCounter: true, call.PerSeconds);
    }

    // The first of ascending numbers that is not less.
    static int LowerBound(ReadOnlySpan<int> numbers, int least)
    {
        var (low, high) = (0, numbers.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (numbers[middle] < least)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}

/// <summary>What a rate is asked for: the grid of steps, shifted by the selector's offset, and the function.</summary>
/// <param name="FirstEnd">End of the first window, Unix milliseconds.</param>
/// <param name="StepMs">Distance of windows.</param>
/// <param name="Steps">How many windows.</param>
/// <param name="RangeMs">Length of a window.</param>
/// <param name="IsCounter">Whether values only grow but for resets.</param>
/// <param name="PerSeconds">The range in seconds for rates, else 0.</param>
readonly record struct RateCall(long FirstEnd, long StepMs, int Steps, long RangeMs, bool IsCounter, double PerSeconds);
