using YamlDotNet.RepresentationModel;

namespace Almagest.Server.Ingest.Scrape.Configuration;

/// <summary>Reads <c>consul_sd_configs</c> with Prometheus' defaults, checks and messages.</summary>
static class ConsulDiscoveryReader
{
    static readonly TimeSpan Refresh = TimeSpan.FromSeconds(30);

    /// <exception cref="ConfigException">It is not valid.</exception>
    internal static ConsulDiscovery Read(YamlNode node, string folder)
    {
        var map = new ConfigMap(node, "consul.plain");
        var server = map.Text("server", "localhost:8500");
        if (server.Trim().Length == 0)
            throw new ConfigException("consul SD configuration requires a server address");
        var (user, password, token) = (map.Text("username"), map.Text("password"), map.Text("token"));
        if (user.Length + password.Length > 0 && map.Has("basic_auth"))
            throw new ConfigException("at most one of consul SD configuration username and password and basic auth can be configured");
        if (token.Length > 0 && (map.Has("authorization") || map.Has("oauth2")))
            throw new ConfigException("at most one of consul SD token, authorization, or oauth2 can be configured");
        var http = HttpClientSettings.Read(map, folder);
        var read = new ConsulDiscovery(
            AddressOf(server.Trim(), map.Text("scheme", "http"), map.Text("path_prefix")), map.Duration("refresh_interval", Refresh),
            user.Length + password.Length > 0 ? http with { Username = (user, ""), Password = (password, "") } : http)
        {
            Token = token,
            Datacenter = map.Text("datacenter"),
            Namespace = map.Text("namespace"),
            Partition = map.Text("partition"),
            Services = map.Texts("services"),
            Tags = map.Texts("tags"),
            NodeMeta = map.Map("node_meta"),
            Filter = map.Text("filter"),
            HealthFilter = map.Text("health_filter"),
            TagSeparator = map.Text("tag_separator", ","),
            AllowStale = map.Bool("allow_stale", true),
        };
        map.End();
        return read;
    }

    // The server may bring a scheme and a path of its own, as Consul's clients take it.
    static Uri AddressOf(string server, string scheme, string prefix)
    {
        if (server.StartsWith("unix://", StringComparison.Ordinal))
            return new Uri(server);
        var parts = server.Split("://", 2);
        if (parts.Length == 2 && parts[0] is not ("http" or "https"))
            throw new ConfigException($"unknown protocol scheme: {parts[0]}");
        // http does not take back an https that was asked for.
        var safe = scheme == "https" || (parts.Length == 2 && parts[0] == "https");
        var path = prefix.Trim('/');
        return Uri.TryCreate($"{(safe ? "https" : "http")}://{parts[^1].TrimEnd('/')}{(path.Length > 0 ? "/" + path : "")}", UriKind.Absolute, out var address)
            ? address : throw new ConfigException($"\"{server}\" is not a valid server address of Consul");
    }
}
