namespace Almagest.Query.PromQL.Engine;

/// <summary>Finds the newest sample at ascending times.</summary>
struct LookbackCursor(long lookbackMs)
{
    int _next;

    /// <summary>The index of the newest sample at or before a time and less than the lookback old, or −1.</summary>
    public int Seek(ReadOnlySpan<long> times, long at)
    {
        while (_next < times.Length && times[_next] <= at)
            _next++;
        return _next > 0 && times[_next - 1] > at - lookbackMs ? _next - 1 : -1;
    }
}
