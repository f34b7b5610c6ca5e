using Almagest.Telemetry.Metrics.Chunks;

namespace Almagest.Telemetry.Metrics.Head;

/// <summary>The newest samples of a series, all of one hour, in order of time and not compressed. Guarded by the series' lock.</summary>
sealed class SampleTail
{
    // 384 bytes a series when full; more would make a million series expensive, less makes chunks of few samples.
    const int Capacity = 32;

    int[] _offsets = [];
    double[] _values = [];

    internal int Count { get; private set; }

    /// <summary>The hour of all samples.</summary>
    internal int Hour { get; private set; }

    internal long FirstMs => Chunk.StartOf(Hour) + _offsets[0];

    internal long LastMs => Chunk.StartOf(Hour) + _offsets[Count - 1];

    // Hot path: per sample.
    /// <summary>Takes samples as long as they are of the hour, each later than the one before, and there is room; gives back how many.</summary>
    internal int AppendLater(ReadOnlySpan<long> times, ReadOnlySpan<double> values)
    {
        if (Count == 0)
            return 0;
        var start = Chunk.StartOf(Hour);
        var last = _offsets[Count - 1];
        var taken = 0;
        for (; taken < times.Length && Count < Capacity; taken++)
        {
            var offset = times[taken] - start;
            if (offset <= last || offset >= Chunk.SpanMs)
                break;
            if (Count == _offsets.Length)
                Grow();
            _offsets[Count] = last = (int)offset;
            _values[Count++] = values[taken];
        }

        return taken;
    }

    /// <summary>Takes a sample; false when it belongs to another hour, before the others, or when there is no room. Of two samples of one time
    /// the first counts.</summary>
    internal bool TryAppend(long timeMs, double value)
    {
        if (Count == 0 || Chunk.HourOf(timeMs) != Hour)
            return false;
        var offset = (int)(timeMs - Chunk.StartOf(Hour));
        if (offset > _offsets[Count - 1])
        {
            if (Count == Capacity)
                return false;
            if (Count == _offsets.Length)
                Grow();
            _offsets[Count] = offset;
            _values[Count++] = value;
            return true;
        }

        return TryInsert(offset, value);
    }

    /// <summary>Begins anew with one sample.</summary>
    internal void Start(long timeMs, double value)
    {
        if (_offsets.Length == 0)
            Grow();
        Hour = Chunk.HourOf(timeMs);
        _offsets[0] = (int)(timeMs - Chunk.StartOf(Hour));
        _values[0] = value;
        Count = 1;
    }

    internal void Clear() => Count = 0;

    internal Chunk ToChunk()
    {
        Span<long> times = stackalloc long[Capacity];
        CopyTimes(times);
        return ChunkBuilder.Build(Hour, times[..Count], _values.AsSpan(0, Count));
    }

    /// <summary>A copy that later samples do not change.</summary>
    internal (long[] Times, double[] Values) Copy()
    {
        var times = new long[Count];
        CopyTimes(times);
        return (times, _values[..Count]);
    }

    void CopyTimes(Span<long> times)
    {
        var start = Chunk.StartOf(Hour);
        for (var i = 0; i < Count; i++)
            times[i] = start + _offsets[i];
    }

    bool TryInsert(int offset, double value)
    {
        var at = Array.BinarySearch(_offsets, 0, Count, offset);
        if (at >= 0)
            return true;
        if (~at == 0 || Count == Capacity)
            return false;
        if (Count == _offsets.Length)
            Grow();
        Array.Copy(_offsets, ~at, _offsets, ~at + 1, Count - ~at);
        Array.Copy(_values, ~at, _values, ~at + 1, Count - ~at);
        _offsets[~at] = offset;
        _values[~at] = value;
        Count++;
        return true;
    }

    void Grow()
    {
        var size = _offsets.Length == 0 ? 4 : Math.Min(Capacity, _offsets.Length * 2);
        Array.Resize(ref _offsets, size);
        Array.Resize(ref _values, size);
    }
}
