using System.Runtime.InteropServices;
using Almagest.Query.PromQL.Sources;
using Almagest.Query.PromQL.Values;

namespace Almagest.Query.PromQL.Engine;

/// <summary>Memory one thread decodes series into, reused from series to series.</summary>
sealed class SeriesScratch
{
    readonly SampleBuffer _buffer = new();
    long[] _times = [];
    double[] _values = [];
    long[] _starts = [];
    long[] _histogramTimes = [];
    FloatHistogram[] _histograms = [];
    long[] _histogramStarts = [];
    int _floatCount;
    int _histogramCount;
    bool _plain;

    /// <summary>Buckets of the series that is evaluated.</summary>
    public List<Rollup> Rollups { get; } = [];

    /// <summary>Windows of rates over the times of series before this one.</summary>
    public RateWindowCache Windows { get; } = new();

    /// <summary>Windows of the series that is evaluated.</summary>
    public FloatWindows FloatWindows { get; } = new();

    /// <summary>Resets of the counter that is evaluated.</summary>
    public CounterResets Resets { get; } = new();

    /// <summary>The samples as they were read, staleness markers included.</summary>
    public SampleBuffer Buffer => _buffer;

    /// <summary>Times of the floats without markers; after <see cref="LoadSplit"/>.</summary>
    public ReadOnlySpan<long> Times => _plain ? _buffer.Times : _times.AsSpan(0, _floatCount);

    /// <summary>Where these times come from; empty when that is not known.</summary>
    public ReadOnlySpan<TimePart> TimeParts => _plain ? _buffer.Parts : [];

    public ReadOnlySpan<double> Values => _plain ? _buffer.Values : _values.AsSpan(0, _floatCount);

    /// <summary>Starts of the floats; empty when none is known.</summary>
    public ReadOnlySpan<long> Starts => _plain ? _buffer.StartTimes : _buffer.StartTimes.IsEmpty ? [] : _starts.AsSpan(0, _floatCount);

    public ReadOnlySpan<long> HistogramTimes => _histogramTimes.AsSpan(0, _histogramCount);

    public ReadOnlySpan<FloatHistogram> Histograms => _histograms.AsSpan(0, _histogramCount);

    public ReadOnlySpan<long> HistogramStarts => _buffer.StartTimes.IsEmpty ? [] : _histogramStarts.AsSpan(0, _histogramCount);

    /// <summary>Reads a series as it is.</summary>
    public void Load(ISeries series)
    {
        _buffer.Clear();
        series.Read(_buffer);
    }

    /// <summary>Reads a series and parts floats from histograms; staleness markers are left out.</summary>
    public void LoadSplit(ISeries series)
    {
        Load(series);
        (_floatCount, _histogramCount) = (0, 0);

        // Vectorised; most series have neither markers nor histograms and are used where they lie.
        _plain = _buffer.Histograms.IsEmpty && !MemoryMarshal.Cast<double, long>(_buffer.Values).Contains(SampleBuffer.StaleBits);
        if (!_plain)
            Split();
    }

    void Split()
    {
        var times = _buffer.Times;
        var values = _buffer.Values;
        var histograms = _buffer.Histograms;
        var starts = _buffer.StartTimes;
        if (_times.Length < times.Length)
            (_times, _values, _starts) = (new long[times.Length * 2], new double[times.Length * 2], new long[times.Length * 2]);
        if (!histograms.IsEmpty && _histograms.Length < times.Length)
            (_histogramTimes, _histograms, _histogramStarts) = (new long[times.Length * 2], new FloatHistogram[times.Length * 2], new long[times.Length * 2]);
        for (var i = 0; i < times.Length; i++)
        {
            if (!histograms.IsEmpty && histograms[i] is { } histogram)
            {
                if (SampleBuffer.IsStale(histogram.Sum))
                    continue;
                (_histogramTimes[_histogramCount], _histograms[_histogramCount]) = (times[i], histogram);
                _histogramStarts[_histogramCount++] = starts.IsEmpty ? 0 : starts[i];
            }
            else if (!SampleBuffer.IsStale(values[i]))
            {
                (_times[_floatCount], _values[_floatCount]) = (times[i], values[i]);
                _starts[_floatCount++] = starts.IsEmpty ? 0 : starts[i];
            }
        }
    }
}
