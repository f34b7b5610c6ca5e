namespace Almagest.Telemetry.Writing;

/// <summary>Takes batches from all receivers and stores them durably, many in one commit.</summary>
public sealed class TelemetryWriter
{
    /// <summary>Stores a batch. Takes ownership of it, whatever happens.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="ct">Ends the waiting; what is already queued is stored all the same.</param>
    /// <returns>Completes when the rows survive <c>kill -9</c> of every process.</returns>
    /// <exception cref="WriteRejectedException">The queue is full or the store is unavailable: the sender should try again later.</exception>
    public Task WriteAsync(TelemetryBatch batch, CancellationToken ct) => throw new NotImplementedException();
}

/// <summary>The batch was not stored for now; protocols answer "try again later".</summary>
/// <param name="message">Why, for a person.</param>
/// <param name="retryAfter">When trying again makes sense.</param>
public sealed class WriteRejectedException(string message, TimeSpan retryAfter) : Exception(message)
{
    /// <summary>When trying again makes sense.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;
}
