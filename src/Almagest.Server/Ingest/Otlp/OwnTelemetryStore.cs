using Almagest.Model;
using Almagest.Server.Platform.SelfTelemetry;
using Almagest.Telemetry.Writing;

namespace Almagest.Server.Ingest.Otlp;

/// <summary>Stores the server's own telemetry the way everybody's is stored.</summary>
sealed class OwnTelemetryStore(OtlpReceiver receiver, TelemetryWriter writer) : IOwnTelemetryStore
{
    // Nobody else can send before the store is up, but log lines of the start are exported while it goes on.
    public Task StoreAsync(Signal signal, ReadOnlyMemory<byte> request, CancellationToken ct) =>
        writer.IsRecovered ? receiver.ReceiveAsync(signal, request, TenantId.System, ct)
            : throw new WriteRejectedException("the store is starting", TimeSpan.FromSeconds(1));
}
