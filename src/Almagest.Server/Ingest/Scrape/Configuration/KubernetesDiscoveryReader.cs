using YamlDotNet.RepresentationModel;

namespace Almagest.Server.Ingest.Scrape.Configuration;

/// <summary>Reads <c>kubernetes_sd_configs</c> with Prometheus' checks and messages.</summary>
static class KubernetesDiscoveryReader
{
    // The objects that targets of a role are made of: those that may be selected.
    static readonly Dictionary<string, string[]> Selectable = new(StringComparer.Ordinal)
    {
        ["pod"] = ["pod", "node"], ["service"] = ["service"], ["endpoints"] = ["pod", "service", "endpoints"],
        ["endpointslice"] = ["pod", "service", "endpointslice"], ["node"] = ["node"], ["ingress"] = ["ingress"],
    };

    static readonly string[] HttpFields =
        ["basic_auth", "authorization", "oauth2", "bearer_token", "bearer_token_file", "tls_config", "follow_redirects", "enable_http2", "proxy_url", "http_headers", "no_proxy", "proxy_from_environment"];

    /// <exception cref="ConfigException">It is not valid.</exception>
    internal static KubernetesDiscovery Read(YamlNode node, string folder)
    {
        var map = new ConfigMap(node, "kubernetes.plain");
        var role = map.Text("role");
        if (role.Length == 0)
            throw new ConfigException("role missing (one of: pod, service, endpoints, endpointslice, node, ingress)");
        CheckRole(role);
        var file = HttpClientSettings.Resolve(folder, map.Text("kubeconfig_file"));
        var server = ReadServer(map);
        var spaces = map.Section("namespaces", "kubernetes.plain");
        var own = spaces?.Bool("own_namespace", false) ?? false;
        CheckTogether(server is not null, file.Length > 0, HttpFields.Any(map.Has), own);
        var attach = map.Section("attach_metadata", "kubernetes.AttachMetadataConfig");
        var read = new KubernetesDiscovery(role, HttpClientSettings.Read(map, folder))
        {
            ApiServer = server,
            KubeConfigFile = file,
            Namespaces = spaces?.Texts("names") ?? [],
            OwnNamespace = own,
            Selectors = ReadSelectors(map, role),
            AttachNode = attach?.Bool("node", false) ?? false,
        };
        spaces?.End();
        attach?.End();
        map.End();
        return read;
    }

    static void CheckRole(string role)
    {
        if (!Selectable.ContainsKey(role))
            throw new ConfigException($"unknown Kubernetes SD role \"{role}\"");
    }

    static Uri? ReadServer(ConfigMap map)
    {
        var text = map.Text("api_server");
        if (text.Length == 0)
            return null;
        return Uri.TryCreate(text, UriKind.Absolute, out var server) && server.Scheme is "http" or "https" ? server : throw new ConfigException($"api_server \"{text}\" is not a valid URL");
    }

    static void CheckTogether(bool hasServer, bool hasFile, bool hasHttp, bool own)
    {
        if (hasServer && hasFile)
            throw new ConfigException("cannot use 'kubeconfig_file' and 'api_server' simultaneously");
        if (hasFile && hasHttp)
            throw new ConfigException("cannot use a custom HTTP client configuration together with 'kubeconfig_file'");
        if (!hasServer && hasHttp)
            throw new ConfigException("to use custom HTTP client configuration please provide the 'api_server' URL explicitly");
        if (own && (hasServer || hasFile))
            throw new ConfigException($"cannot use '{(hasServer ? "api_server" : "kubeconfig_file")}' and 'namespaces.own_namespace' simultaneously");
    }

    static Dictionary<string, ResourceSelector> ReadSelectors(ConfigMap map, string role)
    {
        var selectors = new Dictionary<string, ResourceSelector>(StringComparer.Ordinal);
        foreach (var node in map.Items("selectors"))
        {
            var item = new ConfigMap(node, "kubernetes.SelectorConfig");
            var of = item.Text("role");
            CheckRole(of);
            if (selectors.ContainsKey(of))
                throw new ConfigException($"duplicated selector role: {of}");
            if (!Selectable[role].Contains(of))
                throw new ConfigException($"{role} role supports only {string.Join(", ", Selectable[role])} selectors");
            selectors[of] = new(item.Text("label"), CheckField(item.Text("field")));
            item.End();
        }

        return selectors;
    }

    static string CheckField(string selector)
    {
        foreach (var term in selector.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!term.Contains('=', StringComparison.Ordinal))
                throw new ConfigException($"invalid selector: '{selector}'; can't understand '{term}'");
        }

        return selector;
    }
}
