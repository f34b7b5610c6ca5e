using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Almagest.ClickHouse.Formats;

/// <summary>
/// Numbers the distinct byte strings it is shown, from 0 in order of first sight. Open addressing over stored hashes: a hit
/// costs one hash, one probe and one comparison, and allocates nothing.
/// </summary>
sealed class Utf8Dictionary : IDisposable
{
    const int SmallestTable = 64;

    readonly ByteBuffer _keys = new();
    readonly List<(int Start, int Length)> _entries = [];
    ulong[] _hashes = new ulong[SmallestTable];
    int[] _slots = new int[SmallestTable];

    internal int Count => _entries.Count;

    internal int SizeBytes => _keys.Length;

    internal ReadOnlySpan<byte> this[int index] => _keys.Span.Slice(_entries[index].Start, _entries[index].Length);

    // Hot path: per value.
    internal int Intern(ReadOnlySpan<byte> key)
    {
        var hash = XxHash64.Hash(key) | 1; // 0 marks a free slot.
        var mask = _hashes.Length - 1;
        var slot = (int)hash & mask;
        while (_hashes[slot] != 0)
        {
            if (_hashes[slot] == hash && this[_slots[slot]].SequenceEqual(key))
                return _slots[slot];
            slot = (slot + 1) & mask;
        }

        return Add(key, hash, slot);
    }

    internal void WriteKeys(ByteBuffer output)
    {
        foreach (var (start, length) in CollectionsMarshal.AsSpan(_entries))
            output.WriteString(_keys.Span.Slice(start, length));
    }

    internal void Clear()
    {
        if (_entries.Count == 0)
            return;
        _keys.Clear();
        _entries.Clear();
        Array.Clear(_hashes);
    }

    public void Dispose() => _keys.Dispose();

    [MethodImpl(MethodImplOptions.NoInlining)]
    int Add(ReadOnlySpan<byte> key, ulong hash, int slot)
    {
        var index = _entries.Count;
        _entries.Add((_keys.Length, key.Length));
        _keys.Write(key);
        _hashes[slot] = hash;
        _slots[slot] = index;
        if (_entries.Count * 2 > _hashes.Length)
            Rehash();
        return index;
    }

    void Rehash()
    {
        var (oldHashes, oldSlots) = (_hashes, _slots);
        _hashes = new ulong[oldHashes.Length * 2];
        _slots = new int[_hashes.Length];
        var mask = _hashes.Length - 1;
        for (var i = 0; i < oldHashes.Length; i++)
        {
            if (oldHashes[i] == 0)
                continue;
            var slot = (int)oldHashes[i] & mask;
            while (_hashes[slot] != 0)
                slot = (slot + 1) & mask;
            _hashes[slot] = oldHashes[i];
            _slots[slot] = oldSlots[i];
        }
    }
}
