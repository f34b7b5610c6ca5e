using System.Globalization;
using Almagest.Server.Ingest.Scrape.Configuration;

namespace Almagest.Server.Ingest.Scrape.Discovery.Consul;

/// <summary>Makes a target of each instance of a service.</summary>
static class ConsulTargets
{
    /// <param name="instances">What Consul tells of the service.</param>
    /// <param name="service">Its name.</param>
    /// <param name="datacenter">Where it was asked for.</param>
    /// <param name="separator">Stands around and between tags, so that expressions need not care about their place.</param>
    internal static List<TargetGroup> Of(IEnumerable<ConsulInstance> instances, string service, string datacenter, string separator)
    {
        var targets = new List<TargetGroup>();
        foreach (var (node, registered, checks) in instances)
        {
            if (node is null || registered is null)
                continue;
            var port = registered.Port.ToString(CultureInfo.InvariantCulture);
            var labels = new MetaLabels
            {
                ["__meta_consul_service"] = service,
                ["__meta_consul_dc"] = datacenter,
                ["__meta_consul_address"] = node.Address,
                ["__meta_consul_node"] = node.Node,
                ["__meta_consul_namespace"] = registered.Namespace,
                ["__meta_consul_partition"] = registered.Partition,
                ["__meta_consul_tags"] = separator + string.Join(separator, registered.Tags ?? []) + separator,
                ["__meta_consul_service_address"] = registered.Address,
                ["__meta_consul_service_port"] = port,
                ["__meta_consul_service_id"] = registered.Id,
                ["__meta_consul_health"] = Health(checks ?? []),
            };
            AddAll(labels, "__meta_consul_metadata_", node.Meta);
            AddAll(labels, "__meta_consul_service_metadata_", registered.Meta);
            AddAll(labels, "__meta_consul_tagged_address_", node.TaggedAddresses);
            // A service may be registered by another node than the one it runs on.
            targets.Add(labels.ToGroup(service, MetaLabels.Address(registered.Address is { Length: > 0 } own ? own : node.Address ?? "", port)));
        }

        return targets;
    }

    static void AddAll(MetaLabels labels, string prefix, IReadOnlyDictionary<string, string>? values)
    {
        foreach (var (name, value) in values ?? new Dictionary<string, string>())
            labels[prefix + MetaLabels.Sanitise(name)] = value;
    }

    /// <summary>The worst of all checks; maintenance is the worst there is, and no status at all what Consul does not know.</summary>
    static string Health(IReadOnlyList<ConsulCheck> checks)
    {
        var (maintenance, critical, warning) = (false, false, false);
        foreach (var (id, status) in checks)
        {
            if (id is "_node_maintenance" || id?.StartsWith("_service_maintenance:", StringComparison.Ordinal) == true)
                maintenance = true;
            else if (status is not ("passing" or "warning" or "critical"))
                return "";
            critical |= status == "critical";
            warning |= status == "warning";
        }

        return maintenance ? "maintenance" : critical ? "critical" : warning ? "warning" : "passing";
    }
}
