using Almagest.Telemetry.Writing;

namespace Almagest.Server.Ingest.Otlp.Decoding;

/// <summary>Says which catalogue rows a request has to bring: each once, and none that is stored already. For one request and thread.</summary>
sealed class Registrar(TelemetryBatch batch, DecodeContext context)
{
    readonly HashSet<ulong> _registered = [];

    /// <summary>Seconds since 1970 for the column <c>seen</c>.</summary>
    internal uint SeenSeconds { get; } = (uint)(context.ReceivedUnixNano / 1_000_000_000);

    /// <summary>Whether the row has to be appended; notes that it is.</summary>
    internal bool TryRegister(CatalogueTable table, ulong id)
    {
        var key = RegistrationCache.Key(table, context.TenantHash, id);
        // The cache knows a row only once it is stored, so what stands twice in a request is caught here.
        if (!context.Registrations.IsDue(key) || !_registered.Add(key))
            return false;
        batch.Registrations.Add(key);
        return true;
    }
}
