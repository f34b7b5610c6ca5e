using System.Text;
using Almagest.ClickHouse.Formats;
using Almagest.Model;
using Almagest.Telemetry.Writing;

namespace Almagest.Server.Ingest.Logs;

/// <summary>What all receivers of lines do with them: limit them, give them a stream and a level, store them durably.</summary>
sealed class LogIntake(
    TelemetryWriter writer, BatchPool pool, RegistrationCache registrations, LogStreams streams, LogIntakeOptions options, LogIntakeMetrics metrics, TimeProvider time)
{
    /// <summary>Streams seen before.</summary>
    internal LogStreams Streams { get; } = streams;

    /// <summary>The limits.</summary>
    internal LogIntakeOptions Options { get; } = options;

    /// <summary>Largest request, compressed or not.</summary>
    internal int MaxRequestBytes => Options.MaxRequestBytes;

    /// <summary>An empty batch. Hand it to <see cref="StoreAsync"/> or <see cref="Discard"/>.</summary>
    /// <param name="tenant">Owner of the rows.</param>
    /// <param name="source">The protocol, as <c>logs.source</c> names it.</param>
    internal LogBatch Begin(TenantId tenant, byte[] source) =>
        new(pool.Rent(Signal.Logs), tenant, source, Options, registrations, (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100);

    /// <summary>Gives an unused batch back.</summary>
    internal void Discard(LogBatch batch) => pool.Return(batch.Rows);

    /// <summary>Stores a batch durably.</summary>
    /// <param name="batch">The batch; not to be used afterwards.</param>
    /// <param name="request">The bytes it came in, or nothing: then a repeated request is not recognised.</param>
    /// <param name="ct">Ends the waiting.</param>
    /// <exception cref="WriteRejectedException">Try again later; nothing of it is kept.</exception>
    internal Task StoreAsync(LogBatch batch, ReadOnlySpan<byte> request, CancellationToken ct)
    {
        metrics.Count(batch);
        if (request.Length > 0)
            batch.Rows.RequestHash = XxHash64.Combine(XxHash64.Hash(request), XxHash64.Hash(Encoding.UTF8.GetBytes(batch.Tenant.Value)));
        return writer.WriteAsync(batch.Rows, ct);
    }
}
