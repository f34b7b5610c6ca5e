using System.Globalization;
using System.Text.Json.Serialization;
using Almagest.Server.Ingest.Scrape.Configuration;
using Almagest.Server.Ingest.Scrape.Targets;

namespace Almagest.Server.Apis.Prometheus.Targets;

/// <summary>Answer of <c>/api/v1/targets</c>.</summary>
sealed record TargetsResponse(string Status, TargetsData Data);

/// <summary>Targets by state.</summary>
sealed record TargetsData(ActiveTarget[] ActiveTargets, DroppedTarget[] DroppedTargets, IReadOnlyDictionary<string, int>? DroppedTargetCounts);

/// <summary>A target that is scraped.</summary>
sealed record ActiveTarget(
    IReadOnlyDictionary<string, string> DiscoveredLabels,
    IReadOnlyDictionary<string, string> Labels,
    string ScrapePool,
    string ScrapeUrl,
    string GlobalUrl,
    string LastError,
    string LastScrape,
    double LastScrapeDuration,
    string Health,
    string ScrapeInterval,
    string ScrapeTimeout)
{
    // Go's zero time: what Prometheus tells before the first scrape.
    const string Never = "0001-01-01T00:00:00Z";

    internal static ActiveTarget Of(Target target)
    {
        var health = target.Health;
        var global = new UriBuilder(target.Url);
        if (target.Url.IsLoopback)
            global.Host = Environment.MachineName;
        return new(target.Discovered, target.Labels, target.Config.JobName, Text(target.Url), Text(global.Uri), health.Error,
            health.LastScrape == DateTimeOffset.MinValue ? Never : health.LastScrape.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture),
            health.Duration.TotalSeconds, health.State, PrometheusDuration.Write(target.Interval), PrometheusDuration.Write(target.Timeout));
    }

    static string Text(Uri url) => url.GetComponents(UriComponents.HttpRequestUrl, UriFormat.UriEscaped);
}

/// <summary>A target that relabelling dropped.</summary>
sealed record DroppedTarget(IReadOnlyDictionary<string, string> DiscoveredLabels, string ScrapePool);

/// <summary>Answer of <c>/api/v1/targets/metadata</c>.</summary>
sealed record MetadataResponse(string Status, TargetMetadata[] Data);

/// <summary>What a target says of a family.</summary>
sealed record TargetMetadata(
    IReadOnlyDictionary<string, string> Target,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Metric,
    string Type,
    string Help,
    string Unit);

/// <summary>Answer of <c>/api/v1/scrape_pools</c>.</summary>
sealed record PoolsResponse(string Status, PoolsData Data);

/// <summary>Names of jobs.</summary>
sealed record PoolsData(string[] ScrapePools);

/// <summary>An error as Prometheus answers it.</summary>
sealed record ErrorResponse(string Status, string ErrorType, string Error);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TargetsResponse))]
[JsonSerializable(typeof(MetadataResponse))]
[JsonSerializable(typeof(PoolsResponse))]
[JsonSerializable(typeof(ErrorResponse))]
sealed partial class TargetJsonContext : JsonSerializerContext;
