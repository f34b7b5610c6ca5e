using System.Text.Json;
using Almagest.Server.Ingest.Scrape.Configuration;
using static Almagest.Server.Ingest.Scrape.Discovery.Kubernetes.KubernetesObject;

namespace Almagest.Server.Ingest.Scrape.Discovery.Kubernetes;

/// <summary>Role <c>endpoints</c>: each address and port behind a service, and the further ports of the pods there.</summary>
sealed class EndpointsTargets(ClusterObjects objects, bool attachNode)
{
    const string Prefix = "__meta_kubernetes_endpoint_";

    internal List<TargetGroup> Of(JsonElement endpoints)
    {
        var common = new MetaLabels { ["__meta_kubernetes_namespace"] = Text(endpoints, "metadata", "namespace") };
        if (objects.Find("service", KeyOf(endpoints)) is { } service)
            common.With(ServiceTargets.LabelsOf(service));
        AddMetadata(common, endpoints, "endpoints");
        var (source, pods, targets) = ("endpoints/" + KeyOf(endpoints), new BackedPods(objects), new List<TargetGroup>());
        foreach (var subset in List(endpoints, "subsets"))
        {
            foreach (var port in List(subset, "ports"))
            {
                foreach (var (list, ready) in (ReadOnlySpan<(string, string)>)[("addresses", "true"), ("notReadyAddresses", "false")])
                {
                    foreach (var address in List(subset, list))
                        targets.Add(LabelsOf(common, pods, address, port, ready).ToGroup(source, MetaLabels.Address(Text(address, "ip"), Text(port, "port"))));
                }
            }
        }

        targets.AddRange(pods.FurtherPorts(common, source));
        return targets;
    }

    MetaLabels LabelsOf(MetaLabels common, BackedPods pods, JsonElement address, JsonElement port, string ready)
    {
        var labels = common.Copy();
        labels[Prefix + "port_name"] = Text(port, "name");
        labels[Prefix + "port_protocol"] = Text(port, "protocol");
        labels[Prefix + "ready"] = ready;
        labels[Prefix + "address_target_kind"] = Text(address, "targetRef", "kind");
        labels[Prefix + "address_target_name"] = Text(address, "targetRef", "name");
        labels[Prefix + "node_name"] = Text(address, "nodeName");
        labels[Prefix + "hostname"] = Text(address, "hostname");
        if (attachNode)
            PodTargets.AddNode(labels, objects, Text(address, "nodeName") is { Length: > 0 } node ? node : Text(address, "targetRef", "kind") == "Node" ? Text(address, "targetRef", "name") : "");
        pods.Add(labels, At(address, "targetRef"), Text(port, "port"), Text(port, "protocol"));
        return labels;
    }
}
