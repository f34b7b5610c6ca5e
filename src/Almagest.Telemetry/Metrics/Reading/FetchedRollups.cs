using Almagest.Query.PromQL.Sources;
using Almagest.Telemetry.Metrics.Head;

namespace Almagest.Telemetry.Metrics.Reading;

/// <summary>Rollups that a fetch brought, by series and in order of time. They come hour by hour, and within an hour in order of series.</summary>
sealed class FetchedRollups
{
    // Room for each series from the beginning, about 25 KB.
    const int MostRoom = 256;

    readonly ulong[] _ids;
    readonly List<Rollup>[] _rollups;

    // Of the hour that is being read: what of the series came, and when it was sealed.
    (ulong Id, uint Hour) _current;
    int _series = -1;
    int _start;
    uint _seq;

    internal FetchedRollups(IReadOnlyList<HeadSeries> series, int usual)
    {
        _ids = [.. series.Select(static s => s.Id)];
        Array.Sort(_ids);
        _rollups = [.. _ids.Select(_ => new List<Rollup>(Math.Min(usual, MostRoom)))];
    }

    /// <summary>The rollups of a series.</summary>
    internal List<Rollup> Of(ulong id) => Array.BinarySearch(_ids, id) is >= 0 and var found ? _rollups[found] : [];

    // Hot path: per bucket.
    /// <summary>Says which series and hour the next bucket is of, and whether it counts: its series was asked for, and the hour was not sealed again later.</summary>
    internal bool Begin(ulong id, uint hour, uint seq)
    {
        if (_current != (id, hour))
        {
            _current = (id, hour);
            _series = PlaceOf(id);
            _start = _series >= 0 ? _rollups[_series].Count : 0;
            _seq = seq;
        }

        if (_series < 0 || seq < _seq)
            return false;
        // What came of an earlier sealing of the hour is replaced by this one.
        if (seq > _seq)
            _rollups[_series].RemoveRange(_start, _rollups[_series].Count - _start);
        _seq = seq;
        return true;
    }

    /// <summary>Adds the bucket.</summary>
    internal void Add(in Rollup rollup) => _rollups[_series].Add(rollup);

    /// <summary>Another metric follows.</summary>
    internal void EndHour() => (_current, _series) = (default, -1);

    int PlaceOf(ulong id) => _series + 1 < _ids.Length && _ids[_series + 1] == id ? _series + 1 : Math.Max(-1, Array.BinarySearch(_ids, id));
}
