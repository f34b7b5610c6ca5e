using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Almagest.Model;
using Almagest.Query.PromQL.Sources;
using Almagest.Telemetry.Metrics.Chunks;

namespace Almagest.Telemetry.Metrics.Head;

/// <summary>One series as a query sees it: the chunks and newest samples of its window, which later writes do not change.</summary>
sealed class SeriesSnapshot(HeadSeries series, long fromMs, long toMs) : ISeries
{
    // Those of a fetch are looked at where they lie; the arrays of hours that memory holds are shared and never written to.
    ReadOnlyMemory<Chunk> _fetched;
    Chunk[][] _held = [];
    int _count;
    (long[] Times, double[] Values) _tail = ([], []);
    List<int>? _missing;

    // Here as well: evaluation needs the labels of thousands of series, and the way through each series misses the processor's caches.
    public Labels Labels { get; } = series.Labels;

    internal HeadSeries Series { get; } = series;

    /// <summary>How many hours the window touches, as far as is known: most have one chunk.</summary>
    internal int Hours { get; init; }

    /// <summary>Hours whose chunks have to be fetched before the snapshot is complete.</summary>
    internal IReadOnlyList<int> MissingHours => _missing ?? [];

    /// <summary>Whether chunks have to be fetched before the snapshot is complete.</summary>
    internal bool LacksHours => _missing is not null;

    /// <summary>Chunks, and samples in them and in the newest part; some may lie outside of the window.</summary>
    internal (int Chunks, int Samples) Held
    {
        get
        {
            var (chunks, samples) = CountOf(_fetched.Span, (0, _tail.Times.Length));
            foreach (var held in _held.AsSpan(0, _count))
                (chunks, samples) = CountOf(held, (chunks, samples));
            return (chunks, samples);
        }
    }

    /// <summary>Whether any of its samples is a native histogram; asked before chunks are fetched.</summary>
    internal bool HasHistograms
    {
        get
        {
            foreach (var held in _held.AsSpan(0, _count))
            {
                foreach (ref readonly var chunk in held.AsSpan())
                {
                    if (chunk.IsHistogram)
                        return true;
                }
            }

            return false;
        }
    }

    public void Read(SampleBuffer into)
    {
        var (start, ordered) = (into.Count, true);
        ChunkDecoder.Read(_fetched.Span, (fromMs, toMs), into, start, ref ordered);
        foreach (var held in _held.AsSpan(0, _count))
            ChunkDecoder.Read(held, (fromMs, toMs), into, start, ref ordered);
        if (_tail.Times.Length > 0)
            ordered &= into.Count == start || into.LastMs < _tail.Times[0];
        for (var i = 0; i < _tail.Times.Length; i++)
        {
            if (_tail.Times[i] >= fromMs && _tail.Times[i] <= toMs)
                into.Add(_tail.Times[i], _tail.Values[i]);
        }

        if (!ordered)
            into.SortByTime(start);
    }

    // The samples of thousands of series do not fit into a processor's caches. Reading what is needed next, without waiting for it, hides most of the way to memory.
    public void Expect()
    {
        foreach (ref readonly var chunk in _fetched.Span)
            chunk.Expect();
        foreach (var held in _held.AsSpan(0, _count))
        {
            foreach (ref readonly var chunk in held.AsSpan())
                chunk.Expect();
        }
    }

    // Where the bytes are stands in an array an hour, each somewhere else.
    public unsafe void ExpectLater()
    {
        if (!Sse.IsSupported)
            return;
        foreach (var held in _held.AsSpan(0, _count))
            Sse.Prefetch0(Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(held)));
    }

    /// <summary>A snapshot that lacks all of an hour.</summary>
    internal static SeriesSnapshot Of(HeadSeries series, int hour)
    {
        var snapshot = new SeriesSnapshot(series, Chunk.StartOf(hour), Chunk.StartOf(hour + 1) - 1);
        snapshot.Missing(hour);
        return snapshot;
    }

    internal void Missing(int hour) => (_missing ??= []).Add(hour);

    /// <summary>Takes chunks that were fetched without copying them, if there are no others.</summary>
    internal bool TryView(ReadOnlyMemory<Chunk> chunks)
    {
        if (_count > 0)
            return false;
        _fetched = chunks;
        return true;
    }

    internal void Add(Chunk[]? chunks)
    {
        if (chunks is null || chunks.Length == 0)
            return;
        if (_count == _held.Length)
            Array.Resize(ref _held, Math.Max(Hours, (_count + 1) * 2));
        _held[_count++] = chunks;
    }

    internal void Add(SampleTail tail) => _tail = tail.Copy();

    static (int Chunks, int Samples) CountOf(ReadOnlySpan<Chunk> chunks, (int Chunks, int Samples) counted)
    {
        foreach (ref readonly var chunk in chunks)
        {
            if (chunk.Count > 0)
                counted = (counted.Chunks + 1, counted.Samples + chunk.Count);
        }

        return counted;
    }
}
