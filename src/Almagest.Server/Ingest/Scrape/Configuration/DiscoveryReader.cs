using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace Almagest.Server.Ingest.Scrape.Configuration;

/// <summary>Reads where targets come from.</summary>
static class DiscoveryReader
{
    static readonly TimeSpan FileRefresh = TimeSpan.FromMinutes(5);
    static readonly TimeSpan HttpRefresh = TimeSpan.FromMinutes(1);

    /// <exception cref="ConfigException">It is not valid.</exception>
    internal static IReadOnlyList<DiscoveryConfig> ReadAll(ConfigMap map, string folder)
    {
        var all = new List<DiscoveryConfig>();
        if (map.Items("static_configs") is { Count: > 0 } groups)
            all.Add(new StaticDiscovery([.. groups.Select(ReadGroup)]));
        all.AddRange(map.Items("file_sd_configs").Select(node => ReadFile(node, folder)));
        all.AddRange(map.Items("http_sd_configs").Select(node => ReadHttp(node, folder)));
        all.AddRange(map.Items("kubernetes_sd_configs").Select(node => KubernetesDiscoveryReader.Read(node, folder)));
        all.AddRange(map.Items("docker_sd_configs").Select(node => ReadDocker(node, folder)));
        all.AddRange(map.Items("consul_sd_configs").Select(node => ConsulDiscoveryReader.Read(node, folder)));
        return all;
    }

    /// <summary>One group, in a configuration or in a file of targets.</summary>
    internal static TargetGroup ReadGroup(YamlNode node, int number)
    {
        if (node is YamlScalarNode { Value: null or "" or "null" or "~" })
            throw new ConfigException("empty or null section in static_configs");
        var map = new ConfigMap(node, "struct { Targets []string \"yaml:\\\"targets\\\"\"; Labels model.LabelSet \"yaml:\\\"labels\\\"\" }");
        var targets = map.Texts("targets");
        var labels = map.Map("labels");
        map.End();
        foreach (var (name, _) in labels)
        {
            if (name.Length == 0)
                throw new ConfigException($"\"{name}\" is not a valid label name");
        }

        foreach (var target in targets)
        {
            if (target.Contains('/', StringComparison.Ordinal))
                throw new ConfigException($"\"{target}\" is not a valid hostname");
        }

        return new(number.ToString(CultureInfo.InvariantCulture), targets, labels);
    }

    static FileDiscovery ReadFile(YamlNode node, string folder)
    {
        var map = new ConfigMap(node, "file.plain");
        var files = map.Texts("files");
        if (files.Count == 0)
            throw new ConfigException("file service discovery config must contain at least one path name");
        foreach (var file in files)
        {
            if (Path.GetExtension(file).ToLowerInvariant() is not (".json" or ".yml" or ".yaml"))
                throw new ConfigException($"path name \"{file}\" is not valid for file discovery");
        }

        var read = new FileDiscovery([.. files.Select(f => Path.Combine(folder, f))], map.Duration("refresh_interval", FileRefresh));
        map.End();
        return read;
    }

    static HttpDiscovery ReadHttp(YamlNode node, string folder)
    {
        var map = new ConfigMap(node, "http.plain");
        var text = map.Text("url");
        if (text.Length == 0)
            throw new ConfigException("URL is missing");
        if (!Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out var url) || !url.IsAbsoluteUri || url.Scheme is not ("http" or "https"))
            throw new ConfigException("URL scheme must be 'http' or 'https'");
        if (url.Host.Length == 0)
            throw new ConfigException("host is missing in URL");
        var read = new HttpDiscovery(url, map.Duration("refresh_interval", HttpRefresh), HttpClientSettings.Read(map, folder));
        map.End();
        return read;
    }

    static DockerDiscovery ReadDocker(YamlNode node, string folder)
    {
        var map = new ConfigMap(node, "moby.plain");
        var text = map.Text("host");
        if (text.Length == 0)
            throw new ConfigException("host missing");
        if (!Uri.TryCreate(text, UriKind.Absolute, out var host) || host.Scheme is not ("unix" or "tcp" or "http" or "https"))
            throw new ConfigException($"host \"{text}\" is not supported: expected unix, tcp, http or https");
        var read = new DockerDiscovery(host, map.Duration("refresh_interval", HttpRefresh), HttpClientSettings.Read(map, folder))
        {
            Port = map.Count("port", 80),
            HostNetworkingHost = map.Text("host_networking_host", "localhost"),
            MatchFirstNetwork = map.Bool("match_first_network", true),
            Filters = [.. map.Items("filters").Select(ReadFilter).GroupBy(static f => f.Name).Select(static g => (g.Key, (IReadOnlyList<string>)[.. g.SelectMany(static f => f.Values)]))],
        };
        map.End();
        return read;
    }

    static (string Name, IReadOnlyList<string> Values) ReadFilter(YamlNode node)
    {
        var map = new ConfigMap(node, "moby.Filter");
        var read = (map.Text("name"), map.Texts("values"));
        map.End();
        return read;
    }
}
