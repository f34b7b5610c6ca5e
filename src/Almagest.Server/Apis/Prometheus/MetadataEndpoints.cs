using Almagest.Server.Platform.Tenancy;
using Almagest.Telemetry.Metrics;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Apis.Prometheus;

/// <summary>Type, help and unit of metrics.</summary>
static class MetadataEndpoints
{
    internal static async Task<IResult> Get(HttpContext context, MetricVault vault)
    {
        var parameters = await PrometheusParameters.ReadAsync(context);
        var all = vault.Catalog(Tenants.Of(context).Value).Metadata;
        var (wanted, limit) = (parameters.Text("metric"), parameters.PlainLimit("limit"));
        _ = parameters.PlainLimit("limit_per_metric");
        // Metrics nobody described are kept as unknown; Prometheus lists none of these.
        var shown = all.Where(static metric => metric.Value is not { Type: "unknown" or "", Help: "", Unit: "" }).Where(metric => wanted.Length == 0 || metric.Key == wanted).OrderBy(static metric => metric.Key, StringComparer.Ordinal)
            .Take(limit < 0 ? int.MaxValue : limit).ToList();
        return new PrometheusSuccess(writer =>
        {
            writer.WriteStartObject();
            foreach (var (metric, metadata) in shown)
            {
                writer.WriteStartArray(metric);
                writer.WriteStartObject();
                writer.WriteString("type"u8, metadata.Type);
                writer.WriteString("help"u8, metadata.Help);
                writer.WriteString("unit"u8, metadata.Unit);
                writer.WriteEndObject();
                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        });
    }
}
