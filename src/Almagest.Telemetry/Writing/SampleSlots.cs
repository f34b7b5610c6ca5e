using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Almagest.ClickHouse.Formats;

namespace Almagest.Telemetry.Writing;

/// <summary>
/// Gives each series and hour that has samples a number, a slot. Only slots are sorted, of which there are few; their runs fall into place by counting.
/// Owned by one thread at a time.
/// </summary>
sealed class SampleSlots : IDisposable
{
    const long MillisecondsPerHour = 3_600_000;

    readonly ByteBuffer _slots = new(64 << 10);
    readonly Dictionary<(int Tenant, int Metric), int> _groups = [];
    readonly List<(int Tenant, int Metric)> _names = [];

    // Open addressing: slot + 1, 0 where it is free.
    int[] _table = new int[1024];
    int _last = -1;

    internal int Count => _slots.Length / Unsafe.SizeOf<SampleSlot>();

    internal Span<SampleSlot> Slots => MemoryMarshal.Cast<byte, SampleSlot>(_slots.GetWritten());

    /// <summary>The tenant and metric with a number that slots have.</summary>
    internal (int Tenant, int Metric) NameOf(int group) => _names[group];

    internal static int HourOf(long timeUnixMilli)
    {
        var (hour, rest) = Math.DivRem(timeUnixMilli, MillisecondsPerHour);
        return (int)long.Clamp(rest < 0 ? hour - 1 : hour, int.MinValue, int.MaxValue);
    }

    /// <summary>Where the hour ends.</summary>
    internal static long EndOf(int hour) => (hour + 1L) * MillisecondsPerHour;

    // Hot path: per run.
    /// <summary>The slot of a series and hour.</summary>
    internal int Find(int tenant, int metric, int hour, ulong series)
    {
        // Senders keep their order: what followed last time is tried before the table, whose looks miss every cache.
        if (_last >= 0)
        {
            ref var last = ref Slots[_last];
            if (IsOf(Slots[last.Next], tenant, metric, hour, series))
                return _last = last.Next;
        }

        var found = Look(tenant, metric, hour, series);
        if (_last >= 0)
            Slots[_last].Next = found;
        return _last = found;
    }

    /// <summary>The slots in the order of the table: tenant, metric, hour, series.</summary>
    internal void Sort(Span<int> order, LowCardinalityColumn tenants, LowCardinalityColumn metrics)
    {
        var ranks = Ranks(tenants, metrics);
        using var buffer = new ByteBuffer(Math.Max(Count, 1) * Unsafe.SizeOf<Key>());
        var slots = Slots;
        for (var slot = 0; slot < slots.Length; slot++)
            buffer.Write(new Key(((ulong)ranks[slots[slot].Group] << 32) | ((uint)slots[slot].Hour ^ 0x8000_0000), slots[slot].Series, slot));
        var keys = MemoryMarshal.Cast<byte, Key>(buffer.GetWritten());
        keys.Sort();
        for (var i = 0; i < keys.Length; i++)
            order[i] = keys[i].Slot;
    }

    public void Dispose() => _slots.Dispose();

    int[] Ranks(LowCardinalityColumn tenants, LowCardinalityColumn metrics)
    {
        var sorted = Enumerable.Range(0, _names.Count).ToArray();
        Array.Sort(sorted, (a, b) =>
        {
            var byTenant = tenants.Text(_names[a].Tenant).SequenceCompareTo(tenants.Text(_names[b].Tenant));
            return byTenant != 0 ? byTenant : metrics.Text(_names[a].Metric).SequenceCompareTo(metrics.Text(_names[b].Metric));
        });
        var ranks = new int[sorted.Length];
        for (var i = 0; i < sorted.Length; i++)
            ranks[sorted[i]] = i;
        return ranks;
    }

    bool IsOf(in SampleSlot slot, int tenant, int metric, int hour, ulong series) =>
        slot.Series == series && slot.Hour == hour && _names[slot.Group] == (tenant, metric);

    int Look(int tenant, int metric, int hour, ulong series)
    {
        var mask = _table.Length - 1;
        var place = Hash(hour, series) & mask;
        for (; _table[place] != 0; place = (place + 1) & mask)
        {
            if (IsOf(Slots[_table[place] - 1], tenant, metric, hour, series))
                return _table[place] - 1;
        }

        _slots.Write(new SampleSlot { Series = series, Hour = hour, Group = GroupOf(tenant, metric), LastTime = long.MinValue });
        _table[place] = Count;
        if (Count * 2 > _table.Length)
            Grow();
        return Count - 1;
    }

    int GroupOf(int tenant, int metric)
    {
        ref var group = ref CollectionsMarshal.GetValueRefOrAddDefault(_groups, (tenant, metric), out var known);
        if (!known)
        {
            group = _names.Count;
            _names.Add((tenant, metric));
        }

        return group;
    }

    void Grow()
    {
        _table = new int[_table.Length * 2];
        var mask = _table.Length - 1;
        var slots = Slots;
        for (var slot = 0; slot < slots.Length; slot++)
        {
            var place = Hash(slots[slot].Hour, slots[slot].Series) & mask;
            while (_table[place] != 0)
                place = (place + 1) & mask;
            _table[place] = slot + 1;
        }
    }

    // A series is a hash already.
    static int Hash(int hour, ulong series) => (int)((series + ((ulong)hour * 0x9E3779B97F4A7C15)) >> 32);

    readonly record struct Key(ulong GroupAndHour, ulong Series, int Slot) : IComparable<Key>
    {
        public int CompareTo(Key other) =>
            GroupAndHour != other.GroupAndHour ? GroupAndHour.CompareTo(other.GroupAndHour) : Series.CompareTo(other.Series);
    }
}

/// <summary>The samples of one series and hour.</summary>
struct SampleSlot
{
    internal ulong Series;

    /// <summary>Hours since 1970.</summary>
    internal int Hour;

    /// <summary>The number of its tenant and metric.</summary>
    internal int Group;

    /// <summary>The last time of its last run.</summary>
    internal long LastTime;

    /// <summary>How many runs it has; later where its next run goes.</summary>
    internal int Runs;

    /// <summary>The slot that followed it last.</summary>
    internal int Next;

    /// <summary>Whether a run began before the one ahead of it ended.</summary>
    internal bool Disordered;
}
