using System.Text.Json;
using Almagest.Server.Ingest.Scrape.Configuration;
using static Almagest.Server.Ingest.Scrape.Discovery.Kubernetes.KubernetesObject;

namespace Almagest.Server.Ingest.Scrape.Discovery.Kubernetes;

/// <summary>Role <c>node</c>: the kubelet of each node.</summary>
static class NodeTargets
{
    // The order in which Prometheus looks for an address.
    static readonly string[] AddressTypes = ["InternalIP", "InternalDNS", "ExternalIP", "ExternalDNS", "LegacyHostIP", "Hostname"];

    internal static IEnumerable<TargetGroup> Of(JsonElement node)
    {
        var addresses = List(node, "status", "addresses").GroupBy(static a => Text(a, "type")).ToDictionary(static g => g.Key, static g => Text(g.First(), "address"));
        if (AddressTypes.FirstOrDefault(addresses.ContainsKey) is not { } type)
            yield break;
        var labels = new MetaLabels { ["__meta_kubernetes_node_provider_id"] = Text(node, "spec", "providerID"), ["instance"] = Text(node, "metadata", "name") };
        AddMetadata(labels, node, "node");
        foreach (var (kind, address) in addresses)
            labels["__meta_kubernetes_node_address_" + MetaLabels.Sanitise(kind)] = address;
        var port = Text(node, "status", "daemonEndpoints", "kubeletEndpoint", "Port");
        yield return labels.ToGroup("node/" + KeyOf(node), MetaLabels.Address(addresses[type], port.Length > 0 ? port : "0"));
    }
}
