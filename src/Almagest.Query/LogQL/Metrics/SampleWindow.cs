namespace Almagest.Query.LogQL.Metrics;

/// <summary>Samples of one series in order of time: added at the end, forgotten at the front.</summary>
sealed class SampleWindow
{
    long[] _times = new long[16];
    double[] _values = new double[16];
    int _start;
    int _end;

    internal int Count => _end - _start;

    internal ReadOnlySpan<long> Times => _times.AsSpan(_start, Count);

    internal ReadOnlySpan<double> Values => _values.AsSpan(_start, Count);

    internal void Add(long timeNano, double value)
    {
        if (_end == _times.Length)
            MakeRoom();
        _times[_end] = timeNano;
        _values[_end++] = value;
    }

    /// <summary>Forgets samples up to a time, inclusive; gives back how many.</summary>
    internal int DropUntil(long timeNano)
    {
        var before = _start;
        while (_start < _end && _times[_start] <= timeNano)
            _start++;
        return _start - before;
    }

    void MakeRoom()
    {
        var count = Count;
        var size = count > _times.Length / 2 ? _times.Length * 2 : _times.Length;
        var (times, values) = (new long[size], new double[size]);
        Times.CopyTo(times);
        Values.CopyTo(values);
        (_times, _values, _start, _end) = (times, values, 0, count);
    }
}
