using Almagest.Telemetry.Metrics.Chunks;
using Almagest.Telemetry.Metrics.Head;

namespace Almagest.Telemetry.Metrics.Reading;

/// <summary>Chunks that a fetch brought, by series and hour. Threads may add to it at the same time as long as each adds to series of its own.</summary>
sealed class FetchedChunks
{
    readonly Dictionary<ulong, Hours> _series;
    long _bytes;
    int _chunks;

    /// <summary>A place for every hour that a snapshot lacks; an hour stays empty when the store has nothing of it.</summary>
    internal FetchedChunks(IReadOnlyCollection<SeriesSnapshot> snapshots)
    {
        _series = new Dictionary<ulong, Hours>(snapshots.Count);
        foreach (var snapshot in snapshots)
            _series.Add(snapshot.Series.Id, new Hours(snapshot));
    }

    /// <summary>How many chunks came.</summary>
    internal int Chunks => Volatile.Read(ref _chunks);

    /// <summary>Their bytes, compressed.</summary>
    internal long Bytes => Interlocked.Read(ref _bytes);

    // Hot path: per chunk.
    /// <summary>Whether a chunk was asked for.</summary>
    internal bool Wants(ulong series, int hour) => _series.TryGetValue(series, out var hours) && hours.Has(hour);

    /// <summary>Adds a chunk that was asked for; of one hour those with lower <paramref name="seq"/> come first.</summary>
    internal void Add(ulong series, uint seq, int hour, Chunk chunk)
    {
        _series[series].Add(seq, hour, chunk);
        Interlocked.Add(ref _bytes, chunk.Times.Length + chunk.Values.Length);
        Interlocked.Increment(ref _chunks);
    }

    /// <summary>Adds the hours that a snapshot lacks.</summary>
    internal void Complete(SeriesSnapshot snapshot)
    {
        foreach (var hour in snapshot.MissingHours)
            snapshot.Add(Of(snapshot.Series, hour));
    }

    /// <summary>The chunks of an hour; null when it was not asked for.</summary>
    internal Chunk[]? Of(HeadSeries series, int hour) => _series.TryGetValue(series.Id, out var hours) && hours.Has(hour) ? hours[hour] : null;

    /// <summary>Calls for every hour that was asked for.</summary>
    internal void ForEach(Action<HeadSeries, int, Chunk[]> action)
    {
        foreach (var hours in _series.Values)
        {
            foreach (var hour in hours.Wanted)
                action(hours.Series, hour, hours[hour]);
        }
    }

    /// <summary>The hours of one series.</summary>
    sealed class Hours(SeriesSnapshot snapshot)
    {
        readonly Chunk[]?[] _chunks = new Chunk[]?[snapshot.MissingHours[^1] - snapshot.MissingHours[0] + 1];
        readonly uint[] _first = new uint[snapshot.MissingHours[^1] - snapshot.MissingHours[0] + 1];

        // Only of hours that have several chunks: samples came late.
        Dictionary<int, List<uint>>? _order;

        internal HeadSeries Series => snapshot.Series;

        internal IReadOnlyList<int> Wanted => snapshot.MissingHours;

        internal Chunk[] this[int hour] => _chunks[hour - Wanted[0]] ?? [];

        internal bool Has(int hour) => (uint)(hour - Wanted[0]) < _chunks.Length && (Wanted.Count == _chunks.Length || Wanted.Contains(hour));

        internal void Add(uint seq, int hour, Chunk chunk)
        {
            var at = hour - Wanted[0];
            if (_chunks[at] is not { } before)
            {
                (_chunks[at], _first[at]) = ([chunk], seq);
                return;
            }

            _order ??= [];
            if (!_order.TryGetValue(at, out var order))
                _order[at] = order = [_first[at]];
            var place = order.FindIndex(other => other > seq) is >= 0 and var found ? found : order.Count;
            order.Insert(place, seq);
            _chunks[at] = [.. before[..place], chunk, .. before[place..]];
        }
    }
}
