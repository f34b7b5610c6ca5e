namespace Almagest.Query.PromQL.Values;

/// <summary>
/// A mean as Prometheus computes it: a compensated sum divided by the count, and from the moment the sum would overflow a mean that is carried along.
/// </summary>
struct RunningMean(double first)
{
    double _sum = first;
    double _lost;
    double _count = 1;
    double _mean;
    bool _incremental;

    /// <summary>The mean so far.</summary>
    public readonly double Value => _incremental ? _mean + _lost : (_sum / _count) + (_lost / _count);

    public void Add(double value)
    {
        _count++;
        if (!_incremental)
        {
            var (sum, lost) = (_sum, _lost);
            Kahan.Add(value, ref sum, ref lost);
            if (!double.IsInfinity(sum))
            {
                (_sum, _lost) = (sum, lost);
                return;
            }

            _incremental = true;
            _mean = _sum / (_count - 1);
            _lost /= _count - 1;
        }

        var share = (_count - 1) / _count;
        (_mean, _lost) = (share * _mean, share * _lost);
        Kahan.Add(value / _count, ref _mean, ref _lost);
    }
}
