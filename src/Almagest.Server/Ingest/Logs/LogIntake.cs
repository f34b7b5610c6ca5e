using System.Text;
using Almagest.ClickHouse.Formats;
using Almagest.ClickHouse.Http;
using Almagest.Model;
using Almagest.Server.Ingest.Logs.Pipelines;
using Almagest.Server.Ingest.Logs.Pipelines.Effects;
using Almagest.Telemetry.Writing;
using Microsoft.Extensions.Logging;

namespace Almagest.Server.Ingest.Logs;

/// <summary>What all receivers of lines do with them: limit them, give them a stream and a level, store them durably.</summary>
sealed partial class LogIntake(
    TelemetryWriter writer, BatchPool pool, RegistrationCache registrations, LogStreams streams, TenantPipelines pipelines, LogIntakeOptions options,
    LogIntakeMetrics metrics, TimeProvider time, ILogger<LogIntake> logger)
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
    /// <param name="own">A pipeline of the source, run before the tenant's; null for none.</param>
    internal LogBatch Begin(TenantId tenant, byte[] source, Pipeline? own = null)
    {
        var batch = new LogBatch(pool.Rent(Signal.Logs), tenant, source, Options, registrations, (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100);
        if (Pipeline.Join(own, pipelines.Of(tenant)) is { } pipeline)
            batch.RunThrough(new PipelineRun(pipeline, tenant, Streams));
        return batch;
    }

    /// <summary>Gives an unused batch back.</summary>
    internal void Discard(LogBatch batch)
    {
        batch.End();
        pool.Return(batch.Rows);
    }

    /// <summary>Stores a batch durably.</summary>
    /// <param name="batch">The batch; not to be used afterwards.</param>
    /// <param name="request">The bytes it came in, or nothing: then a repeated request is not recognised.</param>
    /// <param name="ct">Ends the waiting.</param>
    /// <exception cref="WriteRejectedException">Try again later; nothing of it is kept.</exception>
    internal Task StoreAsync(LogBatch batch, ReadOnlySpan<byte> request, CancellationToken ct)
    {
        batch.End();
        metrics.Count(batch);
        if (request.Length > 0)
            batch.Rows.RequestHash = XxHash64.Combine(XxHash64.Hash(request), XxHash64.Hash(Encoding.UTF8.GetBytes(batch.Tenant.Value)));
        return batch.Effects is { } effects ? StoreWithinLimitsAsync(batch.Rows, effects, ct) : writer.WriteAsync(batch.Rows, ct);
    }

    async Task StoreWithinLimitsAsync(TelemetryBatch rows, PipelineEffects effects, CancellationToken ct)
    {
        try
        {
            await effects.AdmitAsync(time, ct);
        }
        catch
        {
            pool.Return(rows);
            throw;
        }

        await writer.WriteAsync(rows, ct);
        effects.Apply();
    }

    /// <summary>
    /// Stores what came over a protocol that can wait but not repeat: tries again until the store takes it. What the store refuses for good is
    /// logged and lost.
    /// </summary>
    /// <param name="tenant">Owner of the rows.</param>
    /// <param name="source">The protocol.</param>
    /// <param name="content">The bytes it came in: the same bytes tried again are not stored twice.</param>
    /// <param name="fill">Reads the content into a batch; called again for each try.</param>
    /// <param name="ct">Ends the waiting.</param>
    internal Task StoreUntilTakenAsync(TenantId tenant, byte[] source, ReadOnlyMemory<byte> content, Action<LogBatch> fill, CancellationToken ct) =>
        StoreUntilTakenAsync(() => Begin(tenant, source), content, fill, ct);

    /// <summary>The same with batches of the caller's making.</summary>
    internal async Task StoreUntilTakenAsync(Func<LogBatch> begin, ReadOnlyMemory<byte> content, Action<LogBatch> fill, CancellationToken ct)
    {
        while (true)
        {
            var batch = begin();
            try
            {
                fill(batch);
            }
            catch
            {
                Discard(batch);
                throw;
            }

            try
            {
                await StoreAsync(batch, content.Span, ct);
                return;
            }
            catch (WriteRejectedException error)
            {
                await Task.Delay(error.RetryAfter, time, ct);
            }
            catch (ClickHouseException error)
            {
                Lost(error, batch.Source, content.Length);
                return;
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "{Bytes} bytes of {Source} were lost: the store refused them")]
    partial void Lost(Exception error, string source, int bytes);
}
