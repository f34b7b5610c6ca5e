using System.Buffers;
using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;

namespace Almagest.Server.Platform.Hosting;

/// <summary>
/// Gives connections blocks of 64 KiB to receive into: of the runtime's own, of 4 KiB, a request of remote write fills dozens, each with two system calls
/// and a change of hands.
/// </summary>
sealed class LargeBlocks : MemoryPool<byte>
{
    const int BlockBytes = 64 << 10;

    // A connection has blocks only while it receives or sends; more than these at a time are left to the collector.
    const int MostKept = 64;

    readonly ConcurrentStack<Block> _free = [];
    int _count;

    /// <inheritdoc/>
    public override int MaxBufferSize => BlockBytes;

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">It is more than a block.</exception>
    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockBytes);
        if (!_free.TryPop(out var block))
            return new Block(this);
        Interlocked.Decrement(ref _count);
        return block;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _free.Clear();

    void Return(Block block)
    {
        if (Interlocked.Increment(ref _count) <= MostKept)
            _free.Push(block);
        else
            Interlocked.Decrement(ref _count);
    }

    /// <summary>Makes them for a server.</summary>
    internal sealed class Factory : IMemoryPoolFactory<byte>
    {
        /// <inheritdoc/>
        public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new LargeBlocks();
    }

    // Sockets want memory that stays where it is.
    sealed class Block(LargeBlocks pool) : IMemoryOwner<byte>
    {
        readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(BlockBytes, pinned: true);

        public Memory<byte> Memory => _bytes;

        public void Dispose() => pool.Return(this);
    }
}
