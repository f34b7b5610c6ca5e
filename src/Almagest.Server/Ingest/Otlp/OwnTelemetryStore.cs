using Almagest.Model;
using Almagest.Server.Platform.SelfTelemetry;
using Almagest.Telemetry.Writing;

namespace Almagest.Server.Ingest.Otlp;

/// <summary>Stores the server's own telemetry the way everybody's is stored.</summary>
sealed class OwnTelemetryStore(OtlpReceiver receiver) : IOwnTelemetryStore
{
    public Task StoreAsync(Signal signal, ReadOnlyMemory<byte> request, CancellationToken ct) =>
        receiver.ReceiveAsync(signal, request, TenantId.System, ct);
}
