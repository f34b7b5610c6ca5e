using Almagest.Server.Ingest.Scrape.Exposition;
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

    /// <summary>Dropped targets that are kept in memory to be shown; 0: all.</summary>
    internal int KeepDropped { get; init; }

    /// <summary>File failed scrapes are written into; empty: none.</summary>
    internal string FailureLogFile { get; init; } = "";

    /// <summary>Classic histograms become native ones with custom buckets.</summary>
    internal bool ConvertsClassic { get; init; }

    /// <summary>Names other than <c>[a-zA-Z_:][a-zA-Z0-9_:]*</c> are refused.</summary>
    internal bool LegacyNames { get; init; }

    /// <summary>How targets are asked to write names that need quotes.</summary>
    internal string Escaping { get; init; } = "allow-utf-8";

    /// <summary>What becomes of histograms of the protobuf exposition.</summary>
    internal HistogramOptions Histograms { get; init; } = new(false, false, 0, 8);

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

/// <summary>Targets in a Kubernetes cluster.</summary>
/// <param name="Role">node, pod, service, endpoints, endpointslice or ingress.</param>
/// <param name="Http">How <see cref="ApiServer"/> is asked.</param>
sealed record KubernetesDiscovery(string Role, HttpClientSettings Http) : DiscoveryConfig
{
    /// <summary>The API server; null: that of <see cref="KubeConfigFile"/>, or of the cluster we run in.</summary>
    internal Uri? ApiServer { get; init; }

    internal string KubeConfigFile { get; init; } = "";

    /// <summary>Namespaces looked at; empty: all.</summary>
    internal IReadOnlyList<string> Namespaces { get; init; } = [];

    /// <summary>The namespace we run in is looked at, too.</summary>
    internal bool OwnNamespace { get; init; }

    /// <summary>Which objects are asked for, by role.</summary>
    internal IReadOnlyDictionary<string, ResourceSelector> Selectors { get; init; } = new Dictionary<string, ResourceSelector>();

    /// <summary>Adds labels of the node a pod or endpoint is on.</summary>
    internal bool AttachNode { get; init; }
}

/// <summary>Which objects of a kind are asked for.</summary>
/// <param name="Label">A label selector, empty: all.</param>
/// <param name="Field">A field selector, empty: all.</param>
sealed record ResourceSelector(string Label, string Field)
{
    internal static readonly ResourceSelector None = new("", "");
}

/// <summary>Containers of a Docker daemon.</summary>
/// <param name="Host">unix, tcp, http or https.</param>
/// <param name="Refresh">How often it is asked.</param>
/// <param name="Http">How it is asked.</param>
sealed record DockerDiscovery(Uri Host, TimeSpan Refresh, HttpClientSettings Http) : DiscoveryConfig
{
    /// <summary>Port of containers that publish none.</summary>
    internal int Port { get; init; } = 80;

    /// <summary>Address of containers in the network of the host.</summary>
    internal string HostNetworkingHost { get; init; } = "localhost";

    /// <summary>Of several networks only the first by name counts.</summary>
    internal bool MatchFirstNetwork { get; init; } = true;

    /// <summary>Filters the daemon applies.</summary>
    internal IReadOnlyList<(string Name, IReadOnlyList<string> Values)> Filters { get; init; } = [];
}

/// <summary>Targets with the labels they share.</summary>
/// <param name="Source">Where it comes from.</param>
/// <param name="Addresses">host:port each.</param>
/// <param name="Labels">Labels of all.</param>
sealed record TargetGroup(string Source, IReadOnlyList<string> Addresses, IReadOnlyDictionary<string, string> Labels);
