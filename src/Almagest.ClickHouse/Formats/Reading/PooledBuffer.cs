using System.Buffers;

namespace Almagest.ClickHouse.Formats.Reading;

/// <summary>A growing array from the shared pool; <see cref="Dispose"/> gives it back.</summary>
sealed class PooledBuffer<T>(int capacity = PooledBuffer<T>.FirstCapacity) : IDisposable where T : unmanaged
{
    const int FirstCapacity = 4096;

    T[]? _items = ArrayPool<T>.Shared.Rent(capacity);

    public int Length { get; private set; }

    public ReadOnlySpan<T> Span => Items.AsSpan(0, Length);

    public Memory<T> Free => Items.AsMemory(Length);

    T[] Items => _items ?? throw new ObjectDisposedException(nameof(ResultBlock), "the block is over: read its columns before asking for the next one");

    // Hot path: per row.
    public void Add(T item)
    {
        if (Length == Items.Length)
            Grow(Length + 1);
        Items[Length++] = item;
    }

    public void Append(ReadOnlySpan<T> items)
    {
        if (Items.Length - Length < items.Length)
            Grow(checked(Length + items.Length));
        items.CopyTo(Items.AsSpan(Length));
        Length += items.Length;
    }

    /// <summary>Some of the items, and what lies behind them in the array.</summary>
    public ReadOnlyMemory<T> Memory(int start, int length) => Items.AsMemory(start, length);

    /// <summary>Makes room for so many more.</summary>
    public void Reserve(int count)
    {
        if (Items.Length - Length < count)
            Grow(Length + count);
    }

    /// <summary>Counts items written into <see cref="Free"/>.</summary>
    public void Advance(int count) => Length += count;

    /// <summary>
    /// Makes room towards a promised length, but never more than double what has arrived: a damaged count must not allocate.
    /// </summary>
    public void GrowTowards(int promised)
    {
        if (Items.Length == Length && Length < promised)
            Grow((int)Math.Min(promised, Length * 2L));
    }

    public void Dispose()
    {
        if (_items is { } items)
            ArrayPool<T>.Shared.Return(items);
        _items = null;
    }

    void Grow(int needed)
    {
        var larger = ArrayPool<T>.Shared.Rent((int)Math.Min(Array.MaxLength, Math.Max(needed, Length * 2L)));
        Span.CopyTo(larger);
        ArrayPool<T>.Shared.Return(Items);
        _items = larger;
    }
}
