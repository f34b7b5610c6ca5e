using Microsoft.Extensions.Logging;

namespace Almagest.Telemetry.Writing;

/// <summary>What the parts of the writer share.</summary>
sealed record WriterServices(ICommitStore Store, BatchPool Pool, RegistrationCache Registrations, WriterMetrics Metrics, TimeProvider Time)
{
    internal required ILogger Logger { get; init; }
}
