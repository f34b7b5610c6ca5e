using System.Text.Json;
using Almagest.Server.Ingest.Scrape.Configuration;
using static Almagest.Server.Ingest.Scrape.Discovery.Kubernetes.KubernetesObject;

namespace Almagest.Server.Ingest.Scrape.Discovery.Kubernetes;

/// <summary>Role <c>ingress</c>: each path of each rule, for probing from outside.</summary>
static class IngressTargets
{
    internal static IEnumerable<TargetGroup> Of(JsonElement ingress)
    {
        var secure = List(ingress, "spec", "tls").SelectMany(static t => List(t, "hosts")).Select(static h => h.GetString() ?? "").ToList();
        foreach (var rule in List(ingress, "spec", "rules"))
        {
            var host = Text(rule, "host");
            string[] paths = At(rule, "http") is null ? ["/"] : [.. List(rule, "http", "paths").Select(static p => Text(p, "path") is { Length: > 0 } path ? path : "/")];
            foreach (var path in paths)
            {
                var labels = new MetaLabels
                {
                    ["__meta_kubernetes_namespace"] = Text(ingress, "metadata", "namespace"),
                    ["__meta_kubernetes_ingress_class_name"] = Text(ingress, "spec", "ingressClassName"),
                    ["__meta_kubernetes_ingress_scheme"] = secure.Exists(pattern => Covers(pattern, host)) ? "https" : "http",
                    ["__meta_kubernetes_ingress_host"] = host,
                    ["__meta_kubernetes_ingress_path"] = path,
                };
                AddMetadata(labels, ingress, "ingress");
                yield return labels.ToGroup("ingress/" + KeyOf(ingress), host);
            }
        }
    }

    /// <summary>Whether a host is named by a pattern, whose first part may be <c>*</c> for exactly one part.</summary>
    static bool Covers(string pattern, string host)
    {
        var (wanted, given) = (pattern.Split('.'), host.Split('.'));
        return pattern == host || (wanted[0] == "*" && wanted.Length == given.Length && wanted.AsSpan(1).SequenceEqual(given.AsSpan(1)));
    }
}
