using Almagest.Cli.Otlp;
using Attribute = Almagest.Cli.Otlp.Attribute;

namespace Almagest.Cli.Demo;

/// <summary>State of one series: a number, or a histogram with explicit or base-2 exponential buckets.</summary>
sealed class SeriesState(Attribute[] attributes, double[] bounds)
{
    // Scale 3 has eight buckets per power of two: a relative error of at most 4.5 % over any range.
    const int Scale = 3;

    readonly ulong[] _counts = new ulong[bounds.Length + 1];
    readonly SortedDictionary<int, ulong> _exponential = [];
    readonly Dictionary<int, ExemplarPoint> _exemplars = [];
    double _value, _sum, _min = double.PositiveInfinity, _max = double.NegativeInfinity;
    ulong _count, _zeros;

    /// <summary>Whether nothing was measured since the last reset.</summary>
    internal bool Idle { get; private set; } = true;

    internal void Add(double value) => Set(_value + value);

    internal void Set(double value)
    {
        _value = value;
        Idle = false;
    }

    internal void Record(double value, Origin origin)
    {
        Idle = false;
        _count++;
        _sum += value;
        _min = Math.Min(_min, value);
        _max = Math.Max(_max, value);
        var bucket = bounds.Length > 0 ? RecordExplicit(value) : RecordExponential(value);
        _exemplars[bounds.Length > 0 ? bucket : bucket >> Scale] = new(origin.TimeUnixNano, value, origin.TraceId, origin.SpanId);
    }

    internal MetricPoint ToPoint(Instrument instrument, ulong start, ulong now)
    {
        if (instrument.Kind is MetricKind.Gauge or MetricKind.Sum)
            return new NumberPoint(attributes, start, now, _value) { Integer = instrument.Integer };
        var totals = new HistogramTotals(_count, _sum, _min, _max);
        ExemplarPoint[] exemplars = [.. _exemplars.Values];
        _exemplars.Clear();
        if (bounds.Length > 0)
            return new HistogramPoint(attributes, start, now, totals) { Bounds = bounds, Counts = [.. _counts], Exemplars = exemplars };
        var offset = _exponential.Count > 0 ? _exponential.Keys.First() : 0;
        var counts = new ulong[_exponential.Count > 0 ? _exponential.Keys.Last() - offset + 1 : 0];
        foreach (var (index, count) in _exponential) counts[index - offset] = count;
        return new ExponentialPoint(attributes, start, now, totals)
        { Scale = Scale, Offset = offset, Counts = counts, ZeroCount = _zeros, Exemplars = exemplars };
    }

    internal void Reset()
    {
        Array.Clear(_counts);
        _exponential.Clear();
        (_value, _sum, _min, _max) = (0, 0, double.PositiveInfinity, double.NegativeInfinity);
        (_count, _zeros, Idle) = (0, 0, true);
    }

    int RecordExplicit(double value)
    {
        var bucket = Array.BinarySearch(bounds, value);
        if (bucket < 0) bucket = ~bucket;
        _counts[bucket]++;
        return bucket;
    }

    int RecordExponential(double value)
    {
        if (value <= 0)
        {
            _zeros++;
            return int.MinValue;
        }
        var index = (int)Math.Ceiling(Math.Log2(value) * (1 << Scale)) - 1;
        _exponential[index] = _exponential.GetValueOrDefault(index) + 1;
        return index;
    }
}
