using Almagest.ClickHouse.Formats.Reading;
using Almagest.Telemetry.Metrics.Head;

namespace Almagest.Telemetry.Metrics.Reading;

/// <summary>Rollups that a fetch brought, by series. Disposing gives their memory back.</summary>
sealed class FetchedRollups : IDisposable
{
    readonly ulong[] _ids;
    readonly List<(RollupDays Days, int Row)>[] _rows;
    readonly List<RollupDays> _blocks = [];

    internal FetchedRollups(IReadOnlyList<HeadSeries> series, int usualDays)
    {
        _ids = [.. series.Select(static s => s.Id)];
        Array.Sort(_ids);
        _rows = [.. _ids.Select(_ => new List<(RollupDays, int)>(usualDays))];
    }

    /// <summary>Takes a block over; false when series that were asked for have native histograms in it.</summary>
    internal bool TryAdd(ResultBlock block, long resolutionMs)
    {
        var days = new RollupDays(block, resolutionMs);
        _blocks.Add(days);
        var ids = days.Series;
        var place = -1;
        for (var row = 0; row < ids.Length; row++)
        {
            if (PlaceOf(ids[row], place) is not (>= 0 and var found))
                continue;
            if (days.HasHistograms(row))
                return false;
            _rows[place = found].Add((days, row));
        }

        return true;
    }

    /// <summary>The rows of a series, by their first hour.</summary>
    internal IReadOnlyList<(RollupDays Days, int Row)> Of(ulong id)
    {
        if (Array.BinarySearch(_ids, id) is not (>= 0 and var found))
            return [];
        var rows = _rows[found];
        for (var i = 1; i < rows.Count; i++)
        {
            if (FirstHour(rows[i - 1]) <= FirstHour(rows[i]))
                continue;
            rows.Sort(static (a, b) => FirstHour(a).CompareTo(FirstHour(b)));
            break;
        }

        return rows;
    }

    public void Dispose() => _blocks.ForEach(static block => block.Dispose());

    static uint FirstHour((RollupDays Days, int Row) row) => row.Days.FirstHour(row.Row);

    // Within a day they come in order of series.
    int PlaceOf(ulong id, int before) => before + 1 < _ids.Length && _ids[before + 1] == id ? before + 1 : Array.BinarySearch(_ids, id);
}
