namespace Almagest.Telemetry.Writing;

/// <summary>Adds what is derived from the rows of a batch, such as the patterns of log lines, before they are stored.</summary>
public interface IBatchPreparer
{
    /// <summary>
    /// Adds columns and rows to <paramref name="batch"/>. Called once per batch, by several threads at once, before it is encoded. MUST be quick, for all
    /// senders wait. When it throws the batch is stored with what it has: what is derived is never a reason to refuse a row.
    /// </summary>
    void Prepare(TelemetryBatch batch);
}
