using System.Runtime.InteropServices;
using Almagest.Model;
using Almagest.Query.PromQL.Sources;
using Almagest.Telemetry.Metrics.Chunks;
using Almagest.Telemetry.Metrics.Head;

namespace Almagest.Telemetry.Metrics.Reading;

/// <summary>The rollups of one series: those of the store, and those that were made of samples.</summary>
/// <param name="series">The series.</param>
/// <param name="stored">Its rows, by time.</param>
/// <param name="window">What counts of them.</param>
sealed class RolledSeries(HeadSeries series, IReadOnlyList<(RollupDays Days, int Row)> stored, RollupWindow window) : IRolledSeries
{
    List<Rollup> _made = [];

    public Labels Labels => series.Labels;

    internal HeadSeries Series => series;

    internal bool IsEmpty => stored.Count == 0 && _made.Count == 0;

    /// <summary>Adds what was made of samples, of hours that the window leaves out.</summary>
    internal void AddMade(List<Rollup> rollups) => _made = [.. _made, .. rollups.Where(each => each.EndMs >= window.FromMs && each.EndMs <= window.ToMs)];

    public void Read(List<Rollup> into)
    {
        var joining = new Joining(into);
        into.Clear();
        ReadAll(ref joining);
        if (!joining.IsOrdered)
            ReadSorted(into);
    }

    void ReadAll<TReader>(ref TReader reader)
        where TReader : struct, IRollupReader
    {
        foreach (var (days, row) in stored)
            days.Read(row, window, ref reader);
        foreach (ref readonly var rollup in CollectionsMarshal.AsSpan(_made))
            reader.Add(Chunk.HourOf(rollup.FirstMs), 0, rollup);
    }

    // Late samples, hours without rollups between others that have them, and a migration that ran twice.
    void ReadSorted(List<Rollup> into)
    {
        var gathering = new Gathering([], []);
        ReadAll(ref gathering);
        var rollups = CollectionsMarshal.AsSpan(gathering.Rollups);
        var seals = CollectionsMarshal.AsSpan(gathering.Seals);
        var (times, order) = (new long[rollups.Length], new int[rollups.Length]);
        for (var i = 0; i < order.Length; i++)
            (times[i], order[i]) = (rollups[i].FirstMs, i);
        Array.Sort(times, order);
        var joining = new Joining(into);
        into.Clear();
        for (int from = 0, to = 0; from < order.Length; from = to)
        {
            var (hour, newest, endMs) = (seals[order[from]].Hour, 0u, long.MinValue);
            for (; to < order.Length && seals[order[to]].Hour == hour; to++)
                newest = Math.Max(newest, seals[order[to]].Seq);
            foreach (var i in order.AsSpan(from..to))
            {
                if (seals[i].Seq != newest || rollups[i].EndMs == endMs)
                    continue;
                joining.Add(hour, newest, rollups[i]);
                endMs = rollups[i].EndMs;
            }
        }
    }

    /// <summary>Puts them together as they come: pieces of one bucket that lie in two hours become one.</summary>
    struct Joining(List<Rollup> into) : IRollupReader
    {
        int _hour;
        uint _seq;
        long _firstMs = long.MinValue;

        internal bool IsOrdered { get; private set; } = true;

        public void Add(int hour, uint seq, in Rollup rollup)
        {
            IsOrdered &= rollup.FirstMs > _firstMs && (hour != _hour || seq == _seq);
            (_hour, _seq, _firstMs) = (hour, seq, rollup.FirstMs);
            if (into.Count > 0 && CollectionsMarshal.AsSpan(into)[^1].EndMs == rollup.EndMs)
                CollectionsMarshal.AsSpan(into)[^1].Add(rollup);
            else
                into.Add(rollup);
        }
    }

    readonly struct Gathering(List<Rollup> rollups, List<(int Hour, uint Seq)> seals) : IRollupReader
    {
        internal List<Rollup> Rollups => rollups;

        internal List<(int Hour, uint Seq)> Seals => seals;

        public void Add(int hour, uint seq, in Rollup rollup)
        {
            rollups.Add(rollup);
            seals.Add((hour, seq));
        }
    }
}
