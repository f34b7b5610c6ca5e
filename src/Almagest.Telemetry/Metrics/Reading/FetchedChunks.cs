using System.Buffers;
using Almagest.ClickHouse.Formats.Reading;
using Almagest.Telemetry.Metrics.Chunks;
using Almagest.Telemetry.Metrics.Head;

namespace Almagest.Telemetry.Metrics.Reading;

/// <summary>
/// Chunks that a fetch brought, by series and hour: one list of places for all, and the bytes where the store's blocks have them. An object and arrays for each of tens of thousands of chunks
/// took longer than decoding them. Threads may add to it, each of its own series.
/// </summary>
/// <remarks>Disposing gives the memory to the next fetch: chunks and snapshots must not be read afterwards. What is not disposed is collected as everything else.</remarks>
sealed class FetchedChunks : IDisposable
{
    // How many samples a place has that was not asked for, between hours that were.
    const int NotAsked = -1;

    // More places than this, 6 MiB, are not worth being kept for the next query.
    const int MostPooled = 1 << 17;

    // Ordered by id, as the store answers within an hour.
    readonly SeriesSnapshot[] _snapshots;
    readonly ulong[] _ids;

    // Where the places of a series begin, the hour of the first, and how many there are.
    readonly (int At, int Hour, int Count)[] _places;
    readonly Chunk[] _chunks;
    readonly uint[] _seqs;
    readonly bool _isPooled;

    // Only of hours that have several chunks: samples came late.
    readonly Dictionary<int, List<(uint Seq, Chunk Chunk)>> _late = [];
    readonly List<KeptTexts> _texts = [];
    long _bytes;
    int _count;

    /// <summary>A place for every hour that a snapshot lacks; an hour stays empty when the store has nothing of it.</summary>
    internal FetchedChunks(IReadOnlyCollection<SeriesSnapshot> snapshots)
    {
        _snapshots = [.. snapshots];
        _ids = Array.ConvertAll(_snapshots, static s => s.Series.Id);
        Array.Sort(_ids, _snapshots);
        _places = new (int, int, int)[_ids.Length];
        var places = 0;
        for (var i = 0; i < _ids.Length; i++)
        {
            var hours = _snapshots[i].MissingHours;
            _places[i] = (places, hours[0], hours[^1] - hours[0] + 1);
            places += _places[i].Count;
        }

        _isPooled = places <= MostPooled;
        _chunks = _isPooled ? ArrayPool<Chunk>.Shared.Rent(places) : new Chunk[places];
        _seqs = _isPooled ? ArrayPool<uint>.Shared.Rent(places) : new uint[places];
        _chunks.AsSpan(0, places).Clear();
        for (var i = 0; i < _ids.Length; i++)
            MarkGaps(_snapshots[i].MissingHours, _places[i]);
    }

    /// <summary>How many chunks came.</summary>
    internal int Chunks => Volatile.Read(ref _count);

    /// <summary>Their bytes, compressed.</summary>
    internal long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>How many series lacked hours.</summary>
    internal int Series => _ids.Length;

    // Hot path: per chunk.
    /// <summary>The place of a chunk, −1 when it was not asked for. <paramref name="series"/> is the position of the series before, near which the next is found sooner; of this one afterwards.</summary>
    internal int PlaceOf(ulong id, int hour, ref int series)
    {
        if (series + 1 < _ids.Length && _ids[series + 1] == id)
            series++;
        else if ((uint)series >= (uint)_ids.Length || _ids[series] != id)
        {
            var found = Array.BinarySearch(_ids, id);
            if (found < 0)
                return -1;
            series = found;
        }

        return PlaceOf(series, hour);
    }

    /// <summary>Puts a chunk into its place; of one hour those with lower <paramref name="seq"/> come first.</summary>
    internal void Add(int place, uint seq, in Chunk chunk)
    {
        if (_chunks[place].Count == 0)
            (_chunks[place], _seqs[place]) = (chunk, seq);
        else
            AddLate(place, seq, chunk);
    }

    /// <summary>Counts what was added, and takes the bytes over in which it lies.</summary>
    internal void Added(int chunks, long bytes, KeptTexts texts)
    {
        Interlocked.Add(ref _count, chunks);
        Interlocked.Add(ref _bytes, bytes);
        lock (_texts)
            _texts.Add(texts);
    }

    /// <summary>Adds the hours that a snapshot lacks.</summary>
    internal void Complete(SeriesSnapshot snapshot)
    {
        var series = Array.BinarySearch(_ids, snapshot.Series.Id);
        if (series < 0)
            return;
        var places = _places[series];
        if (ReferenceEquals(_snapshots[series], snapshot) && _late.Count == 0 && snapshot.TryView(new ArraySegment<Chunk>(_chunks, places.At, places.Count)))
            return;
        foreach (var hour in snapshot.MissingHours)
            snapshot.Add(At(series, hour));
    }

    /// <summary>The chunks of an hour; null when it was not asked for.</summary>
    internal Chunk[]? Of(HeadSeries series, int hour) => Array.BinarySearch(_ids, series.Id) is >= 0 and var found ? At(found, hour) : null;

    /// <summary>Calls for every hour that was asked for of some of the series, hour by hour.</summary>
    internal void ForEach(int from, int to, Action<HeadSeries, int, Chunk[]> action)
    {
        var (first, last) = (int.MaxValue, int.MinValue);
        foreach (var (_, hour, count) in _places.AsSpan(from, to - from))
            (first, last) = (Math.Min(first, hour), Math.Max(last, hour + count - 1));
        for (var hour = first; hour <= last; hour++)
        {
            for (var i = from; i < to; i++)
            {
                if (At(i, hour) is { } chunks)
                    action(_snapshots[i].Series, hour, chunks);
            }
        }
    }

    public void Dispose()
    {
        foreach (var texts in _texts)
            texts.Dispose();
        _texts.Clear();
        if (!_isPooled)
            return;
        ArrayPool<Chunk>.Shared.Return(_chunks, clearArray: true);
        ArrayPool<uint>.Shared.Return(_seqs);
    }

    void MarkGaps(IReadOnlyList<int> hours, (int At, int Hour, int Count) places)
    {
        if (hours.Count == places.Count)
            return;
        var asked = 0;
        for (var i = 0; i < places.Count; i++)
        {
            if (hours[asked] == places.Hour + i)
                asked++;
            else
                _chunks[places.At + i] = new Chunk([], default, NotAsked, 0, 0, IsHistogram: false);
        }
    }

    int PlaceOf(int series, int hour)
    {
        var (at, first, count) = _places[series];
        return (uint)(hour - first) < (uint)count && _chunks[at + hour - first].Count != NotAsked ? at + hour - first : -1;
    }

    Chunk[]? At(int series, int hour)
    {
        if (PlaceOf(series, hour) is not (>= 0 and var place))
            return null;
        if (_chunks[place].Count == 0)
            return [];
        return _late.TryGetValue(place, out var late) ? [.. late.Select(static each => each.Chunk)] : [_chunks[place]];
    }

    void AddLate(int place, uint seq, in Chunk chunk)
    {
        lock (_late)
        {
            if (!_late.TryGetValue(place, out var late))
                _late[place] = late = [(_seqs[place], _chunks[place])];
            var at = late.FindIndex(other => other.Seq > seq);
            late.Insert(at < 0 ? late.Count : at, (seq, chunk));
        }
    }
}
