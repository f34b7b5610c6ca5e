using System.Text.Json;
using Almagest.Server.Ingest.Scrape.Configuration;
using static Almagest.Server.Ingest.Scrape.Discovery.Kubernetes.KubernetesObject;

namespace Almagest.Server.Ingest.Scrape.Discovery.Kubernetes;

/// <summary>Role <c>service</c>: each port of each service by its name in the cluster.</summary>
static class ServiceTargets
{
    internal static IEnumerable<TargetGroup> Of(JsonElement service)
    {
        var type = Text(service, "spec", "type");
        foreach (var port in List(service, "spec", "ports"))
        {
            var number = Text(port, "port");
            var labels = LabelsOf(service);
            labels["__meta_kubernetes_service_port_name"] = Text(port, "name");
            labels["__meta_kubernetes_service_port_number"] = number;
            labels["__meta_kubernetes_service_port_protocol"] = Text(port, "protocol");
            labels["__meta_kubernetes_service_type"] = type;
            if (type == "ExternalName")
                labels["__meta_kubernetes_service_external_name"] = Text(service, "spec", "externalName");
            else
                labels["__meta_kubernetes_service_cluster_ip"] = Text(service, "spec", "clusterIP");
            if (type == "LoadBalancer")
                labels["__meta_kubernetes_service_loadbalancer_ip"] = Text(service, "spec", "loadBalancerIP");
            yield return labels.ToGroup("svc/" + KeyOf(service), MetaLabels.Address($"{Text(service, "metadata", "name")}.{Text(service, "metadata", "namespace")}.svc", number));
        }
    }

    internal static MetaLabels LabelsOf(JsonElement service)
    {
        var labels = new MetaLabels { ["__meta_kubernetes_namespace"] = Text(service, "metadata", "namespace") };
        AddMetadata(labels, service, "service");
        return labels;
    }
}
