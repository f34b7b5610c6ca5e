using Almagest.Telemetry.Writing;

namespace Almagest.Server.Platform.SelfTelemetry;

/// <summary>Stores the server's own telemetry as tenant <c>_system</c>. MUST NOT be traced or counted itself, or it would feed on its own reports.</summary>
interface IOwnTelemetryStore
{
    /// <summary>Stores one OTLP export request.</summary>
    /// <param name="signal">What it carries.</param>
    /// <param name="request">Protobuf of the signal's export request.</param>
    /// <param name="ct">Ends the waiting.</param>
    /// <exception cref="WriteRejectedException">The store or its queue cannot take it now.</exception>
    Task StoreAsync(Signal signal, ReadOnlyMemory<byte> request, CancellationToken ct);
}
