using System.Runtime.InteropServices;
using Almagest.ClickHouse.Formats;

namespace Almagest.Telemetry.Writing;

/// <summary>The runs of encoded samples in the order of the table: tenant, metric, hour, series, time; samples of one time in the order in which they came.</summary>
sealed class SampleOrder : IDisposable
{
    readonly EncodedBlocks _blocks;
    readonly (int Tenant, int Metric, int Series, int Time) _at;
    readonly ByteBuffer _placed;
    readonly List<(int Tenant, int Metric, int Rows)> _groups = [];

    /// <summary>Sorts. The order depends on nothing but the bytes, so that an insert that is repeated is the same.</summary>
    internal SampleOrder(EncodedBlocks blocks)
    {
        _blocks = blocks;
        _at = (blocks.IndexOf("tenant"), blocks.IndexOf("metric"), blocks.IndexOf("series"), blocks.IndexOf("time"));
        using var slots = new SampleSlots();
        using ByteBuffer runs = new(64 << 10), slotOfRun = new(32 << 10);
        for (var block = 0; block < blocks.Count; block++)
            AddRuns(block, slots, runs, slotOfRun);
        using var order = new ByteBuffer(Math.Max(slots.Count, 1) * sizeof(int));
        order.Write(0, slots.Count);
        slots.Sort(MemoryMarshal.Cast<byte, int>(order.GetWritten()), Dictionary(_at.Tenant), Dictionary(_at.Metric));
        _placed = Place(slots, MemoryMarshal.Cast<byte, int>(order.Span), MemoryMarshal.Cast<byte, SampleRun>(runs.Span), MemoryMarshal.Cast<byte, int>(slotOfRun.Span));
    }

    /// <summary>The column with the owners.</summary>
    internal int Tenant => _at.Tenant;

    /// <summary>The tenants and metrics one after the other, by the numbers of their texts, and how many rows each has.</summary>
    internal IReadOnlyList<(int Tenant, int Metric, int Rows)> Groups => _groups;

    internal ReadOnlySpan<SampleRun> Runs => MemoryMarshal.Cast<byte, SampleRun>(_placed.Span);

    public void Dispose() => _placed.Dispose();

    LowCardinalityColumn Dictionary(int column) => _blocks.Columns[column].Dictionary ?? throw new InvalidOperationException($"column \"{_blocks.Columns[column].Name}\" has no dictionary");

    // Hot path: per row.
    void AddRuns(int block, SampleSlots slots, ByteBuffer runs, ByteBuffer slotOfRun)
    {
        var series = _blocks.Values<ulong>(block, _at.Series);
        var times = _blocks.Values<long>(block, _at.Time);
        var tenants = _blocks.Texts(block, _at.Tenant);
        var metrics = _blocks.Texts(block, _at.Metric);
        for (var row = 0; row < series.Length;)
        {
            var start = row++;
            var hour = SampleSlots.HourOf(times[start]);
            var (id, end, tenant, metric) = (series[start], SampleSlots.EndOf(hour), tenants.IndexAt(start), metrics.IndexAt(start));
            var limit = Math.Min(series.Length, start + SampleRun.LongestRun);
            while (row < limit && series[row] == id && times[row] >= times[row - 1] && times[row] < end && tenants.IndexAt(row) == tenant && metrics.IndexAt(row) == metric)
                row++;
            var slot = slots.Find(tenants.NumberAt(start), metrics.NumberAt(start), hour, id);
            runs.Write(new SampleRun(block, start, row - start));
            slotOfRun.Write(slot);
            ref var found = ref slots.Slots[slot];
            found.Runs++;
            found.Rows += row - start;
            found.Disordered |= times[start] < found.LastTime;
            found.LastTime = Math.Max(found.LastTime, times[row - 1]);
        }
    }

    ByteBuffer Place(SampleSlots slots, ReadOnlySpan<int> order, ReadOnlySpan<SampleRun> runs, ReadOnlySpan<int> slotOfRun)
    {
        var all = slots.Slots;
        var (disordered, next) = (false, 0);
        foreach (var slot in order)
        {
            Group(slots.NameOf(all[slot].Group), all[slot].Rows);
            disordered |= all[slot].Disordered;
            (all[slot].Runs, next) = (next, next + all[slot].Runs);
        }

        var placed = new ByteBuffer(Math.Max(runs.Length, 1) * sizeof(ulong));
        placed.Write(default(SampleRun), runs.Length);
        var target = MemoryMarshal.Cast<byte, SampleRun>(placed.GetWritten());
        for (var run = 0; run < runs.Length; run++)
            target[all[slotOfRun[run]].Runs++] = runs[run];
        if (!disordered)
            return placed;
        using (placed)
            return Untangle(all, order, target);
    }

    void Group((int Tenant, int Metric) name, int rows)
    {
        if (_groups is [.., var last] && (last.Tenant, last.Metric) == name)
            _groups[^1] = last with { Rows = last.Rows + rows };
        else
            _groups.Add((name.Tenant, name.Metric, rows));
    }

    /// <summary>Runs of a slot that overlap are taken apart into samples: one late sample must not leave the sorting of all to the store.</summary>
    ByteBuffer Untangle(ReadOnlySpan<SampleSlot> slots, ReadOnlySpan<int> order, ReadOnlySpan<SampleRun> placed)
    {
        var (untangled, begin) = (new ByteBuffer(placed.Length * sizeof(ulong)), 0);
        var samples = new List<(long Time, int Place, SampleRun Run)>();
        foreach (var slot in order)
        {
            var runs = placed[begin..slots[slot].Runs];
            begin = slots[slot].Runs;
            if (!slots[slot].Disordered)
            {
                untangled.Write(MemoryMarshal.AsBytes(runs));
                continue;
            }

            samples.Clear();
            foreach (var run in runs)
            {
                var times = _blocks.Values<long>(run.Block, _at.Time).Slice(run.Row, run.Count);
                for (var i = 0; i < times.Length; i++)
                    samples.Add((times[i], samples.Count, new SampleRun(run.Block, run.Row + i, 1)));
            }

            samples.Sort(static (a, b) => a.Time != b.Time ? a.Time.CompareTo(b.Time) : a.Place.CompareTo(b.Place));
            foreach (var (_, _, run) in samples)
                untangled.Write(run);
        }

        return untangled;
    }
}
