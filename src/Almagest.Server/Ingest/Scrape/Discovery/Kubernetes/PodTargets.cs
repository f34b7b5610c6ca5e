using System.Text.Json;
using Almagest.Server.Ingest.Scrape.Configuration;
using static Almagest.Server.Ingest.Scrape.Discovery.Kubernetes.KubernetesObject;

namespace Almagest.Server.Ingest.Scrape.Discovery.Kubernetes;

/// <summary>Role <c>pod</c>: each declared port of each container, or the container without a port when it declares none.</summary>
static class PodTargets
{
    const string Prefix = "__meta_kubernetes_pod_";

    internal static IEnumerable<TargetGroup> Of(JsonElement pod, ClusterObjects objects, bool attachNode)
    {
        var ip = Text(pod, "status", "podIP");
        // A pod that is starting or was evicted has no address.
        if (ip.Length == 0)
            yield break;
        var common = LabelsOf(pod);
        common["__meta_kubernetes_namespace"] = Text(pod, "metadata", "namespace");
        if (attachNode)
            AddNode(common, objects, Text(pod, "spec", "nodeName"));
        foreach (var (container, isInit) in Containers(pod))
        {
            var ports = List(container, "ports").ToList();
            if (ports.Count == 0)
                yield return ContainerLabels(common, pod, container, isInit).ToGroup("pod/" + KeyOf(pod), ip.Contains(':', StringComparison.Ordinal) ? $"[{ip}]" : ip);
            foreach (var port in ports)
            {
                var labels = ContainerLabels(common, pod, container, isInit);
                AddPort(labels, port);
                yield return labels.ToGroup("pod/" + KeyOf(pod), MetaLabels.Address(ip, Text(port, "containerPort")));
            }
        }
    }

    /// <summary>All containers, those that run before the others last.</summary>
    internal static IEnumerable<(JsonElement Container, bool IsInit)> Containers(JsonElement pod) =>
        List(pod, "spec", "containers").Select(static c => (c, false)).Concat(List(pod, "spec", "initContainers").Select(static c => (c, true)));

    internal static MetaLabels LabelsOf(JsonElement pod)
    {
        var ready = List(pod, "status", "conditions").FirstOrDefault(static c => Text(c, "type") == "Ready");
        var labels = new MetaLabels
        {
            [Prefix + "ip"] = Text(pod, "status", "podIP"),
            [Prefix + "ready"] = ready.ValueKind == JsonValueKind.Object ? Text(ready, "status").ToLowerInvariant() : "unknown",
            [Prefix + "phase"] = Text(pod, "status", "phase"),
            [Prefix + "node_name"] = Text(pod, "spec", "nodeName"),
            [Prefix + "host_ip"] = Text(pod, "status", "hostIP"),
            [Prefix + "uid"] = Text(pod, "metadata", "uid"),
        };
        AddMetadata(labels, pod, "pod");
        var controller = List(pod, "metadata", "ownerReferences").FirstOrDefault(static r => Text(r, "controller") == "true");
        labels[Prefix + "controller_kind"] = Text(controller, "kind");
        labels[Prefix + "controller_name"] = Text(controller, "name");
        return labels;
    }

    /// <summary>What a container is, as the roles of endpoints tell it.</summary>
    internal static void AddContainer(MetaLabels labels, JsonElement container, bool isInit)
    {
        labels[Prefix + "container_name"] = Text(container, "name");
        labels[Prefix + "container_image"] = Text(container, "image");
        labels[Prefix + "container_init"] = isInit ? "true" : "false";
    }

    internal static void AddPort(MetaLabels labels, JsonElement port)
    {
        labels[Prefix + "container_port_name"] = Text(port, "name");
        labels[Prefix + "container_port_number"] = Text(port, "containerPort");
        labels[Prefix + "container_port_protocol"] = Text(port, "protocol");
    }

    /// <summary>Name, labels and annotations of a node, when it is known.</summary>
    internal static void AddNode(MetaLabels labels, ClusterObjects objects, string name)
    {
        if (name.Length > 0 && objects.Find("node", name) is { } node)
            AddMetadata(labels, node, "node");
    }

    static MetaLabels ContainerLabels(MetaLabels common, JsonElement pod, JsonElement container, bool isInit)
    {
        var labels = common.Copy();
        AddContainer(labels, container, isInit);
        var name = Text(container, "name");
        var status = List(pod, "status", isInit ? "initContainerStatuses" : "containerStatuses").FirstOrDefault(s => Text(s, "name") == name);
        labels[Prefix + "container_id"] = Text(status, "containerID");
        return labels;
    }
}
