using System.Collections.Concurrent;

namespace Almagest.Telemetry.Writing;

/// <summary>Keeps emptied batches with their memory, so that steady ingest allocates nothing per request.</summary>
public sealed class BatchPool
{
    // More than this many idle batches of one signal is memory better given back; one that grew beyond 16 MiB is not kept either.
    const int MaxIdle = 16;
    const int MaxKeptBytes = 16 << 20;

    readonly ConcurrentBag<TelemetryBatch>[] _idle = [[], [], []];

    /// <summary>An empty batch. The caller hands it to the writer, or back with <see cref="Return"/>.</summary>
    public TelemetryBatch Rent(Signal signal) =>
        _idle[(int)signal].TryTake(out var batch) ? batch : new TelemetryBatch(signal);

    /// <summary>Takes a batch back; nobody may use it afterwards.</summary>
    public void Return(TelemetryBatch batch)
    {
        var idle = _idle[(int)batch.Signal];
        if (idle.Count >= MaxIdle || batch.SizeBytes > MaxKeptBytes)
        {
            batch.Dispose();
            return;
        }

        batch.Clear();
        idle.Add(batch);
    }
}
