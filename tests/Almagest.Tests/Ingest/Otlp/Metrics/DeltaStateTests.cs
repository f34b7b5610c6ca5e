using Almagest.Model;
using Almagest.Query.PromQL.Values;
using Almagest.Server.Ingest.Otlp.Metrics;

namespace Almagest.Tests.Ingest.Otlp.Metrics;

public sealed class DeltaStateTests
{
    readonly DeltaState _state = new();

    [Fact]
    public void Differences_accumulate_over_requests()
    {
        var first = _state.Begin(TenantId.Default);
        first.Add(7, 5, 100).ShouldBe(5);
        first.Add(7, 2, 200).ShouldBe(7);
        first.Commit();
        _state.Begin(TenantId.Default).Add(7, 1, 300).ShouldBe(8);
    }

    [Fact]
    public void Rolled_back_request_counts_once_when_repeated()
    {
        var failed = _state.Begin(TenantId.Default);
        failed.Add(7, 5, 100);
        failed.Rollback();
        _state.Begin(TenantId.Default).Add(7, 5, 100).ShouldBe(5);
    }

    [Fact]
    public void Late_or_repeated_difference_is_refused_with_a_reason()
    {
        var pending = _state.Begin(TenantId.Default);
        pending.Add(7, 5, 100);
        pending.Check(7, 100).ShouldNotBeNull().ShouldContain("late or sent twice");
        pending.Add(7, 5, 100).ShouldBeNull();
        _state.Begin(new TenantId("other")).Add(7, 5, 100).ShouldBe(5);
    }

    [Fact]
    public void Series_held_by_another_request_is_a_conflict()
    {
        var holder = _state.Begin(TenantId.Default);
        holder.Add(7, 5, 100);
        var other = _state.Begin(TenantId.Default);
        Should.Throw<DeltaConflictException>(() => other.Add(7, 1, 200));
        holder.Commit();
        other.Add(7, 1, 200).ShouldBe(6);
    }

    [Fact]
    public void Histograms_accumulate_over_requests()
    {
        var first = _state.Begin(TenantId.Default);
        first.Add(7, new FloatHistogram { Schema = 3, Count = 3, Sum = 5, PositiveSpans = [new(2, 2)], PositiveBuckets = [1, 2] }, 100);
        first.Commit();
        var total = _state.Begin(TenantId.Default).Add(7, new FloatHistogram { Schema = 3, Count = 2, Sum = 1, PositiveSpans = [new(3, 1)], PositiveBuckets = [2] }, 200);
        total.ShouldNotBeNull();
        (total.Count, total.Sum, total.CounterResetHint).ShouldBe((5, 6, CounterResetHint.Unknown));
        total.PositiveBuckets.ShouldBe([1, 4]);
    }
}
