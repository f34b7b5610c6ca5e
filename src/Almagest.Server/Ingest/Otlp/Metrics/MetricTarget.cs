using Almagest.Server.Ingest.Otlp.Decoding;
using Almagest.Telemetry.Writing;

namespace Almagest.Server.Ingest.Otlp.Metrics;

/// <summary>Where the rows of a request go, and what they are made with.</summary>
/// <param name="Batch">The batch they are appended to.</param>
/// <param name="Context">What the request is decoded with.</param>
/// <param name="Values">Decodes values of attributes.</param>
/// <param name="Registrar">Which catalogue rows the request brings.</param>
sealed record MetricTarget(TelemetryBatch Batch, DecodeContext Context, AnyValueDecoder Values, Registrar Registrar);
