using System.Text.Json;
using Almagest.Server.Ingest.Scrape.Configuration;
using static Almagest.Server.Ingest.Scrape.Discovery.Kubernetes.KubernetesObject;

namespace Almagest.Server.Ingest.Scrape.Discovery.Kubernetes;

/// <summary>The pods behind the endpoints of one object: their labels, and targets for container ports that no endpoint names.</summary>
sealed class BackedPods(ClusterObjects objects)
{
    readonly Dictionary<string, (JsonElement Pod, HashSet<string> Ports)> _seen = new(StringComparer.Ordinal);

    /// <summary>Adds what is known of the pod that an endpoint refers to; nothing when it refers to none.</summary>
    /// <param name="labels">Labels of the target.</param>
    /// <param name="reference">The endpoint's <c>targetRef</c>.</param>
    /// <param name="port">Its port.</param>
    /// <param name="protocol">What <c>container_port_protocol</c> is told from; empty: from the container.</param>
    internal void Add(MetaLabels labels, JsonElement? reference, string port, string protocol)
    {
        if (reference is not { } target || Text(target, "kind") != "Pod" || objects.Find("pod", $"{Text(target, "namespace")}/{Text(target, "name")}") is not { } pod)
            return;
        var key = KeyOf(pod);
        if (!_seen.TryGetValue(key, out var seen))
            _seen[key] = seen = (pod, new(StringComparer.Ordinal));
        seen.Ports.Add(port);
        labels.With(PodTargets.LabelsOf(pod));
        foreach (var (container, isInit) in PodTargets.Containers(pod))
        {
            var declared = List(container, "ports").FirstOrDefault(p => Text(p, "containerPort") == port);
            if (declared.ValueKind != JsonValueKind.Object)
                continue;
            PodTargets.AddContainer(labels, container, isInit);
            PodTargets.AddPort(labels, declared);
            labels["__meta_kubernetes_pod_container_port_protocol"] = protocol;
        }
    }

    internal IEnumerable<TargetGroup> FurtherPorts(MetaLabels common, string source)
    {
        foreach (var (pod, ports) in _seen.Values)
        {
            var ip = Text(pod, "status", "podIP");
            if (ip.Length == 0)
                continue;
            foreach (var (container, isInit) in PodTargets.Containers(pod))
            {
                foreach (var port in List(container, "ports").Where(p => !ports.Contains(Text(p, "containerPort"))))
                {
                    var labels = common.Copy().With(PodTargets.LabelsOf(pod));
                    PodTargets.AddContainer(labels, container, isInit);
                    PodTargets.AddPort(labels, port);
                    yield return labels.ToGroup(source, MetaLabels.Address(ip, Text(port, "containerPort")));
                }
            }
        }
    }
}
