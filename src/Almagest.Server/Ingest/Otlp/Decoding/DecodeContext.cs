using Almagest.ClickHouse.Formats;
using Almagest.Model;
using Almagest.Server.Ingest.Intake;
using Almagest.Server.Ingest.Logs.Pipelines;
using Almagest.Server.Ingest.Logs.Pipelines.Effects;
using Almagest.Server.Platform.Configuration;
using Almagest.Telemetry.Writing;

namespace Almagest.Server.Ingest.Otlp.Decoding;

/// <summary>What a decoder needs to know about the request it decodes.</summary>
/// <param name="Tenant">Owner of the rows.</param>
/// <param name="ReceivedUnixNano">When the request arrived: the time of records that carry none.</param>
/// <param name="Options">Limits.</param>
/// <param name="Retention">How long rows are kept.</param>
/// <param name="Registrations">Which catalogue rows are stored already.</param>
sealed record DecodeContext(
    TenantId Tenant, long ReceivedUnixNano, OtlpOptions Options, RetentionOptions Retention, RegistrationCache Registrations)
{
    /// <summary>What log records go through; null when they are kept as they come.</summary>
    internal Pipeline? LogPipeline { get; init; }

    /// <summary>What log records cause besides being stored.</summary>
    internal PipelineEffects LogEffects { get; } = new();

    /// <summary>The tenant as it is stored.</summary>
    internal byte[] TenantUtf8 { get; } = System.Text.Encoding.UTF8.GetBytes(Tenant.Value);

    /// <summary>The limit on series; null for none.</summary>
    internal SeriesGate? Gate { get; init; }

    /// <summary>The tenant's part of cache keys.</summary>
    internal ulong TenantHash { get; } = XxHash64.Hash(System.Text.Encoding.UTF8.GetBytes(Tenant.Value));
}

/// <summary>What became of the records of a request.</summary>
/// <param name="Accepted">Records (spans, log records, data points) on their way to the store.</param>
/// <param name="Rejected">Records refused one by one.</param>
/// <param name="Message">Why, for the first few; empty when none were refused.</param>
readonly record struct DecodeResult(int Accepted, int Rejected, string Message);
