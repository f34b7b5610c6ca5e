using System.Buffers;
using Almagest.Server.Platform.Hosting;

namespace Almagest.Tests.Platform.Hosting;

public sealed class LargeBlocksTests
{
    readonly MemoryPool<byte> _blocks = new LargeBlocks.Factory().Create();

    [Fact]
    public void Whoever_wants_little_receives_a_large_block()
    {
        using var block = _blocks.Rent(4096);
        block.Memory.Length.ShouldBe(65_536);
        _blocks.MaxBufferSize.ShouldBe(65_536);
        Should.Throw<ArgumentOutOfRangeException>(() => _blocks.Rent(65_537));
    }

    [Fact]
    public void A_block_belongs_to_one_at_a_time_and_is_used_again()
    {
        var (first, second) = (_blocks.Rent(), _blocks.Rent());
        first.ShouldNotBeSameAs(second);
        second.Dispose();
        _blocks.Rent().ShouldBeSameAs(second);
        _blocks.Rent().ShouldNotBeSameAs(first);
    }

    [Fact]
    public void No_more_than_64_are_kept()
    {
        var blocks = Enumerable.Range(0, 100).Select(_ => _blocks.Rent()).ToList();
        foreach (var block in blocks)
            block.Dispose();
        Enumerable.Range(0, 100).Select(_ => _blocks.Rent()).Intersect(blocks).Count().ShouldBe(64);
    }
}
