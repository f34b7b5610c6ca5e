namespace Almagest.Query.LogQL.Metrics;

/// <summary>Sum, mean, extremes and variance of values one after the other, each in the order of operations Loki has.</summary>
struct RunningValues
{
    double _mean;
    double _squares;
    double _average;
    double _averageOfSteps;

    internal double Count { get; private set; }

    internal double Sum { get; private set; }

    internal double Max { get; private set; }

    internal double Min { get; private set; }

    /// <summary>The mean as range aggregations compute it.</summary>
    internal readonly double Mean => _average;

    /// <summary>The mean as vector aggregations compute it.</summary>
    internal readonly double MeanOfSteps => _averageOfSteps;

    /// <summary>Variance by Welford's method.</summary>
    internal readonly double Variance => _squares / Count;

    internal void Add(double value)
    {
        Count++;
        Sum = Count == 1 ? value : Sum + value;
        if (Count == 1 || value > Max || double.IsNaN(Max))
            Max = value;
        if (Count == 1 || value < Min || double.IsNaN(Min))
            Min = value;
        var delta = value - _mean;
        _mean += delta / Count;
        _squares += delta * (value - _mean);
        if (!StaysInfinite(_average, value))
            _average += (value / Count) - (_average / Count);
        if (Count == 1)
            _averageOfSteps = value;
        else if (!StaysInfinite(_averageOfSteps, value))
            _averageOfSteps += (value - _averageOfSteps) / Count;
    }

    // An infinite mean is changed only by the other infinity and by NaN.
    static bool StaysInfinite(double mean, double value) =>
        double.IsInfinity(mean) && (double.IsInfinity(value) ? mean > 0 == value > 0 : !double.IsNaN(value));
}
