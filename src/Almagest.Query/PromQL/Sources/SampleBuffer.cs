using System.Buffers;
using Almagest.Query.PromQL.Values;

namespace Almagest.Query.PromQL.Sources;

/// <summary>
/// Samples of one series as columns, reused from series to series so that evaluation allocates nothing per sample.
/// A sample is a float, or a histogram when <see cref="Histograms"/> holds one at its position.
/// </summary>
public sealed class SampleBuffer
{
    /// <summary>The bits of the NaN that says a series has ended.</summary>
    public const long StaleBits = 0x7ff0000000000002;

    long[] _times = new long[256];
    double[] _values = new double[256];
    FloatHistogram?[]? _histograms;
    long[]? _startTimes;

    // Where times come from that were not decoded one by one, and at which positions they are still to be decoded, -1 where they are.
    TimePart[] _parts = new TimePart[8];
    int[] _undecoded = new int[8];
    int _partCount;
    int _partSamples;
    bool _lacksTimes;

    /// <summary>How many samples there are.</summary>
    public int Count { get; private set; }

    /// <summary>Unix milliseconds, ascending, no time twice.</summary>
    public ReadOnlySpan<long> Times
    {
        get
        {
            if (_lacksTimes)
                DecodeTimes();
            return _times.AsSpan(0, Count);
        }
    }

    /// <summary>Where the times come from; empty when that is not known of all. Equal parts are equal times, which then need not be looked at.</summary>
    public ReadOnlySpan<TimePart> Parts => _partSamples == Count ? _parts.AsSpan(0, _partCount) : [];

    /// <summary>The last time; the buffer is not empty.</summary>
    public long LastMs => _lacksTimes && _undecoded[_partCount - 1] >= 0 && _undecoded[_partCount - 1] + _parts[_partCount - 1].Count == Count ? _parts[_partCount - 1].LastMs : _times[Count - 1];

    /// <summary>Values; 0 where the sample is a histogram.</summary>
    public ReadOnlySpan<double> Values => _values.AsSpan(0, Count);

    /// <summary>Empty when no sample is a histogram; else one entry per sample, null for floats. Shared and immutable.</summary>
    public ReadOnlySpan<FloatHistogram?> Histograms => _histograms is null ? [] : _histograms.AsSpan(0, Count);

    /// <summary>Empty when no start is known; else per sample the start of its accumulation in Unix milliseconds, 0 when unknown.</summary>
    public ReadOnlySpan<long> StartTimes => _startTimes is null ? [] : _startTimes.AsSpan(0, Count);

    /// <summary>Whether the value is the marker of the end of a series.</summary>
    public static bool IsStale(double value) => BitConverter.DoubleToInt64Bits(value) == StaleBits;

    /// <summary>Forgets all samples; keeps the memory.</summary>
    public void Clear() => (Count, _histograms, _startTimes, _partCount, _partSamples, _lacksTimes) = (0, null, null, 0, 0, false);

    /// <summary>Adds a float.</summary>
    public void Add(long timeMs, double value)
    {
        if (Count == _times.Length)
            Reserve(1);
        _times[Count] = timeMs;
        _values[Count++] = value;
    }

    /// <summary>Adds a histogram, which must not change afterwards.</summary>
    public void Add(long timeMs, FloatHistogram histogram)
    {
        Add(timeMs, 0.0);
        _histograms ??= new FloatHistogram?[_times.Length];
        if (_histograms.Length < _times.Length)
            Array.Resize(ref _histograms, _times.Length);
        _histograms[Count - 1] = histogram;
    }

    /// <summary>Says when the accumulation of the sample added last began, Unix milliseconds.</summary>
    public void SetStart(long startMs)
    {
        _startTimes ??= new long[_times.Length];
        if (_startTimes.Length < _times.Length)
            Array.Resize(ref _startTimes, _times.Length);
        _startTimes[Count - 1] = startMs;
    }

    /// <summary>Room for <paramref name="count"/> more floats, to be filled by a decoder and then kept with <see cref="Commit(int)"/>.</summary>
    public (Memory<long> Times, Memory<double> Values) Reserve(int count)
    {
        if (Count + count > _times.Length)
        {
            var size = Math.Max(_times.Length * 2, Count + count);
            Array.Resize(ref _times, size);
            Array.Resize(ref _values, size);
            if (_histograms is not null)
                Array.Resize(ref _histograms, size);
            if (_startTimes is not null)
                Array.Resize(ref _startTimes, size);
        }

        return (_times.AsMemory(Count, count), _values.AsMemory(Count, count));
    }

    /// <summary>Keeps the first <paramref name="count"/> of the floats written into reserved room.</summary>
    public void Commit(int count) => Count += count;

    /// <summary>Keeps the first floats written into reserved room, whose times are those of a part.</summary>
    public void Commit(in TimePart part)
    {
        Note(part, -1);
        Count += part.Count;
    }

    /// <summary>Adds as many floats as a part has times, which are decoded when somebody looks at them. The values are to be written into what is given back.</summary>
    public Span<double> Append(in TimePart part)
    {
        var values = Reserve(part.Count).Values.Span;
        Note(part, Count);
        _lacksTimes = true;
        Count += part.Count;
        return values;
    }

    /// <summary>Orders the samples from position <paramref name="start"/> on by time; of samples with one time the one that was added first stays.</summary>
    public void SortByTime(int start)
    {
        if (_lacksTimes)
            DecodeTimes();
        (_partCount, _partSamples) = (0, -1);
        var count = Count - start;
        var rented = ArrayPool<int>.Shared.Rent(count);
        var order = rented.AsSpan(0, count);
        SampleOrder.Of(Times[start..], order);
        order = order[..SampleOrder.DropEqual(Times[start..], order)];
        SampleOrder.Apply(order, _times.AsSpan(start, count));
        SampleOrder.Apply(order, _values.AsSpan(start, count));
        if (_histograms is not null)
            SampleOrder.Apply(order, _histograms.AsSpan(start, count));
        if (_startTimes is not null)
            SampleOrder.Apply(order, _startTimes.AsSpan(start, count));
        Count = start + order.Length;
        ArrayPool<int>.Shared.Return(rented);
    }

    void Note(in TimePart part, int undecoded)
    {
        if (_partCount == _parts.Length)
        {
            Array.Resize(ref _parts, _partCount * 2);
            Array.Resize(ref _undecoded, _partCount * 2);
        }

        (_parts[_partCount], _undecoded[_partCount]) = (part, undecoded);
        _partCount++;
        _partSamples += part.Count;
    }

    void DecodeTimes()
    {
        for (var i = 0; i < _partCount; i++)
        {
            if (_undecoded[i] < 0)
                continue;
            _parts[i].Codec.Decode(_parts[i].Compressed, _parts[i].StartMs, _times.AsSpan(_undecoded[i], _parts[i].Count));
            _undecoded[i] = -1;
        }

        _lacksTimes = false;
    }
}
