using Almagest.Model;
using Almagest.Server.Ingest.Otlp.Decoding;
using Almagest.Telemetry.Writing;

namespace Almagest.Server.Ingest.Otlp.Metrics;

/// <summary>
/// Decodes one ExportMetricsServiceRequest
/// (https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/metrics/v1/metrics.proto) into rows. Made per
/// request; the cache and the totals are shared. Whoever calls <see cref="Decode"/> must end <see cref="Pending"/>: commit after the
/// rows are stored, roll back when they are not or when decoding throws.
/// </summary>
sealed class MetricDecoder(SeriesCache cache, DeltaState state, TenantId tenant)
{
    /// <summary>What the request adds to running totals.</summary>
    internal PendingDeltas Pending { get; } = state.Begin(tenant);

    /// <summary>Fills <paramref name="batch"/>; after an exception it holds half a request and must be dropped.</summary>
    /// <exception cref="OtlpFormatException">The bytes are not a valid request.</exception>
    /// <exception cref="DeltaUnknownException">Totals have to be loaded first.</exception>
    /// <exception cref="DeltaConflictException">Another request adds to the same series: answer 503.</exception>
    internal DecodeResult Decode(ReadOnlySpan<byte> request, TelemetryBatch batch, DecodeContext context)
    {
        using var values = new AnyValueDecoder();
        var origin = new ResourceScopeDecoder(batch, context, values);
        var points = new PointDecoder(new MetricTarget(batch, context, values, origin.Registrar), cache, Pending);
        var result = origin.Walk(request, new MetricRecords(points, origin, context));
        return Pending.UnknownSeries.Count == 0 ? result : throw new DeltaUnknownException(Pending.UnknownSeries);
    }
}
