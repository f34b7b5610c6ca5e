namespace Almagest.Telemetry.Metrics.Chunks;

/// <summary>
/// Puts the values of many chunks into few arrays: tens of thousands of small ones, all of which live on, are what a garbage collector is slowest with. Chunks
/// that are fetched together are mostly forgotten together; until the last of an array is, all of it stays.
/// </summary>
sealed class ChunkSlab
{
    // Below the size from which arrays are collected only with the oldest objects.
    const int Size = 64 << 10;

    byte[] _bytes = [];
    int _used;

    /// <summary>A copy with room behind it, as decoders want it.</summary>
    internal ReadOnlyMemory<byte> Pad(ReadOnlySpan<byte> values)
    {
        var padded = Room(values.Length + Chunk.Padding);
        values.CopyTo(padded.Span);
        padded.Span[values.Length..].Clear();
        return padded;
    }

    /// <summary>A copy of values that have room behind them already.</summary>
    internal ReadOnlyMemory<byte> Copy(ReadOnlySpan<byte> padded)
    {
        var copy = Room(padded.Length);
        padded.CopyTo(copy.Span);
        return copy;
    }

    Memory<byte> Room(int length)
    {
        if (length > Size / 8)
            return GC.AllocateUninitializedArray<byte>(length);
        if (_bytes.Length - _used < length)
            (_bytes, _used) = (GC.AllocateUninitializedArray<byte>(Size), 0);
        _used += length;
        return _bytes.AsMemory(_used - length, length);
    }
}
