namespace Almagest.Query.PromQL.Engine;

/// <summary>Windows over the times of series that were evaluated lately by one thread.</summary>
sealed class RateWindowCache
{
    const int Slots = 32;

    // Larger windows are kept one at a time, so that what a thread keeps stays within 2 MiB.
    const int MostBytes = 64 << 10;

    readonly RateWindows?[] _slots = new RateWindows?[Slots];
    RateCall _call;

    /// <summary>The windows of a call over <paramref name="times"/>.</summary>
    public RateWindows Of(in RateCall call, ReadOnlySpan<long> times)
    {
        if (call != _call)
        {
            Array.Clear(_slots);
            _call = call;
        }

        ref var slot = ref _slots[SlotOf(call, times)];
        if (slot is not null && slot.Times.SequenceEqual(times))
            return slot;
        slot ??= new RateWindows();
        slot.Compute(call, times);
        return slot;
    }

    static int SlotOf(in RateCall call, ReadOnlySpan<long> times)
    {
        if (times.IsEmpty || times.Length * sizeof(long) + call.Steps * 24 > MostBytes)
            return 0;
        return HashCode.Combine(times[0], times[^1], times[times.Length / 2], times.Length) & (Slots - 1);
    }
}
