using System.Text;

namespace Almagest.Server.Ingest.Scrape.Configuration;

/// <summary>Where an API server is and how it is asked.</summary>
/// <param name="Server">Its address.</param>
/// <param name="Http">Authentication and TLS.</param>
/// <param name="Namespace">The namespace we run in; empty when we run outside of a cluster.</param>
sealed record KubernetesAccess(Uri Server, HttpClientSettings Http, string Namespace)
{
    // Where a pod finds its service account (https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/).
    const string AccountFolder = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <exception cref="ConfigException">The cluster cannot be found.</exception>
    internal static KubernetesAccess Of(KubernetesDiscovery config)
    {
        if (config.KubeConfigFile.Length > 0)
            return KubeConfig.Read(config.KubeConfigFile);
        return config.ApiServer is { } server ? new(server, config.Http, "") : InCluster();
    }

    static KubernetesAccess InCluster()
    {
        var (host, port) = (Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST"), Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_PORT"));
        if (string.IsNullOrEmpty(host) || string.IsNullOrEmpty(port))
            throw new ConfigException("unable to load in-cluster configuration, KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT must be defined; "
                + "outside of a cluster set kubeconfig_file or api_server");
        var space = Path.Combine(AccountFolder, "namespace");
        var http = new HttpClientSettings { AuthorizationType = "Bearer", Credentials = ("", Path.Combine(AccountFolder, "token")), CaFile = Path.Combine(AccountFolder, "ca.crt") };
        return new(new Uri($"https://{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{port}"), http, File.Exists(space) ? File.ReadAllText(space, Encoding.UTF8).Trim() : "");
    }
}
