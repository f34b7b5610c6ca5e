using System.Text;
using Almagest.ClickHouse.Formats;
using Almagest.Model;
using Almagest.Server.Platform.Configuration;
using Almagest.Telemetry.Metrics;
using Almagest.Telemetry.Writing;

namespace Almagest.Server.Ingest.Intake;

/// <summary>What all receivers of Prometheus-like metrics do with series: know them, limit them, store their rows.</summary>
sealed class MetricIntake(
    TelemetryWriter writer, BatchPool pool, RegistrationCache registrations, SeriesGate gate, RetentionOptions retention, TimeProvider time)
{
    /// <summary>An empty batch. Hand it to <see cref="StoreAsync"/> or <see cref="Discard"/>.</summary>
    /// <param name="tenant">Owner of the rows.</param>
    /// <param name="source">The protocol, as <c>series.source</c> names it.</param>
    internal IntakeBatch Begin(TenantId tenant, ReadOnlyMemory<byte> source) =>
        new(pool.Rent(Signal.Metrics), tenant, source, registrations, time.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>Gives an unused batch back.</summary>
    internal void Discard(IntakeBatch batch) => pool.Return(batch.Rows);

    /// <summary>Stores a batch durably.</summary>
    /// <param name="batch">The batch; not to be used afterwards.</param>
    /// <param name="request">The bytes it came in, or nothing: then a repeated request is not recognised.</param>
    /// <param name="ct">Ends the waiting.</param>
    /// <param name="place">What else makes the same bytes other rows, such as a database.</param>
    /// <exception cref="WriteRejectedException">Try again later; nothing of it is kept.</exception>
    internal Task StoreAsync(IntakeBatch batch, ReadOnlySpan<byte> request, CancellationToken ct, string place = "")
    {
        if (request.Length > 0)
            batch.Rows.RequestHash = XxHash64.Combine(XxHash64.Hash(request), XxHash64.Hash(Encoding.UTF8.GetBytes(batch.Tenant.Value + place)));
        return writer.WriteAsync(batch.Rows, ct);
    }

    /// <summary>Makes a series of labels and admits it.</summary>
    /// <returns>What is wrong, or null.</returns>
    internal string? TryBuild(TenantId tenant, LabelSetBuilder labels, out KnownSeries? series)
    {
        if (labels.TryBuild(found => RetentionDays(tenant, found), out series) is { } fault)
            return fault;
        return series is not null && gate.Admit(tenant, series.Id) is { } refused ? $"{refused}: series {series}" : null;
    }

    ushort RetentionDays(TenantId tenant, byte[][] labels)
    {
        if (retention.Rules.Count == 0)
            return (ushort)retention.MetricsDays;
        var job = "";
        for (var i = 0; i < labels.Length; i += 2)
        {
            if (labels[i].AsSpan().SequenceEqual("job"u8))
                job = Encoding.UTF8.GetString(labels[i + 1]);
        }

        var rule = retention.Rules.FirstOrDefault(r => (r.Tenant is null || r.Tenant == tenant.Value) && (r.Service is null || r.Service == job));
        return (ushort)(rule?.MetricsDays ?? retention.MetricsDays);
    }
}

/// <summary>The limit on series per tenant, for all receivers of metrics. Series on their way to the store are not counted yet.</summary>
public sealed class SeriesGate(MetricVault vault, IntakeOptions options)
{
    /// <summary>Null when samples of a series may be taken, else why not.</summary>
    internal string? Admit(TenantId tenant, ulong id)
    {
        var catalog = vault.Catalog(tenant.Value);
        if (catalog.SeriesCount < options.MaxSeriesPerTenant || catalog.Contains(id))
            return null;
        IntakeMetrics.SeriesRefused(tenant);
        return $"tenant \"{tenant}\" has reached its limit of {options.MaxSeriesPerTenant} series (intake.max_series_per_tenant); "
            + "drop labels that have many values or raise the limit";
    }
}
