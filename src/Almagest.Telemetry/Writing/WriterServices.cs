using Microsoft.Extensions.Logging;

namespace Almagest.Telemetry.Writing;

/// <summary>What the parts of the writer share with the rest of the program.</summary>
/// <param name="Pool">Where batches come from and go back to.</param>
/// <param name="Registrations">Told about catalogue rows once they are stored.</param>
/// <param name="Metrics">What the writer tells about itself.</param>
/// <param name="Preparers">Add to rows what is derived from them.</param>
/// <param name="Listeners">Told about rows once they are stored.</param>
/// <param name="Time">The clock.</param>
/// <param name="Logger">Where delays and failures are reported.</param>
public sealed record WriterServices(
    BatchPool Pool, RegistrationCache Registrations, WriterMetrics Metrics, IEnumerable<IBatchPreparer> Preparers, IEnumerable<ICommitListener> Listeners, TimeProvider Time,
    ILogger<TelemetryWriter> Logger)
{
    /// <summary>Whether other servers read the store: what is held back from it they do not see.</summary>
    public bool SharedStore { get; init; }
}
