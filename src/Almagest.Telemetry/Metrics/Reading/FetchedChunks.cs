using Almagest.Telemetry.Metrics.Chunks;
using Almagest.Telemetry.Metrics.Head;

namespace Almagest.Telemetry.Metrics.Reading;

/// <summary>Chunks that a fetch brought, by series and hour: one list of places for all, because a dictionary and an array for each series took longer than decoding them. Threads may add to it.</summary>
sealed class FetchedChunks
{
    const int Locks = 64;

    // What a place holds that is waited for.
    static readonly Chunk[] Nothing = [];

    readonly Lock[] _locks = [.. Enumerable.Range(0, Locks).Select(static _ => new Lock())];

    // Ordered by id, as the store answers within an hour.
    readonly SeriesSnapshot[] _snapshots;
    readonly ulong[] _ids;

    // Where the places of a series begin, less the first hour it lacks.
    readonly int[] _places;
    readonly Chunk[]?[] _chunks;
    readonly uint[] _first;

    // Only of hours that have several chunks: samples came late.
    readonly Dictionary<int, List<uint>> _order = [];
    long _bytes;
    int _count;

    /// <summary>A place for every hour that a snapshot lacks; an hour stays empty when the store has nothing of it.</summary>
    internal FetchedChunks(IReadOnlyCollection<SeriesSnapshot> snapshots)
    {
        _snapshots = [.. snapshots];
        _ids = Array.ConvertAll(_snapshots, static s => s.Series.Id);
        Array.Sort(_ids, _snapshots);
        _places = new int[_ids.Length];
        var places = 0;
        for (var i = 0; i < _ids.Length; i++)
        {
            var hours = _snapshots[i].MissingHours;
            _places[i] = places - hours[0];
            places += hours[^1] - hours[0] + 1;
        }

        (_chunks, _first) = (new Chunk[]?[places], new uint[places]);
        for (var i = 0; i < _ids.Length; i++)
            foreach (var hour in _snapshots[i].MissingHours)
                _chunks[_places[i] + hour] = Nothing;
    }

    /// <summary>How many chunks came.</summary>
    internal int Chunks => Volatile.Read(ref _count);

    /// <summary>Their bytes, compressed.</summary>
    internal long Bytes => Interlocked.Read(ref _bytes);

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

        var hours = _snapshots[series].MissingHours;
        return hour >= hours[0] && hour <= hours[^1] && _chunks[_places[series] + hour] is not null ? _places[series] + hour : -1;
    }

    /// <summary>Puts a chunk into its place; of one hour those with lower <paramref name="seq"/> come first.</summary>
    internal void Add(int place, uint seq, Chunk chunk)
    {
        lock (_locks[place & (Locks - 1)])
        {
            if (ReferenceEquals(_chunks[place], Nothing))
                (_chunks[place], _first[place]) = ([chunk], seq);
            else
                AddLate(place, seq, chunk);
        }
    }

    /// <summary>Counts what was added.</summary>
    internal void Added(int chunks, long bytes)
    {
        Interlocked.Add(ref _count, chunks);
        Interlocked.Add(ref _bytes, bytes);
    }

    /// <summary>Adds the hours that a snapshot lacks.</summary>
    internal void Complete(SeriesSnapshot snapshot)
    {
        var series = Array.BinarySearch(_ids, snapshot.Series.Id);
        if (series < 0)
            return;
        foreach (var hour in snapshot.MissingHours)
            snapshot.Add(At(series, hour));
    }

    /// <summary>The chunks of an hour; null when it was not asked for.</summary>
    internal Chunk[]? Of(HeadSeries series, int hour) => Array.BinarySearch(_ids, series.Id) is >= 0 and var found ? At(found, hour) : null;

    /// <summary>How many series lacked hours.</summary>
    internal int Series => _ids.Length;

    /// <summary>Calls for every hour that was asked for of some of the series.</summary>
    internal void ForEach(int from, int to, Action<HeadSeries, int, Chunk[]> action)
    {
        for (var i = from; i < to; i++)
            foreach (var hour in _snapshots[i].MissingHours)
                action(_snapshots[i].Series, hour, _chunks[_places[i] + hour] ?? Nothing);
    }

    Chunk[]? At(int series, int hour)
    {
        var hours = _snapshots[series].MissingHours;
        return hour >= hours[0] && hour <= hours[^1] ? _chunks[_places[series] + hour] : null;
    }

    void AddLate(int place, uint seq, Chunk chunk)
    {
        var before = _chunks[place] ?? Nothing;
        lock (_order)
        {
            if (!_order.TryGetValue(place, out var order))
                _order[place] = order = [_first[place]];
            var at = order.FindIndex(other => other > seq) is >= 0 and var found ? found : order.Count;
            order.Insert(at, seq);
            _chunks[place] = [.. before[..at], chunk, .. before[at..]];
        }
    }
}
