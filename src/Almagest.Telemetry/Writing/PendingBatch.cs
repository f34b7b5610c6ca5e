namespace Almagest.Telemetry.Writing;

/// <summary>A batch in the queue and the sender that waits for it. Either the sender withdraws it or the writer claims it, whoever is first.</summary>
sealed class PendingBatch(TelemetryBatch batch)
{
    const int Claimed = 1, Withdrawn = 2;

    readonly TaskCompletionSource _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int _state;

    internal TelemetryBatch Batch { get; } = batch;

    internal ulong RequestHash { get; } = batch.RequestHash;

    internal int SizeBytes { get; } = batch.SizeBytes;

    /// <summary>Completes with what the sender is told.</summary>
    internal Task Answer => _answer.Task;

    /// <summary>Before its rows go into the journal: from now on they will be stored. False when the sender withdrew it.</summary>
    internal bool TryClaim() => Interlocked.CompareExchange(ref _state, Claimed, 0) == 0;

    /// <summary>The sender does not wait any more. True when nothing of the batch is stored or will be.</summary>
    internal bool TryWithdraw() => Interlocked.CompareExchange(ref _state, Withdrawn, 0) == 0;

    /// <summary>Tells the sender that its rows are durable; false when it left.</summary>
    internal bool TryAnswerStored() => _answer.TrySetResult();

    internal bool TryReject(Exception reason) => _answer.TrySetException(reason);

    /// <summary>Notes that the sender left; false when it was answered before.</summary>
    internal bool TryAbandon() => _answer.TrySetCanceled();
}
