using System.Diagnostics.Metrics;
using Almagest.Model;

namespace Almagest.Server.Ingest.Intake;

/// <summary>What the receivers of metrics tell about themselves, under the meter <c>Almagest.Server</c>.</summary>
static class IntakeMetrics
{
    static readonly Meter Meter = new("Almagest.Server");

    static readonly Counter<long> Refused = Meter.CreateCounter<long>("almagest.intake.series.refused", "{series}",
        "Series refused because their tenant has as many as it may, by tenant; each time one is sent counts.");

    internal static void SeriesRefused(TenantId tenant) => Refused.Add(1, new KeyValuePair<string, object?>("tenant", tenant.Value));
}
