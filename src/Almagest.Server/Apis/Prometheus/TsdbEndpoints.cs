using System.Globalization;
using System.Text.Json;
using Almagest.Server.Platform.Tenancy;
using Almagest.Telemetry.Metrics;
using Almagest.Telemetry.Metrics.Cardinality;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Apis.Prometheus;

/// <summary>What memory holds, in the form of Prometheus' TSDB status (https://prometheus.io/docs/prometheus/latest/querying/api/#tsdb-stats).</summary>
static class TsdbEndpoints
{
    const int DefaultLimit = 10;

    // More would make an answer of many megabytes.
    const int MostEntries = 10_000;

    internal static async Task<IResult> Get(HttpContext context, MetricVault vault)
    {
        var limit = Limit(await PrometheusParameters.ReadAsync(context));
        var catalog = vault.Catalog(Tenants.Of(context).Value);
        var (statistics, head) = (catalog.Statistics(limit), catalog.Head());
        return new PrometheusSuccess(writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartObject("headStats");
            writer.WriteNumber("numSeries", catalog.SeriesCount);
            writer.WriteNumber("numLabelPairs", statistics.LabelPairs);
            writer.WriteNumber("chunkCount", head.Chunks);
            writer.WriteNumber("minTime", head.FirstMs);
            writer.WriteNumber("maxTime", head.LastMs);
            writer.WriteEndObject();
            Write(writer, "seriesCountByMetricName", statistics.Metrics);
            Write(writer, "labelValueCountByLabelName", statistics.Labels);
            Write(writer, "memoryInBytesByLabelName", statistics.LabelBytes);
            Write(writer, "seriesCountByLabelValuePair", statistics.Pairs);
            writer.WriteEndObject();
        });
    }

    static int Limit(PrometheusParameters parameters)
    {
        var text = parameters.Text("limit");
        if (text.Length == 0)
            return DefaultLimit;
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var limit) && limit > 0 ? Math.Min(limit, MostEntries)
            : throw new PrometheusErrorException("bad_data", "limit must be a positive number");
    }

    static void Write(Utf8JsonWriter writer, string name, IReadOnlyList<NamedCount> counts)
    {
        writer.WriteStartArray(name);
        foreach (var count in counts)
        {
            writer.WriteStartObject();
            writer.WriteString("name", count.Name);
            writer.WriteNumber("value", count.Count);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
