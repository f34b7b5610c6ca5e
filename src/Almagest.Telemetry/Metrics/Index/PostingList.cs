namespace Almagest.Telemetry.Metrics.Index;

/// <summary>
/// The numbers of the series that have one label value, ascending. One thread appends (series are numbered in order of arrival) while any
/// number of others read what was there when they asked.
/// </summary>
sealed class PostingList
{
    int[] _series = new int[1];
    volatile int _count;

    internal int Count => _count;

    /// <summary>The series so far.</summary>
    internal ReadOnlySpan<int> Series
    {
        get
        {
            // The count first: the array that is read after it holds at least so many.
            var count = _count;
            return _series.AsSpan(0, count);
        }
    }

    internal void Append(int series)
    {
        if (_count == _series.Length)
        {
            var larger = new int[Math.Max(4, _series.Length * 2)];
            _series.CopyTo(larger, 0);
            Volatile.Write(ref _series, larger);
        }

        _series[_count] = series;
        _count++;
    }
}
