using System.Text;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Almagest.Server.Ingest.Scrape.Configuration;

/// <summary>Reads kubeconfig files (https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/): the cluster and user of the current context.</summary>
static class KubeConfig
{
    /// <exception cref="ConfigException">The file is not valid, or wants credentials of another program.</exception>
    internal static KubernetesAccess Read(string path)
    {
        try
        {
            var yaml = new YamlStream();
            using var reader = new StringReader(File.ReadAllText(path));
            yaml.Load(reader);
            var root = new ConfigMap(yaml.Documents.Count > 0 ? yaml.Documents[0].RootNode : new YamlMappingNode(), "kubeconfig");
            var context = Named(root, "contexts", "context", root.Text("current-context"));
            var cluster = Named(root, "clusters", "cluster", context.Text("cluster"));
            var user = context.Text("user") is { Length: > 0 } name ? Named(root, "users", "user", name) : new ConfigMap(new YamlMappingNode(), "user");
            if (!Uri.TryCreate(cluster.Text("server"), UriKind.Absolute, out var server))
                throw new ConfigException($"\"{path}\": server \"{cluster.Text("server")}\" is no URL");
            return new(server, Settings(cluster, user, Path.GetDirectoryName(path) ?? ""), "");
        }
        catch (YamlException error)
        {
            throw new ConfigException($"\"{path}\", line {error.Start.Line}: {error.Message}");
        }
    }

    static ConfigMap Named(ConfigMap root, string list, string member, string name)
    {
        foreach (var node in root.Items(list))
        {
            var item = new ConfigMap(node, list);
            if (item.Text("name") == name)
                return item.Section(member, member) ?? throw new ConfigException($"{member} \"{name}\" is empty");
        }

        throw new ConfigException($"{member} \"{name}\" does not exist");
    }

    static HttpClientSettings Settings(ConfigMap cluster, ConfigMap user, string folder)
    {
        foreach (var program in (ReadOnlySpan<string>)["exec", "auth-provider"])
        {
            if (user.Has(program))
                throw new ConfigException($"\"{program}\" of a kubeconfig user is not supported: give a token, a tokenFile or a client certificate");
        }

        var (token, tokenFile) = (user.Text("token"), HttpClientSettings.Resolve(folder, user.Text("tokenFile")));
        return new HttpClientSettings
        {
            Username = (user.Text("username"), ""),
            Password = (user.Text("password"), ""),
            AuthorizationType = token.Length + tokenFile.Length > 0 ? "Bearer" : "",
            Credentials = tokenFile.Length > 0 ? ("", tokenFile) : (token, ""),
            CaFile = HttpClientSettings.Resolve(folder, cluster.Text("certificate-authority")),
            Ca = Decode(cluster, "certificate-authority-data"),
            CertFile = HttpClientSettings.Resolve(folder, user.Text("client-certificate")),
            Cert = Decode(user, "client-certificate-data"),
            KeyFile = HttpClientSettings.Resolve(folder, user.Text("client-key")),
            Key = Decode(user, "client-key-data"),
            ServerName = cluster.Text("tls-server-name"),
            InsecureSkipVerify = cluster.Bool("insecure-skip-tls-verify", false),
        };
    }

    static string Decode(ConfigMap map, string name)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(map.Text(name)));
        }
        catch (FormatException)
        {
            throw new ConfigException($"\"{name}\" is not valid base64");
        }
    }
}
