using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Almagest.Server.Platform.Tenancy;
using Almagest.Telemetry.Metrics;
using Almagest.Telemetry.Metrics.Reading;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Apis.Prometheus;

/// <summary>What Prometheus tells about itself, as far as it applies to us.</summary>
static class StatusEndpoints
{
    // The version whose API and PromQL we speak: Grafana chooses its features by it.
    const string SpokenVersion = "3.5.3";

    static readonly DateTimeOffset Started = TimeProvider.System.GetUtcNow();

    internal static IResult BuildInfo() => new PrometheusSuccess(static writer => WriteTexts(writer,
        ("version", SpokenVersion),
        ("revision", typeof(StatusEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? ""),
        ("branch", "almagest"),
        ("buildUser", ""),
        ("buildDate", ""),
        ("goVersion", "")));

    internal static IResult RuntimeInfo(MetricVault vault, HttpContext context) => new PrometheusSuccess(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("startTime", Started.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture));
        writer.WriteString("CWD", Environment.CurrentDirectory);
        writer.WriteString("hostname", Environment.MachineName);
        writer.WriteString("serverTime", TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture));
        writer.WriteBoolean("reloadConfigSuccess", true);
        writer.WriteString("lastConfigTime", Started.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        writer.WriteNumber("corruptionCount", 0);
        writer.WriteNumber("goroutineCount", ThreadPool.ThreadCount);
        writer.WriteNumber("GOMAXPROCS", Environment.ProcessorCount);
        writer.WriteNumber("GOMEMLIMIT", GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        writer.WriteString("GOGC", "");
        writer.WriteString("GODEBUG", "");
        writer.WriteString("storageRetention", "");
        writer.WriteNumber("seriesCount", vault.Catalog(Tenants.Of(context).Value).SeriesCount);
        writer.WriteEndObject();
    });

    internal static IResult Flags() => new PrometheusSuccess(static writer => WriteTexts(writer,
        ("query.lookback-delta", "5m"), ("query.max-concurrency", "20"), ("query.max-samples", "50000000"), ("query.timeout", "2m")));

    internal static async Task<IResult> Tsdb(HttpContext context, MetricVault vault)
    {
        var parameters = await PrometheusParameters.ReadAsync(context);
        var limit = parameters.Limit() is > 0 and var given ? given : 10;
        var catalog = vault.Catalog(Tenants.Of(context).Value);
        var metrics = catalog.Cardinality("__name__");
        var values = catalog.ValueCounts();
        return new PrometheusSuccess(writer =>
        {
            writer.WriteStartObject();
            WriteHead(writer, catalog);
            WriteTop(writer, "seriesCountByMetricName", metrics, limit);
            WriteTop(writer, "labelValueCountByLabelName", values, limit);
            WriteTop(writer, "memoryInBytesByLabelName", values.Keys.ToDictionary(static name => name, name => catalog.Cardinality(name).Keys.Sum(static v => v.Length)), limit);
            WriteTop(writer, "seriesCountByLabelValuePair", Pairs(catalog, values.Keys), limit);
            writer.WriteEndObject();
        });
    }

    internal static IResult Rules() => new PrometheusSuccess(static writer => WriteEmptyList(writer, "groups"));

    internal static IResult Alerts() => new PrometheusSuccess(static writer => WriteEmptyList(writer, "alerts"));

    static Dictionary<string, int> Pairs(SeriesCatalog catalog, IEnumerable<string> names) => names
        .SelectMany(name => catalog.Cardinality(name).Select(value => (Pair: $"{name}={value.Key}", value.Value)))
        .ToDictionary(static pair => pair.Pair, static pair => pair.Value, StringComparer.Ordinal);

    static void WriteHead(Utf8JsonWriter writer, SeriesCatalog catalog)
    {
        writer.WriteStartObject("headStats");
        writer.WriteNumber("numSeries", catalog.SeriesCount);
        writer.WriteNumber("numLabelPairs", catalog.ValueCounts().Values.Sum());
        writer.WriteNumber("chunkCount", 0);
        writer.WriteNumber("minTime", 0);
        writer.WriteNumber("maxTime", 0);
        writer.WriteEndObject();
    }

    static void WriteTop(Utf8JsonWriter writer, string name, IReadOnlyDictionary<string, int> counts, int limit)
    {
        writer.WriteStartArray(name);
        foreach (var (key, count) in counts.OrderByDescending(static c => c.Value).ThenBy(static c => c.Key, StringComparer.Ordinal).Take(limit))
        {
            writer.WriteStartObject();
            writer.WriteString("name", key);
            writer.WriteNumber("value", count);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    static void WriteTexts(Utf8JsonWriter writer, params ReadOnlySpan<(string Name, string Value)> texts)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in texts)
            writer.WriteString(name, value);
        writer.WriteEndObject();
    }

    static void WriteEmptyList(Utf8JsonWriter writer, string name)
    {
        writer.WriteStartObject();
        writer.WriteStartArray(name);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
