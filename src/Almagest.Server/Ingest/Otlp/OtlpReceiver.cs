using Almagest.ClickHouse.Formats;
using Almagest.Model;
using Almagest.Server.Ingest.Logs.Pipelines;
using Almagest.Server.Ingest.Otlp.Decoding;
using Almagest.Server.Ingest.Otlp.Metrics;
using Almagest.Server.Platform.Configuration;
using Almagest.Telemetry.Writing;
using SeriesGate = Almagest.Server.Ingest.Intake.SeriesGate;

namespace Almagest.Server.Ingest.Otlp;

/// <summary>What both transports do with a request: decode it into columns, store them, tell what became of the records.</summary>
sealed class OtlpReceiver(
    TelemetryWriter writer, BatchPool pool, RegistrationCache registrations, SeriesCache series, DeltaState deltas,
    TenantPipelines pipelines, OtlpOptions options, RetentionOptions retention, SeriesGate gate, TimeProvider time)
{
    // One load is enough, unless totals are dropped for want of room between it and the second look.
    const int MostLoads = 3;

    /// <summary>Stores the records of a protobuf request.</summary>
    /// <exception cref="OtlpFormatException">The request is not valid; nothing of it is kept.</exception>
    /// <exception cref="WriteRejectedException">Try again later; nothing of it is kept.</exception>
    internal Task<DecodeResult> ReceiveAsync(Signal signal, ReadOnlyMemory<byte> request, TenantId tenant, CancellationToken ct)
    {
        var received = time.GetUtcNow().ToUnixTimeMilliseconds() * 1_000_000;
        var context = new DecodeContext(tenant, received, options, retention, registrations) { Gate = gate };
        return signal switch
        {
            Signal.Traces => StoreAsync(signal, request, context, SpanDecoder.Decode, ct),
            Signal.Logs => StoreAsync(signal, request, context with { LogPipeline = pipelines.Of(tenant) }, LogDecoder.Decode, ct),
            Signal.Metrics => StoreMetricsAsync(request, context, ct),
            _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, "unknown signal"),
        };
    }

    /// <summary>Totals that are not in memory are loaded, and the request is decoded again.</summary>
    async Task<DecodeResult> StoreMetricsAsync(ReadOnlyMemory<byte> request, DecodeContext context, CancellationToken ct)
    {
        for (var attempt = 0; attempt < MostLoads; attempt++)
        {
            var decoder = new MetricDecoder(series, deltas, context.Tenant);
            try
            {
                return await StoreMetricsAsync(decoder, request, context, ct);
            }
            catch (DeltaUnknownException unknown)
            {
                await deltas.LoadAsync(decoder.Pending, unknown.Series, ct);
            }
            catch (DeltaConflictException conflict)
            {
                throw new WriteRejectedException(conflict.Message, TimeSpan.FromSeconds(1));
            }
        }

        throw new WriteRejectedException("totals of differences leave memory faster than they are loaded", TimeSpan.FromSeconds(1));
    }

    /// <summary>Differences count only once they are stored: a sender that has to repeat them must not add them twice.</summary>
    async Task<DecodeResult> StoreMetricsAsync(MetricDecoder decoder, ReadOnlyMemory<byte> request, DecodeContext context, CancellationToken ct)
    {
        var stored = false;
        try
        {
            var result = await StoreAsync(Signal.Metrics, request, context, decoder.Decode, ct);
            stored = true;
            return result;
        }
        finally
        {
            if (stored)
                decoder.Pending.Commit();
            else
                decoder.Pending.Rollback();
        }
    }

    async Task<DecodeResult> StoreAsync(
        Signal signal, ReadOnlyMemory<byte> request, DecodeContext context, Decoder decode, CancellationToken ct)
    {
        var batch = pool.Rent(signal);
        DecodeResult result;
        try
        {
            result = decode(request.Span, batch, context);
        }
        catch
        {
            pool.Return(batch);
            throw;
        }

        batch.RequestHash = XxHash64.Combine(XxHash64.Combine(XxHash64.Hash(request.Span), context.TenantHash), (ulong)signal);
        try
        {
            await context.LogEffects.AdmitAsync(time, ct);
        }
        catch
        {
            pool.Return(batch);
            throw;
        }

        await writer.WriteAsync(batch, ct);
        context.LogEffects.Apply();
        return result;
    }

    delegate DecodeResult Decoder(ReadOnlySpan<byte> request, TelemetryBatch batch, DecodeContext context);
}
