using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Almagest.Server.Ingest.Scrape;
using Almagest.Server.Ingest.Scrape.Configuration;
using Almagest.Server.Platform.Configuration;
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

    internal static IResult RuntimeInfo(ScrapeService scraper, RetentionOptions retention) => new PrometheusSuccess(writer =>
    {
        var (succeeded, loadedAt) = scraper.LastLoad;
        writer.WriteStartObject();
        writer.WriteString("startTime", Started.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture));
        writer.WriteString("CWD", Environment.CurrentDirectory);
        writer.WriteString("hostname", Environment.MachineName);
        writer.WriteString("serverTime", TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture));
        writer.WriteBoolean("reloadConfigSuccess", succeeded);
        writer.WriteString("lastConfigTime", (loadedAt < Started ? Started : loadedAt).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        writer.WriteNumber("corruptionCount", 0);
        writer.WriteNumber("goroutineCount", ThreadPool.ThreadCount);
        writer.WriteNumber("GOMAXPROCS", Environment.ProcessorCount);
        writer.WriteNumber("GOMEMLIMIT", GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        writer.WriteString("GOGC", "");
        writer.WriteString("GODEBUG", "");
        writer.WriteString("storageRetention", $"{retention.MetricsDays}d");
        writer.WriteEndObject();
    });

    internal static IResult Config(ScrapeService scraper) => new PrometheusSuccess(writer => WriteTexts(writer, ("yaml", ConfigText.WithoutSecrets(scraper.Config.Text))));

    internal static IResult Flags(PrometheusOptions prometheus, ServerOptions server, RetentionOptions retention) => new PrometheusSuccess(writer => WriteTexts(writer,
        ("config.file", prometheus.ConfigFile ?? ""),
        ("enable-feature", "promql-experimental-functions,native-histograms,exemplar-storage"),
        ("query.lookback-delta", "5m"),
        ("query.max-concurrency", "20"),
        ("query.max-samples", "50000000"),
        ("query.timeout", "2m"),
        ("storage.tsdb.path", server.Data),
        ("storage.tsdb.retention.time", $"{retention.MetricsDays}d"),
        ("web.cors.origin", prometheus.CorsOrigin),
        ("web.enable-admin-api", "false"),
        ("web.enable-lifecycle", "true"),
        ("web.enable-remote-write-receiver", "true"),
        ("web.listen-address", server.Listen),
        ("web.remote-write-receiver.accepted-protobuf-messages", "prometheus.WriteRequest,io.prometheus.write.v2.Request")));

    // There is no write-ahead log to replay: whoever is answered finds everything in place.
    internal static IResult WalReplay() => new PrometheusSuccess(static writer =>
    {
        writer.WriteStartObject();
        writer.WriteNumber("min", 0);
        writer.WriteNumber("max", 0);
        writer.WriteNumber("current", 0);
        writer.WriteEndObject();
    });

    internal static IResult Notifications() => new PrometheusSuccess(static writer => PrometheusJson.WriteArray(writer, []));

    /// <summary>Deleting and snapshots: as a Prometheus that runs without <c>--web.enable-admin-api</c>, which is its default.</summary>
    internal static IResult Admin() =>
        throw new PrometheusErrorException("unavailable", "admin APIs disabled") { Status = StatusCodes.Status500InternalServerError };

    static void WriteTexts(Utf8JsonWriter writer, params ReadOnlySpan<(string Name, string Value)> texts)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in texts)
            writer.WriteString(name, value);
        writer.WriteEndObject();
    }
}
