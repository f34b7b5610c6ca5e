using Almagest.ClickHouse.Formats.Reading;
using Almagest.Query.PromQL.Sources;
using Almagest.Telemetry.Schema;

namespace Almagest.Telemetry.Metrics.Reading;

/// <summary>Rows of the table <c>rollup_days</c> as the store sent them. Buckets are decoded when their series is evaluated: all at once they took eight times the room.</summary>
sealed class RollupDays : IDisposable
{
    readonly ResultBlock _block;
    readonly long _resolutionMs;
    readonly ResultColumn<ulong> _series;
    readonly ArrayResultColumn _hours;
    readonly ArrayResultColumn _seqs;
    readonly ArrayResultColumn _counts;
    readonly ArrayResultColumn _firsts;
    readonly ArrayResultColumn _lasts;
    readonly ArrayResultColumn _shapes;
    readonly ArrayResultColumn _numbers;

    /// <summary>Takes the rows out of a block.</summary>
    internal RollupDays(ResultBlock block, long resolutionMs)
    {
        _series = block.Fixed<ulong>("series");
        _hours = block.Get<ArrayResultColumn>("hours");
        _seqs = block.Get<ArrayResultColumn>("seqs");
        _counts = block.Get<ArrayResultColumn>("counts");
        _firsts = block.Get<ArrayResultColumn>("firsts");
        _lasts = block.Get<ArrayResultColumn>("lasts");
        _shapes = block.Get<ArrayResultColumn>("shapes");
        _numbers = block.Get<ArrayResultColumn>("numbers");
        (_block, _resolutionMs) = (block.Keep(), resolutionMs);
    }

    /// <summary>Per row: its series.</summary>
    internal ReadOnlySpan<ulong> Series => _series.Values;

    /// <summary>The first hour of a row, seconds since 1970.</summary>
    internal uint FirstHour(int row) => Row<uint>(_hours, row)[0];

    /// <summary>Whether one of a row's hours has native histograms.</summary>
    internal bool HasHistograms(int row) => Row<uint>(_counts, row).Contains(0u);

    // Hot path: per bucket.
    /// <summary>Gives the buckets of a row to <paramref name="into"/>, hour after hour.</summary>
    internal void Read<TReader>(int row, RollupWindow window, ref TReader into)
        where TReader : struct, IRollupReader
    {
        var hours = Row<uint>(_hours, row);
        var seqs = Row<uint>(_seqs, row);
        var counts = Row<uint>(_counts, row);
        var firsts = Row<uint>(_firsts, row);
        var lasts = Row<uint>(_lasts, row);
        var shapes = Row<byte>(_shapes, row);
        var numbers = Row<double>(_numbers, row);
        var (order, at) = (IsAscending(hours) ? null : Order(hours, shapes), 0);
        for (var n = 0; n < hours.Length; n++)
        {
            var i = order is null ? n : order[n].Bucket;
            var values = numbers[(order is null ? at : order[n].At)..];
            at += RollupNumbers.CountOf(shapes[i]);
            var hour = (int)(hours[i] / 3600);
            if (!window.IsRolled(hour))
                continue;
            var startMs = hours[i] * 1000L;
            var endMs = startMs + ((firsts[i] + _resolutionMs - 1) / _resolutionMs * _resolutionMs);
            // Whole buckets only: what is asked for begins and ends with one.
            if (endMs < window.FromMs || endMs > window.ToMs)
                continue;
            var rollup = new Rollup { EndMs = endMs, Count = (int)counts[i], FirstMs = startMs + firsts[i], LastMs = startMs + lasts[i] };
            RollupNumbers.Read(shapes[i], values, ref rollup);
            into.Add(hour, seqs[i], rollup);
        }
    }

    static bool IsAscending(ReadOnlySpan<uint> hours)
    {
        for (var i = 1; i < hours.Length; i++)
        {
            if (hours[i] < hours[i - 1])
                return false;
        }

        return true;
    }

    // Merges put hours together in the order in which they were inserted, several of one insert in any.
    static (int Bucket, int At)[] Order(ReadOnlySpan<uint> hours, ReadOnlySpan<byte> shapes)
    {
        var (order, keys, at) = (new (int, int)[hours.Length], new long[hours.Length], 0);
        for (var i = 0; i < hours.Length; i++)
        {
            (order[i], keys[i]) = ((i, at), ((long)hours[i] << 32) + i);
            at += RollupNumbers.CountOf(shapes[i]);
        }

        Array.Sort(keys, order);
        return order;
    }

    public void Dispose() => _block.Dispose();

    static ReadOnlySpan<T> Row<T>(ArrayResultColumn column, int row)
        where T : unmanaged => ((ResultColumn<T>)column.Elements).Values[column[row]];
}

/// <summary>Takes buckets as they are decoded.</summary>
interface IRollupReader
{
    /// <summary>A bucket of an hour that was sealed with that number.</summary>
    void Add(int hour, uint seq, in Rollup rollup);
}

/// <summary>What is wanted of rollups.</summary>
/// <param name="FromMs">Least end of a bucket.</param>
/// <param name="ToMs">Greatest end of a bucket.</param>
/// <param name="FirstHour">The hour of the first of <paramref name="Rolled"/>.</param>
/// <param name="Rolled">By hour: whether what the store has counts.</param>
sealed record RollupWindow(long FromMs, long ToMs, int FirstHour, bool[] Rolled)
{
    internal bool IsRolled(int hour) => (uint)(hour - FirstHour) < (uint)Rolled.Length && Rolled[hour - FirstHour];
}
