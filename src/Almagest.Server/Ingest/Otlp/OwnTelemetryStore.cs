using Almagest.Model;
using Almagest.Server.Platform.SelfTelemetry;
using Almagest.Telemetry.Writing;

namespace Almagest.Server.Ingest.Otlp;

/// <summary>Stores the server's own telemetry the way everybody's is stored.</summary>
sealed class OwnTelemetryStore(OtlpReceiver receiver, TelemetryWriter writer) : IOwnTelemetryStore
{
    public async Task StoreAsync(Signal signal, ReadOnlyMemory<byte> request, CancellationToken ct)
    {
        // Nobody else can send before the store is up, but the first log lines are exported while it starts.
        await writer.Recovered.WaitAsync(ct);
        await receiver.ReceiveAsync(signal, request, TenantId.System, ct);
    }
}
