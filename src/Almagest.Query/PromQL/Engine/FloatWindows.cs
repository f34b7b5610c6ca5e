using Almagest.Query.PromQL.Sources;

namespace Almagest.Query.PromQL.Engine;

/// <summary>The windows of one series at all steps, as positions into its floats. Reused from series to series: those of one target, whose times are the same, often follow each other.</summary>
sealed class FloatWindows
{
    int[] _lows = [];
    int[] _highs = [];
    int _steps;

    // Over which times they are, when that is known, and for which call.
    TimePart[] _parts = [];
    int _partCount;
    RateCall _call;

    /// <summary>Position of the first sample of each window.</summary>
    public ReadOnlySpan<int> Lows => _lows.AsSpan(0, _steps);

    /// <summary>Position behind the last sample of each window; equal to the low one when the window is empty.</summary>
    public ReadOnlySpan<int> Highs => _highs.AsSpan(0, _steps);

    /// <summary>Samples of all windows.</summary>
    public long Total { get; private set; }

    /// <summary>Samples that are in some window.</summary>
    public long Read { get; private set; }

    // Hot path: per series of floats.
    /// <summary>Finds the windows over the times of a series, which are only decoded when they are not those of the series before, and marks the steps that have samples in <paramref name="present"/>.</summary>
    public void Find(in RateCall call, SeriesScratch series, Span<ulong> present)
    {
        var parts = series.TimeParts;
        if (!IsOver(parts) || call != _call)
        {
            Find(call, series.Times, present);
            Note(call, parts);
            return;
        }

        for (var step = 0; step < _steps; step++)
            if (_highs[step] > _lows[step])
                StepBits.Set(present, step);
    }

    bool IsOver(ReadOnlySpan<TimePart> parts)
    {
        if (parts.IsEmpty || parts.Length != _partCount)
            return false;
        for (var i = 0; i < parts.Length; i++)
            if (!parts[i].IsSame(_parts[i]))
                return false;
        return true;
    }

    void Note(in RateCall call, ReadOnlySpan<TimePart> parts)
    {
        if (_parts.Length < parts.Length)
            _parts = new TimePart[parts.Length];
        parts.CopyTo(_parts);
        (_partCount, _call) = (parts.Length, call);
    }

    // Hot path: per step of each series.
    /// <summary>Finds the windows over <paramref name="times"/> and marks the steps that have samples in <paramref name="present"/>.</summary>
    public void Find(in RateCall call, ReadOnlySpan<long> times, Span<ulong> present)
    {
        if (_lows.Length < call.Steps)
            (_lows, _highs) = (new int[call.Steps], new int[call.Steps]);
        (_steps, _partCount) = (call.Steps, 0);
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
