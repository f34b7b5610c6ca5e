using System.Runtime.InteropServices;
using Almagest.ClickHouse.Formats;

namespace Almagest.Telemetry.Writing;

/// <summary>The runs of encoded samples in the order of the table: tenant, metric, hour, series, time; samples of one time in the order in which they came.</summary>
sealed class SampleOrder : IDisposable
{
    readonly EncodedBlocks _blocks;
    readonly (int Tenant, int Metric, int Series, int Time, int Retention, int Start) _at;
    readonly ByteBuffer _runs;
    readonly ByteBuffer _rows = new(64 << 10);

    /// <summary>Sorts. The order depends on nothing but the bytes, so that an insert that is repeated is the same.</summary>
    /// <exception cref="InvalidDataException">A column that samples have is missing, or is of another type.</exception>
    internal SampleOrder(EncodedBlocks blocks)
    {
        _blocks = blocks;
        _at = (ColumnOf("tenant"), ColumnOf("metric"), ColumnOf("series"), ColumnOf("time"), ColumnOf("retention_days"), blocks.IndexOf("start_time"));
        using var slots = new SampleSlots();
        using ByteBuffer runs = new(64 << 10), slotOfRun = new(32 << 10);
        for (var block = 0; block < blocks.Count; block++)
            AddRuns(block, slots, runs, slotOfRun);
        using var order = new ByteBuffer(Math.Max(slots.Count, 1) * sizeof(int));
        order.Write(0, slots.Count);
        slots.Sort(MemoryMarshal.Cast<byte, int>(order.GetWritten()), Tenants, Metrics);
        _runs = Place(slots, MemoryMarshal.Cast<byte, int>(order.Span), MemoryMarshal.Cast<byte, SampleRun>(runs.Span), MemoryMarshal.Cast<byte, int>(slotOfRun.Span));
        AddRows(slots, MemoryMarshal.Cast<byte, int>(order.Span));
    }

    /// <summary>The texts of <see cref="RunRow.Tenant"/>.</summary>
    internal LowCardinalityColumn Tenants => Dictionary(_at.Tenant);

    /// <summary>The texts of <see cref="RunRow.Metric"/>.</summary>
    internal LowCardinalityColumn Metrics => Dictionary(_at.Metric);

    internal bool HasStartTimes => _at.Start >= 0;

    internal ReadOnlySpan<SampleRun> Runs => MemoryMarshal.Cast<byte, SampleRun>(_runs.Span);

    /// <summary>What the runs are put together to.</summary>
    internal ReadOnlySpan<RunRow> Rows => MemoryMarshal.Cast<byte, RunRow>(_rows.Span);

    public void Dispose()
    {
        _runs.Dispose();
        _rows.Dispose();
    }

    int ColumnOf(string name) => _blocks.IndexOf(name) is >= 0 and var column ? column : throw new InvalidDataException($"samples have no column \"{name}\"");

    LowCardinalityColumn Dictionary(int column) => _blocks.Columns[column].Dictionary ?? throw new InvalidDataException($"column \"{_blocks.Columns[column].Name}\" has no dictionary");

    // Hot path: per row.
    void AddRuns(int block, SampleSlots slots, ByteBuffer runs, ByteBuffer slotOfRun)
    {
        var series = _blocks.Values<ulong>(block, _at.Series);
        var times = _blocks.Values<long>(block, _at.Time);
        var tenants = _blocks.Texts(block, _at.Tenant);
        var metrics = _blocks.Texts(block, _at.Metric);
        var retention = _blocks.Values<ushort>(block, _at.Retention);
        var starts = HasStartTimes ? _blocks.Values<long>(block, _at.Start) : default;
        // Nearly always all rows of a request have the same.
        var oneRow = retention.IndexOfAnyExcept(retention[0]) < 0 && (starts.IsEmpty || starts.IndexOfAnyExcept(starts[0]) < 0);
        for (var row = 0; row < series.Length;)
        {
            var start = row++;
            var hour = SampleSlots.HourOf(times[start]);
            var (id, end, tenant, metric) = (series[start], SampleSlots.EndOf(hour), tenants.IndexAt(start), metrics.IndexAt(start));
            var limit = Math.Min(series.Length, start + SampleRun.LongestRun);
            while (row < limit && series[row] == id && times[row] >= times[row - 1] && times[row] < end && tenants.IndexAt(row) == tenant && metrics.IndexAt(row) == metric
                && (oneRow || (retention[row] == retention[start] && (starts.IsEmpty || starts[row] == starts[start]))))
                row++;
            var slot = slots.Find(tenants.NumberAt(start), metrics.NumberAt(start), hour, id);
            runs.Write(new SampleRun(block, start, row - start));
            slotOfRun.Write(slot);
            ref var found = ref slots.Slots[slot];
            found.Runs++;
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

    /// <summary>Runs of a slot that overlap are taken apart into samples: the times of a row never fall.</summary>
    ByteBuffer Untangle(Span<SampleSlot> slots, ReadOnlySpan<int> order, ReadOnlySpan<SampleRun> placed)
    {
        var (untangled, begin) = (new ByteBuffer(placed.Length * sizeof(ulong)), 0);
        var samples = new List<(long Time, int Place, SampleRun Run)>();
        foreach (var slot in order)
        {
            var runs = placed[begin..slots[slot].Runs];
            begin = slots[slot].Runs;
            if (slots[slot].Disordered)
            {
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
            else
            {
                untangled.Write(MemoryMarshal.AsBytes(runs));
            }

            slots[slot].Runs = untangled.Length / sizeof(ulong);
        }

        return untangled;
    }

    // Hot path: per run.
    void AddRows(SampleSlots slots, ReadOnlySpan<int> order)
    {
        var runs = Runs;
        var all = slots.Slots;
        var (next, samples) = (0, 0);
        foreach (var slot in order)
        {
            var (tenant, metric) = slots.NameOf(all[slot].Group);
            for (var first = next; next < all[slot].Runs;)
            {
                var (retention, start) = SharedOf(runs[first]);
                while (next < all[slot].Runs && (next == first || SharedOf(runs[next]) == (retention, start)))
                    samples += runs[next++].Count;
                _rows.Write(new RunRow(tenant, metric, all[slot].Hour, all[slot].Series, start, retention, samples));
                first = next;
            }
        }
    }

    (ushort Retention, long Start) SharedOf(in SampleRun run) =>
        (_blocks.Values<ushort>(run.Block, _at.Retention)[run.Row], HasStartTimes ? _blocks.Values<long>(run.Block, _at.Start)[run.Row] : 0);
}
