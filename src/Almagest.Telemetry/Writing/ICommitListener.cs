namespace Almagest.Telemetry.Writing;

/// <summary>Learns what is stored, such as the memory in which PromQL finds the newest samples.</summary>
public interface ICommitListener
{
    /// <summary>
    /// The rows of <paramref name="batch"/> are durable. Called before their sender is answered, by several threads at once, once per batch;
    /// rows that a killed server left in its journal are stored at the next start without this call. MUST be quick, MUST NOT throw, and MUST NOT
    /// keep the batch: it is emptied afterwards.
    /// </summary>
    void Stored(TelemetryBatch batch);
}
