using System.Text.Json;
using Almagest.Server.Ingest.Scrape.Configuration;
using Microsoft.Extensions.Logging;

namespace Almagest.Server.Ingest.Scrape.Discovery.Kubernetes;

/// <summary>
/// Targets of a Kubernetes cluster by role (https://prometheus.io/docs/prometheus/latest/configuration/configuration/#kubernetes_sd_config):
/// keeps the objects it needs in memory and makes targets of them when asked.
/// </summary>
sealed class KubernetesFinder : ITargetFinder
{
    readonly KubernetesDiscovery _config;
    readonly TimeProvider _time;
    readonly ILogger _logger;
    readonly ClusterObjects _objects = new();
    KubernetesApi? _api;

    internal KubernetesFinder(KubernetesDiscovery config, TimeProvider time, ILogger logger) => (_config, _time, _logger) = (config, time, logger);

    public IReadOnlyList<TargetGroup> Groups => !_objects.IsSynced ? [] : _config.Role switch
    {
        "node" => [.. _objects.All("node").SelectMany(NodeTargets.Of)],
        "service" => [.. _objects.All("service").SelectMany(ServiceTargets.Of)],
        "ingress" => [.. _objects.All("ingress").SelectMany(IngressTargets.Of)],
        "pod" => [.. _objects.All("pod").SelectMany(pod => PodTargets.Of(pod, _objects, _config.AttachNode))],
        "endpoints" => [.. _objects.All("endpoints").SelectMany(item => new EndpointsTargets(_objects, _config.AttachNode).Of(item))],
        "endpointslice" => [.. _objects.All("endpointslice").SelectMany(item => new EndpointSliceTargets(_objects, _config.AttachNode).Of(item))],
        _ => throw new InvalidOperationException($"role \"{_config.Role}\" is not known"),
    };

    public async Task RunAsync(Action changed, CancellationToken ct)
    {
        var access = await AccessAsync(ct);
        _api = new KubernetesApi(access, _time);
        foreach (var role in Needed())
        {
            // Nodes belong to no namespace.
            foreach (var space in role == "node" ? [""] : Namespaces(access))
                _objects.Add(role, new ResourceCache(_api, PathOf(role, space), _config.Selectors.GetValueOrDefault(role) ?? ResourceSelector.None, _time, _logger));
        }

        await _objects.RunAsync(() => ChangedWhenSynced(changed), ct);
    }

    public void Dispose() => _api?.Dispose();

    void ChangedWhenSynced(Action changed)
    {
        if (_objects.IsSynced)
            changed();
    }

    /// <summary>How to reach the cluster; files and the environment may only come to be after us.</summary>
    async Task<KubernetesAccess> AccessAsync(CancellationToken ct)
    {
        while (true)
        {
            try
            {
                return KubernetesAccess.Of(_config);
            }
            catch (Exception error) when (error is ConfigException or IOException)
            {
                KubernetesLog.NoAccess(_logger, error.Message);
                await Task.Delay(TimeSpan.FromSeconds(10), _time, ct);
            }
        }
    }

    string[] Needed()
    {
        string[] roles = _config.Role switch { "endpoints" or "endpointslice" => [_config.Role, "service", "pod"], _ => [_config.Role] };
        return _config.AttachNode && _config.Role is ("pod" or "endpoints" or "endpointslice") ? [.. roles, "node"] : roles;
    }

    IReadOnlyList<string> Namespaces(KubernetesAccess access)
    {
        var names = _config.OwnNamespace && access.Namespace.Length > 0 ? [.. _config.Namespaces, access.Namespace] : _config.Namespaces;
        return names.Count == 0 ? [""] : names;
    }

    static string PathOf(string role, string space)
    {
        var scope = space.Length > 0 ? $"/namespaces/{Uri.EscapeDataString(space)}" : "";
        return role switch
        {
            "node" => "/api/v1/nodes",
            "endpointslice" => $"/apis/discovery.k8s.io/v1{scope}/endpointslices",
            "ingress" => $"/apis/networking.k8s.io/v1{scope}/ingresses",
            "endpoints" => $"/api/v1{scope}/endpoints",
            _ => $"/api/v1{scope}/{role}s",
        };
    }
}

/// <summary>What the finder has to say.</summary>
static partial class KubernetesLog
{
    [LoggerMessage(LogLevel.Error, "Kubernetes discovery cannot begin, tried again in 10 s: {Error}")]
    internal static partial void NoAccess(ILogger logger, string error);
}

/// <summary>The objects that targets are made of, by role.</summary>
sealed class ClusterObjects
{
    readonly List<(string Role, ResourceCache Cache)> _caches = [];

    internal bool IsSynced { get; private set; }

    internal void Add(string role, ResourceCache cache) => _caches.Add((role, cache));

    internal IEnumerable<JsonElement> All(string role) =>
        _caches.Where(c => c.Role == role).SelectMany(static c => c.Cache.All).OrderBy(KubernetesObject.KeyOf, StringComparer.Ordinal);

    internal JsonElement? Find(string role, string key)
    {
        foreach (var (of, cache) in _caches)
        {
            if (of == role && cache.Find(key) is { } found)
                return found;
        }

        return null;
    }

    internal Task RunAsync(Action changed, CancellationToken ct) => Task.WhenAll(_caches.Select(c => c.Cache.RunAsync(
        () =>
        {
            IsSynced = _caches.TrueForAll(static c => c.Cache.IsSynced);
            changed();
        },
        ct)));
}
