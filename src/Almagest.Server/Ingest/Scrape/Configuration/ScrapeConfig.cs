using Almagest.Server.Ingest.Scrape.Relabeling;

namespace Almagest.Server.Ingest.Scrape.Configuration;

/// <summary>One entry of <c>scrape_configs</c>, defaults filled in (https://prometheus.io/docs/prometheus/latest/configuration/configuration/#scrape_config).</summary>
sealed record ScrapeConfig
{
    internal required string JobName { get; init; }

    /// <summary>The section and the global one as written: two with the same text do the same.</summary>
    internal required string Identity { get; init; }

    internal required TimeSpan Interval { get; init; }

    internal required TimeSpan Timeout { get; init; }

    internal string MetricsPath { get; init; } = "/metrics";

    internal string Scheme { get; init; } = "http";

    internal IReadOnlyDictionary<string, string[]> Parameters { get; init; } = new Dictionary<string, string[]>();

    internal bool HonorLabels { get; init; }

    internal bool HonorTimestamps { get; init; } = true;

    internal bool TrackTimestampsStaleness { get; init; }

    internal bool EnableCompression { get; init; } = true;

    internal bool ExtraMetrics { get; init; }

    internal string FallbackProtocol { get; init; } = "";

    internal IReadOnlyList<string> Protocols { get; init; } = [];

    internal ScrapeLimits Limits { get; init; } = new();

    internal IReadOnlyList<RelabelRule> Relabel { get; init; } = [];

    internal IReadOnlyList<RelabelRule> MetricRelabel { get; init; } = [];

    internal HttpClientSettings Http { get; init; } = new();

    internal IReadOnlyList<DiscoveryConfig> Discovery { get; init; } = [];
}

/// <summary>Limits of one scrape; 0 means none.</summary>
/// <param name="BodyBytes">Bytes of the uncompressed body.</param>
/// <param name="Samples">Samples after relabelling.</param>
/// <param name="Targets">Targets after relabelling.</param>
/// <param name="Labels">Labels per sample.</param>
/// <param name="LabelNameBytes">Bytes of a label name.</param>
/// <param name="LabelValueBytes">Bytes of a label value.</param>
sealed record ScrapeLimits(long BodyBytes = 0, int Samples = 0, int Targets = 0, int Labels = 0, int LabelNameBytes = 0, int LabelValueBytes = 0);

/// <summary>Where targets come from.</summary>
abstract record DiscoveryConfig;

/// <summary>Targets written in the file.</summary>
sealed record StaticDiscovery(IReadOnlyList<TargetGroup> Groups) : DiscoveryConfig;

/// <summary>Targets in other files, read again when they change.</summary>
sealed record FileDiscovery(IReadOnlyList<string> Patterns, TimeSpan Refresh) : DiscoveryConfig;

/// <summary>Targets that an endpoint tells.</summary>
sealed record HttpDiscovery(Uri Url, TimeSpan Refresh, HttpClientSettings Http) : DiscoveryConfig;

/// <summary>Targets with the labels they share.</summary>
/// <param name="Source">Where it comes from.</param>
/// <param name="Addresses">host:port each.</param>
/// <param name="Labels">Labels of all.</param>
sealed record TargetGroup(string Source, IReadOnlyList<string> Addresses, IReadOnlyDictionary<string, string> Labels);
