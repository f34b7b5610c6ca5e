using System.Text.Json;
using Almagest.Server.Ingest.Scrape.Configuration;
using static Almagest.Server.Ingest.Scrape.Discovery.Kubernetes.KubernetesObject;

namespace Almagest.Server.Ingest.Scrape.Discovery.Kubernetes;

/// <summary>Role <c>endpointslice</c>: as endpoints, in the form that replaces them.</summary>
sealed class EndpointSliceTargets(ClusterObjects objects, bool attachNode)
{
    const string Prefix = "__meta_kubernetes_endpointslice_";

    internal List<TargetGroup> Of(JsonElement slice)
    {
        var space = Text(slice, "metadata", "namespace");
        var common = new MetaLabels { ["__meta_kubernetes_namespace"] = space, [Prefix + "address_type"] = Text(slice, "addressType") };
        AddMetadata(common, slice, "endpointslice");
        if (objects.Find("service", $"{space}/{Text(slice, "metadata", "labels", "kubernetes.io/service-name")}") is { } service)
            common.With(ServiceTargets.LabelsOf(service));
        var (source, pods, targets) = ("endpointslice/" + KeyOf(slice), new BackedPods(objects), new List<TargetGroup>());
        foreach (var endpoint in List(slice, "endpoints"))
        {
            foreach (var port in List(slice, "ports"))
            {
                foreach (var address in List(endpoint, "addresses").Select(static a => a.GetString() ?? ""))
                {
                    var number = Text(port, "port");
                    targets.Add(LabelsOf(common, pods, endpoint, port).ToGroup(source, number.Length > 0 ? MetaLabels.Address(address, number) : address));
                }
            }
        }

        targets.AddRange(pods.FurtherPorts(common, source));
        return targets;
    }

    MetaLabels LabelsOf(MetaLabels common, BackedPods pods, JsonElement endpoint, JsonElement port)
    {
        var labels = common.Copy();
        labels[Prefix + "port_name"] = Text(port, "name");
        labels[Prefix + "port_protocol"] = Text(port, "protocol");
        labels[Prefix + "port"] = Text(port, "port");
        labels[Prefix + "port_app_protocol"] = Text(port, "appProtocol");
        foreach (var condition in (ReadOnlySpan<string>)["ready", "serving", "terminating"])
            labels[$"{Prefix}endpoint_conditions_{condition}"] = Text(endpoint, "conditions", condition);
        labels[Prefix + "endpoint_hostname"] = Text(endpoint, "hostname");
        labels[Prefix + "address_target_kind"] = Text(endpoint, "targetRef", "kind");
        labels[Prefix + "address_target_name"] = Text(endpoint, "targetRef", "name");
        labels[Prefix + "endpoint_node_name"] = Text(endpoint, "nodeName");
        labels[Prefix + "endpoint_zone"] = Text(endpoint, "zone");
        foreach (var (name, value) in Map(endpoint, "deprecatedTopology"))
        {
            labels[$"{Prefix}endpoint_topology_{MetaLabels.Sanitise(name)}"] = value;
            labels[$"{Prefix}endpoint_topology_present_{MetaLabels.Sanitise(name)}"] = "true";
        }

        if (attachNode)
            PodTargets.AddNode(labels, objects, Text(endpoint, "targetRef", "kind") == "Node" ? Text(endpoint, "targetRef", "name") : Text(endpoint, "nodeName"));
        // The protocol of the container's port is told here, not that of the endpoint's as in the role endpoints.
        pods.Add(labels, At(endpoint, "targetRef"), Text(port, "port"), "");
        return labels;
    }
}
