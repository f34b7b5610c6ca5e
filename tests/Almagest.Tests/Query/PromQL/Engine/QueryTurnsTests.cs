using Almagest.Query.PromQL.Engine;
using Almagest.Tests.Fakes;

namespace Almagest.Tests.Query.PromQL.Engine;

public sealed class QueryTurnsTests
{
    readonly MovableTime _time = new();

    [Fact]
    public void Alone_a_query_has_all_threads_and_beside_others_its_part()
    {
        var turns = new QueryTurns(_time, processors: 8, mostSamples: 1000);
        using var first = turns.Begin();
        first.Threads(8).ShouldBe(8);
        using (turns.Begin())
        using (turns.Begin())
            first.Threads(8).ShouldBe(2);
        first.Threads(8).ShouldBe(8);
    }

    [Fact]
    public void Quick_queries_and_lonely_ones_never_wait()
    {
        var turns = new QueryTurns(_time, processors: 2, mostSamples: 1000);
        using var old = turns.Begin();
        _time.Advance(TimeSpan.FromMinutes(1));
        old.Enter(CancellationToken.None).ShouldBeFalse("nobody else is there");
        using var young = turns.Begin();
        young.Enter(CancellationToken.None).ShouldBeFalse("it has only begun");
    }

    [Fact]
    public async Task Long_queries_leave_half_of_the_processors_to_others_and_take_turns()
    {
        var turns = new QueryTurns(_time, processors: 2, mostSamples: 1000);
        using var first = turns.Begin();
        using var second = turns.Begin();
        _time.Advance(TimeSpan.FromSeconds(2));
        first.Enter(CancellationToken.None).ShouldBeTrue();
        var waiting = Task.Run(() => second.Enter(CancellationToken.None));
        waiting.IsCompleted.ShouldBeFalse();
        first.Leave();
        (await waiting).ShouldBeTrue();
        second.Leave();
    }

    [Fact]
    public void Waiting_for_a_turn_ends_with_the_query()
    {
        var turns = new QueryTurns(_time, processors: 2, mostSamples: 1000);
        using var first = turns.Begin();
        using var second = turns.Begin();
        _time.Advance(TimeSpan.FromSeconds(2));
        first.Enter(CancellationToken.None).ShouldBeTrue();
        using var over = new CancellationTokenSource();
        over.Cancel();
        Should.Throw<OperationCanceledException>(() => second.Enter(over.Token));
        first.Leave();
    }

    [Fact]
    public void All_queries_together_hold_no_more_than_the_limit_and_give_it_back()
    {
        var turns = new QueryTurns(_time, processors: 2, mostSamples: 1000);
        using var first = turns.Begin();
        first.TryHold(600).ShouldBeTrue();
        using (var second = turns.Begin())
        {
            second.TryHold(500).ShouldBeFalse();
            second.TryHold(400).ShouldBeTrue();
            first.TryHold(1).ShouldBeFalse();
        }

        first.TryHold(400).ShouldBeTrue();
        first.TryHold(-1000).ShouldBeTrue();
        first.TryHold(1000).ShouldBeTrue();
    }
}
