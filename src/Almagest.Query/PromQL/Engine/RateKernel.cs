using System.Buffers;
using System.Runtime.CompilerServices;

namespace Almagest.Query.PromQL.Engine;

/// <summary>
/// <c>rate</c>, <c>increase</c> and <c>delta</c> of floats, with Prometheus' results bit for bit. Resets are found once per series: each is
/// added in the same order as Prometheus adds it, but no sample is looked at again at every step.
/// </summary>
ref struct RateKernel
{
    readonly bool _isCounter;
    readonly bool _isPerSecond;
    readonly double _rangeSeconds;
    readonly ReadOnlySpan<long> _times;
    readonly ReadOnlySpan<double> _values;
    int[] _resets = [];
    int _resetCount;
    int _firstReset;

    public RateKernel(bool isCounter, bool isPerSecond, double rangeSeconds, ReadOnlySpan<long> times, ReadOnlySpan<double> values)
    {
        (_isCounter, _isPerSecond, _rangeSeconds) = (isCounter, isPerSecond, rangeSeconds);
        _times = times;
        _values = values;
        if (isCounter)
            FindResets();
    }

    /// <summary>The rate over the samples from <paramref name="low"/> to before <paramref name="high"/>; false when they are too few.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryRate(int low, int high, long start, long end, out double result)
    {
        result = 0;
        if (high - low < 2)
            return false;
        var first = _values[low];
        result = _values[high - 1] - first;
        if (_resetCount > 0)
            AddResets(low, high, ref result);
        var (firstTime, lastTime) = (_times[low], _times[high - 1]);
        result *= Extrapolation.Factor(new Extrapolation.Samples(high - low - 1, firstTime, lastTime, first, result), start, end, _isCounter, _isPerSecond ? _rangeSeconds : 0);
        return true;
    }

    public readonly void Dispose()
    {
        if (_resets.Length > 0)
            ArrayPool<int>.Shared.Return(_resets);
    }

    void AddResets(int low, int high, ref double result)
    {
        while (_firstReset < _resetCount && _resets[_firstReset] <= low)
            _firstReset++;
        for (var i = _firstReset; i < _resetCount && _resets[i] < high; i++)
            result += _values[_resets[i] - 1];
    }

    void FindResets()
    {
        for (var i = 1; i < _values.Length; i++)
        {
            if (!(_values[i] < _values[i - 1]))
                continue;
            if (_resetCount == _resets.Length)
                Grow();
            _resets[_resetCount++] = i;
        }
    }

    void Grow()
    {
        var larger = ArrayPool<int>.Shared.Rent(Math.Max(16, _resets.Length * 2));
        _resets.AsSpan(0, _resetCount).CopyTo(larger);
        Dispose();
        _resets = larger;
    }
}
