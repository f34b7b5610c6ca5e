namespace Almagest.Query.PromQL.Values;

/// <summary>A running sum or mean of histograms, compensated, that takes note of what users should know.</summary>
sealed class HistogramSum
{
    FloatHistogram _sum;
    FloatHistogram? _lost;
    FloatHistogram? _mean;
    bool _resetSeen;
    bool _noResetSeen;

    public HistogramSum(FloatHistogram first)
    {
        _sum = first;
        Watch(first);
    }

    /// <summary>How many have been added.</summary>
    public double Count { get; private set; } = 1;

    /// <summary>One with custom bounds met one without: there is no result.</summary>
    public bool IsIncompatible { get; private set; }

    public bool BoundsReconciled { get; private set; }

    /// <summary>Some are known to have been reset and others not to.</summary>
    public bool HasResetCollision => _resetSeen && _noResetSeen;

    /// <summary>Adds to the sum; false when it can not be added.</summary>
    public bool TryAdd(FloatHistogram histogram)
    {
        Watch(histogram);
        Count++;
        return Note(HistogramArithmetic.KahanAdd(ref _sum, ref _lost, histogram, out var remarks), remarks);
    }

    /// <summary>Adds to the mean; false when it can not be added.</summary>
    public bool TryAddToMean(FloatHistogram histogram)
    {
        Watch(histogram);
        Count++;
        if (_mean is null)
        {
            var (sum, lost) = (_sum, _lost);
            if (!Note(HistogramArithmetic.KahanAdd(ref sum, ref lost, histogram, out var remarks), remarks))
                return false;
            if (!HistogramArithmetic.HasOverflow(sum))
            {
                (_sum, _lost) = (sum, lost);
                return true;
            }

            // The sum would overflow: from here on the mean itself is carried along.
            _mean = HistogramArithmetic.Divide(_sum, Count - 1);
            _lost = _lost is null ? null : HistogramArithmetic.Divide(_lost, Count - 1);
        }

        var share = (Count - 1) / Count;
        _lost = _lost is null ? null : HistogramArithmetic.Multiply(_lost, share);
        var mean = HistogramArithmetic.Multiply(_mean, share);
        var added = HistogramArithmetic.KahanAdd(ref mean, ref _lost, HistogramArithmetic.Divide(histogram, Count), out var rest);
        _mean = mean;
        return Note(added, rest);
    }

    public FloatHistogram? Sum() => _lost is null ? _sum : Combine(_sum, _lost);

    public FloatHistogram? Mean()
    {
        if (_mean is not null)
            return _lost is null ? _mean : Combine(_mean, _lost);
        var mean = HistogramArithmetic.Divide(_sum, Count);
        return _lost is null ? mean : Combine(mean, HistogramArithmetic.Divide(_lost, Count));
    }

    FloatHistogram? Combine(FloatHistogram left, FloatHistogram right)
    {
        var result = HistogramArithmetic.Add(left, right, out var remarks);
        BoundsReconciled |= remarks.HasFlag(HistogramRemarks.BoundsReconciled);
        return result;
    }

    bool Note(bool added, HistogramRemarks remarks)
    {
        IsIncompatible |= !added;
        BoundsReconciled |= remarks.HasFlag(HistogramRemarks.BoundsReconciled);
        return added;
    }

    void Watch(FloatHistogram histogram)
    {
        _resetSeen |= histogram.CounterResetHint == CounterResetHint.Reset;
        _noResetSeen |= histogram.CounterResetHint == CounterResetHint.NotReset;
    }
}
