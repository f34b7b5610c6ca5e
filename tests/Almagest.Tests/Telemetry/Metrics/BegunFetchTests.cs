using System.Runtime.CompilerServices;
using Almagest.ClickHouse.Formats.Reading;
using Almagest.Telemetry.Metrics.Reading;

namespace Almagest.Tests.Telemetry.Metrics;

public sealed class BegunFetchTests
{
    readonly TaskCompletionSource _go = new();
    bool _wasStopped;
    int _sent;

    [Fact]
    public async Task It_is_sent_at_once_and_its_blocks_come_in_order_and_once()
    {
        await using var begun = BegunFetch.Start(BlocksAsync, (5, 7), 0, CancellationToken.None);
        _sent.ShouldBe(1);
        var blocks = begun.TryRead((6, 7)).ShouldNotBeNull();
        begun.TryRead((6, 7)).ShouldBeNull();
        _go.SetResult();
        var rows = new List<int>();
        await foreach (var block in blocks)
            rows.Add(block.Rows);
        rows.ShouldBe([1, 2, 3]);
        _wasStopped.ShouldBeFalse();
    }

    [Theory, InlineData(4, 6), InlineData(6, 8), InlineData(1, 2)]
    public async Task Hours_that_were_not_asked_for_are_not_read_from_it(int first, int last)
    {
        await using var begun = BegunFetch.Start(BlocksAsync, (5, 7), 0, CancellationToken.None);
        begun.TryRead((first, last)).ShouldBeNull();
    }

    [Fact]
    public async Task What_nobody_reads_is_stopped()
    {
        var begun = BegunFetch.Start(BlocksAsync, (5, 7), 0, CancellationToken.None);
        await begun.DisposeAsync();
        _wasStopped.ShouldBeTrue();
    }

    [Fact]
    public async Task Cancelling_the_query_stops_it()
    {
        using var query = new CancellationTokenSource();
        await using var begun = BegunFetch.Start(BlocksAsync, (5, 7), 0, query.Token);
        var blocks = begun.TryRead((5, 7)).ShouldNotBeNull();
        await query.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(async () => await blocks.GetAsyncEnumerator().MoveNextAsync());
        _wasStopped.ShouldBeTrue();
    }

    async IAsyncEnumerable<ResultBlock> BlocksAsync([EnumeratorCancellation] CancellationToken ct)
    {
        _sent++;
        try
        {
            await _go.Task.WaitAsync(ct);
        }
        catch (OperationCanceledException)
        {
            _wasStopped = true;
            throw;
        }

        for (var rows = 1; rows <= 3; rows++)
        {
            using var block = new ResultBlock(rows, []);
            yield return block;
        }
    }
}
