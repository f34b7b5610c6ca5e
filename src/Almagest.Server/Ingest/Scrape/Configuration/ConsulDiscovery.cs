namespace Almagest.Server.Ingest.Scrape.Configuration;

/// <summary>Services of a Consul catalog.</summary>
/// <param name="Server">http, https or unix, with the prefix of a gateway in front of it.</param>
/// <param name="Refresh">The least time between two questions for the same.</param>
/// <param name="Http">How it is asked.</param>
sealed record ConsulDiscovery(Uri Server, TimeSpan Refresh, HttpClientSettings Http) : DiscoveryConfig
{
    /// <summary>Sent with every request; empty: none.</summary>
    internal string Token { get; init; } = "";

    /// <summary>Empty: that of the agent.</summary>
    internal string Datacenter { get; init; } = "";

    /// <summary>Namespace of Consul Enterprise.</summary>
    internal string Namespace { get; init; } = "";

    /// <summary>Admin partition of Consul Enterprise.</summary>
    internal string Partition { get; init; } = "";

    /// <summary>The services wanted; none means all.</summary>
    internal IReadOnlyList<string> Services { get; init; } = [];

    /// <summary>Tags that an instance must all have.</summary>
    internal IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>What the metadata of a node must say.</summary>
    internal IReadOnlyDictionary<string, string> NodeMeta { get; init; } = new Dictionary<string, string>();

    /// <summary>An expression that Consul applies to the catalog of services.</summary>
    internal string Filter { get; init; } = "";

    /// <summary>An expression that Consul applies to the instances of a service.</summary>
    internal string HealthFilter { get; init; } = "";

    /// <summary>Stands between tags in their label, before the first and after the last.</summary>
    internal string TagSeparator { get; init; } = ",";

    /// <summary>Whether any server may answer, not only the leader.</summary>
    internal bool AllowStale { get; init; } = true;
}
