namespace Almagest.Tests.Fakes;

/// <summary>A clock whose timestamps stand still until they are moved.</summary>
sealed class MovableTime : TimeProvider
{
    long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _ticks;

    internal void Advance(TimeSpan by) => _ticks += by.Ticks;
}
