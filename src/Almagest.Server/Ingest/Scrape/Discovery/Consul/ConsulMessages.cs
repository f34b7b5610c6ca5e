using System.Text.Json.Serialization;

namespace Almagest.Server.Ingest.Scrape.Discovery.Consul;

/// <summary>What the agent says of itself (https://developer.hashicorp.com/consul/api-docs/agent#read-configuration).</summary>
sealed record ConsulAgent(ConsulAgentConfig? Config);

/// <summary>The part of its configuration that is needed here.</summary>
sealed record ConsulAgentConfig(string? Datacenter);

/// <summary>One instance of a service (https://developer.hashicorp.com/consul/api-docs/health#list-service-instances-for-service).</summary>
sealed record ConsulInstance(ConsulNode? Node, ConsulService? Service, IReadOnlyList<ConsulCheck>? Checks);

/// <summary>Where an instance runs.</summary>
sealed record ConsulNode(string? Node, string? Address, IReadOnlyDictionary<string, string>? TaggedAddresses, IReadOnlyDictionary<string, string>? Meta);

/// <summary>The service as the instance registered it.</summary>
sealed record ConsulService(
    [property: JsonPropertyName("ID")] string? Id, IReadOnlyList<string>? Tags, string? Address, int Port, IReadOnlyDictionary<string, string>? Meta, string? Namespace, string? Partition);

/// <summary>One check of an instance or of its node.</summary>
sealed record ConsulCheck([property: JsonPropertyName("CheckID")] string? CheckId, string? Status);

/// <summary>Consul's JSON.</summary>
[JsonSerializable(typeof(ConsulAgent))]
[JsonSerializable(typeof(List<ConsulInstance>))]
[JsonSerializable(typeof(Dictionary<string, List<string>>))]
sealed partial class ConsulJsonContext : JsonSerializerContext;
