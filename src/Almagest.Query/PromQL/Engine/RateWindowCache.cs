namespace Almagest.Query.PromQL.Engine;

/// <summary>Windows over the times of series that were evaluated lately by one thread.</summary>
sealed class RateWindowCache
{
    // What the targets of one metric need, whose series come in turn: with too few slots nothing is ever found again.
    const int MostSlots = 256;
    const int MostBytes = 4 << 20;

    // Places that are looked at for one list of times.
    const int Probes = 8;

    RateWindows?[] _slots = [];
    RateCall _call;
    int _generation;
    int _turn;

    /// <summary>The windows of a call over <paramref name="times"/>.</summary>
    public RateWindows Of(in RateCall call, ReadOnlySpan<long> times)
    {
        if (call != _call)
        {
            // Larger windows are kept in less places, so that what a thread keeps stays within its bounds.
            var fit = MostBytes / (times.Length * sizeof(long) + call.Steps * 24 + 200);
            var slots = fit >= MostSlots ? MostSlots : fit >= 64 ? 64 : fit >= 8 ? 8 : 1;
            if (slots != _slots.Length)
                _slots = new RateWindows?[slots];
            (_call, _generation) = (call, _generation + 1);
        }

        var home = HashOf(times);
        var place = -1;
        for (var probe = 0; probe < Math.Min(Probes, _slots.Length); probe++)
        {
            var at = (home + probe) & (_slots.Length - 1);
            if (_slots[at] is not { } known || known.Generation != _generation)
            {
                place = at;
                break;
            }

            if (known.Times.SequenceEqual(times))
                return known;
        }

        if (place < 0)
            place = (home + (_turn++ & (Probes - 1))) & (_slots.Length - 1);
        var windows = _slots[place] ??= new RateWindows();
        windows.Generation = _generation;
        windows.Compute(call, times);
        return windows;
    }

    static int HashOf(ReadOnlySpan<long> times) => times.IsEmpty ? 0 : HashCode.Combine(times[0], times[^1], times[times.Length / 2], times.Length);
}
