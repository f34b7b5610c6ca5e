using Almagest.Telemetry.Writing;

namespace Almagest.Server.Features.Traces;

/// <summary>Tells whether spans may have come to the store of late. Safe for concurrent use.</summary>
/// <param name="isShared">Whether other servers write to the store, too.</param>
/// <param name="time">The clock.</param>
sealed class SpanArrivals(bool isShared, TimeProvider time) : ICommitListener
{
    // Acknowledged spans wait some seconds for their insert, and longer for a store that is slow.
    static readonly TimeSpan Late = TimeSpan.FromMinutes(5);

    // Those that a killed server left count from the start on.
    long _last = time.GetTimestamp();

    /// <summary>Whether all spans that came are stored for a while.</summary>
    internal bool AreOver => !isShared && time.GetElapsedTime(Volatile.Read(ref _last)) > Late;

    public void Stored(TelemetryBatch batch)
    {
        if (batch.Signal == Signal.Traces)
            Volatile.Write(ref _last, time.GetTimestamp());
    }
}
