namespace Almagest.Telemetry.Writing;

/// <summary>A batch in the queue and the sender that waits for it.</summary>
sealed class PendingBatch(TelemetryBatch batch)
{
    readonly TaskCompletionSource _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal TelemetryBatch Batch { get; } = batch;

    internal ulong RequestHash { get; } = batch.RequestHash;

    internal int Rows { get; } = batch.Rows;

    internal int SizeBytes { get; } = batch.SizeBytes;

    /// <summary>Completes with what the sender is told.</summary>
    internal Task Answer => _answer.Task;

    /// <summary>Tells the sender that its rows are stored; false when it was told something else before or left.</summary>
    internal bool TryAnswerStored() => _answer.TrySetResult();

    internal bool TryReject(Exception reason) => _answer.TrySetException(reason);

    /// <summary>Notes that the sender left; false when it was answered before.</summary>
    internal bool TryAbandon() => _answer.TrySetCanceled();
}
