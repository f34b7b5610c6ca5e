namespace Almagest.Query.PromQL.Engine;

/// <summary>
/// The windows of <c>rate</c>, <c>increase</c> or <c>delta</c> over one list of times: at each step the first and last sample, and by what their difference is
/// multiplied. None of it depends on values, so series of one target, which share their times, share their windows.
/// </summary>
/// <remarks>
/// Prometheus' results bit for bit. Only where a counter may have begun within the range does the factor depend on values: those steps, which
/// <see cref="RateWindow.Least"/> tells from the others without a division, are computed in full.
/// </remarks>
sealed class RateWindows
{
    long[] _times = [];
    RateWindow[] _steps = [];
    ulong[] _present = [];
    int _timeCount;

    /// <summary>The times the windows are over, Unix milliseconds.</summary>
    public ReadOnlySpan<long> Times => _times.AsSpan(0, _timeCount);

    /// <summary>One per step; those of steps that are not present are without meaning.</summary>
    public ReadOnlySpan<RateWindow> Steps => _steps;

    /// <summary>The steps with at least two samples in their window.</summary>
    public ReadOnlySpan<ulong> Present => _present;

    /// <summary>Samples of all windows.</summary>
    public long Total { get; private set; }

    /// <summary>Samples that are in some window.</summary>
    public long Read { get; private set; }

    /// <summary>Computes the windows.</summary>
    public void Compute(in RateCall call, ReadOnlySpan<long> times)
    {
        if (_times.Length < times.Length)
            _times = new long[times.Length];
        times.CopyTo(_times);
        _timeCount = times.Length;
        if (_steps.Length != call.Steps)
            (_steps, _present) = (new RateWindow[call.Steps], new ulong[StepBits.Words(call.Steps)]);
        _present.AsSpan().Clear();
        (Total, Read) = (0, 0);
        var (low, high, end) = (0, 0, call.FirstEnd);
        for (var step = 0; step < _steps.Length; step++, end += call.StepMs)
        {
            var start = end - call.RangeMs;
            var before = high;
            while (high < times.Length && times[high] <= end)
                high++;
            while (low < high && times[low] <= start)
                low++;
            Total += high - low;
            Read += high - Math.Max(low, before);
            _steps[step] = default;
            if (high - low < 2)
                continue;
            StepBits.Set(_present, step);
            _steps[step] = Window(call, times, (low, high - 1), (start, end));
        }
    }

    // Hot path: per step of each series.
    /// <summary>The rates of a series with these times, at every step that is present.</summary>
    public void Fill(in RateCall call, ReadOnlySpan<double> values, ReadOnlySpan<int> resets, Span<double> into)
    {
        var steps = _steps.AsSpan();
        into = into[..steps.Length];
        if (values.IsEmpty)
            return;
        var reset = 0;
        for (var i = 0; i < steps.Length; i++)
        {
            ref readonly var step = ref steps[i];
            var first = values[step.First];
            var growth = values[step.Last] - first;
            if (!resets.IsEmpty)
            {
                // In Prometheus' order: each value before a reset is added to the difference, oldest first.
                while (reset < resets.Length && resets[reset] <= step.First)
                    reset++;
                for (var at = reset; at < resets.Length && resets[at] <= step.Last; at++)
                    growth += values[resets[at] - 1];
            }

            into[i] = first > Math.Max(step.Least * growth, RateWindow.Tiny) || !call.IsCounter ? growth * step.Factor : growth * Exact(call, i, first, growth);
        }
    }

    double Exact(in RateCall call, int step, double first, double growth)
    {
        ref readonly var window = ref _steps[step];
        if (window.First == window.Last)
            return 0;
        var end = call.FirstEnd + step * call.StepMs;
        var samples = new Extrapolation.Samples(window.Last - window.First, _times[window.First], _times[window.Last], first, growth);
        return Extrapolation.Factor(samples, end - call.RangeMs, end, isCounter: true, call.PerSeconds);
    }

    static RateWindow Window(in RateCall call, ReadOnlySpan<long> times, (int First, int Last) at, (long Start, long End) range)
    {
        var samples = new Extrapolation.Samples(at.Last - at.First, times[at.First], times[at.Last], 0, 0);
        var factor = Extrapolation.Factor(samples, range.Start, range.End, isCounter: false, call.PerSeconds);
        return new RateWindow(at.First, at.Last, factor, (samples.FirstMs - range.Start) / (double)(samples.LastMs - samples.FirstMs) * RateWindow.Margin);
    }
}

/// <summary>The window of one step.</summary>
/// <param name="First">Position of its first sample.</param>
/// <param name="Last">Position of its last sample.</param>
/// <param name="Factor">By what to multiply the growth of values that do not begin at zero within the range.</param>
/// <param name="Least">A first value greater than this many times the growth is so far from zero that the counter began before the range.</param>
readonly record struct RateWindow(int First, int Last, double Factor, double Least)
{
    /// <summary>More than what rounding can make of the comparison that Prometheus does with divisions.</summary>
    internal const double Margin = 1 + 1e-9;

    /// <summary>Below this, products lose digits.</summary>
    internal const double Tiny = 1e-200;
}

/// <summary>What a rate is asked for: the grid of steps, shifted by the selector's offset, and the function.</summary>
/// <param name="FirstEnd">End of the first window, Unix milliseconds.</param>
/// <param name="StepMs">Distance of windows.</param>
/// <param name="Steps">How many windows.</param>
/// <param name="RangeMs">Length of a window.</param>
/// <param name="IsCounter">Whether values only grow but for resets.</param>
/// <param name="PerSeconds">The range in seconds for rates, else 0.</param>
readonly record struct RateCall(long FirstEnd, long StepMs, int Steps, long RangeMs, bool IsCounter, double PerSeconds);
