namespace Almagest.Query.PromQL.Engine;

/// <summary>The windows of one series at all steps, as positions into its floats. Reused from series to series.</summary>
sealed class FloatWindows
{
    int[] _lows = [];
    int[] _highs = [];
    int _steps;

    /// <summary>Position of the first sample of each window.</summary>
    public ReadOnlySpan<int> Lows => _lows.AsSpan(0, _steps);

    /// <summary>Position behind the last sample of each window; equal to the low one when the window is empty.</summary>
    public ReadOnlySpan<int> Highs => _highs.AsSpan(0, _steps);

    /// <summary>Samples of all windows.</summary>
    public long Total { get; private set; }

    /// <summary>Samples that are in some window.</summary>
    public long Read { get; private set; }

    // Hot path: per step of each series.
    /// <summary>Finds the windows over <paramref name="times"/> and marks the steps that have samples in <paramref name="present"/>.</summary>
    public void Find(in RateCall call, ReadOnlySpan<long> times, Span<ulong> present)
    {
        if (_lows.Length < call.Steps)
            (_lows, _highs) = (new int[call.Steps], new int[call.Steps]);
        _steps = call.Steps;
        var lows = _lows.AsSpan(0, _steps);
        var highs = _highs.AsSpan(0, _steps);
        var (low, high, end, total, read) = (0, 0, call.FirstEnd, 0L, 0L);
        for (var step = 0; step < lows.Length; step++, end += call.StepMs)
        {
            var (start, before) = (end - call.RangeMs, high);
            while (high < times.Length && times[high] <= end)
                high++;
            while (low < high && times[low] <= start)
                low++;
            (lows[step], highs[step]) = (low, high);
            total += high - low;
            read += high - Math.Max(low, before);
            if (high > low)
                StepBits.Set(present, step);
        }

        (Total, Read) = (total, read);
    }
}
