using Almagest.Server.Ingest.Otlp.Metrics;

namespace Almagest.Tests.Ingest.Otlp.Metrics;

public sealed class DeltaStateTests
{
    readonly DeltaState _state = new();

    [Fact]
    public void Differences_accumulate_over_requests()
    {
        var first = _state.Begin();
        first.Add(1, 7, 5, 100).ShouldBe(5);
        first.Add(1, 7, 2, 200).ShouldBe(7);
        first.Commit();
        _state.Begin().Add(1, 7, 1, 300).ShouldBe(8);
    }

    [Fact]
    public void Rolled_back_request_counts_once_when_repeated()
    {
        var failed = _state.Begin();
        failed.Add(1, 7, 5, 100);
        failed.Rollback();
        _state.Begin().Add(1, 7, 5, 100).ShouldBe(5);
    }

    [Fact]
    public void Late_or_repeated_difference_is_refused_with_a_reason()
    {
        var pending = _state.Begin();
        pending.Add(1, 7, 5, 100);
        pending.Check(1, 7, 100).ShouldNotBeNull().ShouldContain("late or sent twice");
        pending.Add(1, 7, 5, 100).ShouldBeNull();
        pending.Add(2, 7, 5, 100).ShouldBe(5);
    }

    [Fact]
    public void Series_held_by_another_request_is_a_conflict()
    {
        var holder = _state.Begin();
        holder.Add(1, 7, 5, 100);
        var other = _state.Begin();
        Should.Throw<DeltaConflictException>(() => other.Add(1, 7, 1, 200));
        holder.Commit();
        other.Add(1, 7, 1, 200).ShouldBe(6);
    }
}
