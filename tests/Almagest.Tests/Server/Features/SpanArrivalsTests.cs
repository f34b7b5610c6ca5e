using Almagest.Server.Features.Traces;
using Almagest.Telemetry.Writing;
using Almagest.Tests.Fakes;

namespace Almagest.Tests.Server.Features;

public sealed class SpanArrivalsTests
{
    readonly MovableTime _time = new();
    readonly BatchPool _pool = new();

    [Fact]
    public void Spans_are_over_some_minutes_after_the_last_ones_and_not_before()
    {
        var arrivals = new SpanArrivals(isShared: false, _time);
        arrivals.AreOver.ShouldBeFalse();
        _time.Advance(TimeSpan.FromMinutes(6));
        arrivals.AreOver.ShouldBeTrue();
        arrivals.Stored(_pool.Rent(Signal.Traces));
        arrivals.AreOver.ShouldBeFalse();
        _time.Advance(TimeSpan.FromMinutes(6));
        arrivals.Stored(_pool.Rent(Signal.Logs));
        arrivals.AreOver.ShouldBeTrue();
    }

    [Fact]
    public void Spans_that_another_server_may_store_are_never_over()
    {
        var arrivals = new SpanArrivals(isShared: true, _time);
        _time.Advance(TimeSpan.FromHours(1));
        arrivals.AreOver.ShouldBeFalse();
    }
}
