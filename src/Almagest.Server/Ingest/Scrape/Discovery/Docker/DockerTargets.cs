using System.Globalization;
using System.Text.Json;
using Almagest.Server.Ingest.Scrape.Configuration;

namespace Almagest.Server.Ingest.Scrape.Discovery.Docker;

/// <summary>Makes targets of the answers of a Docker daemon: one for each network and TCP port of a container, or one without a port of its own.</summary>
sealed class DockerTargets(DockerDiscovery config, JsonElement networks)
{
    readonly Dictionary<string, MetaLabels> _networks = networks.EnumerateArray().ToDictionary(static n => Text(n, "Id"), LabelsOfNetwork, StringComparer.Ordinal);

    internal List<TargetGroup> Build(JsonElement containers)
    {
        var byId = containers.EnumerateArray().ToDictionary(static c => Text(c, "Id"), StringComparer.Ordinal);
        var targets = new List<TargetGroup>();
        foreach (var container in byId.Values)
        {
            if (!container.TryGetProperty("Names", out var names) || names.ValueKind != JsonValueKind.Array || names.GetArrayLength() == 0)
                continue;
            var common = LabelsOf(container, names[0].GetString());
            foreach (var network in Chosen(NetworksOf(container, byId)))
                targets.AddRange(TargetsOf(container, network, common));
        }

        return targets;
    }

    static MetaLabels LabelsOf(JsonElement container, string? name)
    {
        var labels = new MetaLabels
        {
            ["__meta_docker_container_id"] = Text(container, "Id"),
            ["__meta_docker_container_name"] = name,
            ["__meta_docker_container_network_mode"] = ModeOf(container),
        };
        AddAll(labels, container, "__meta_docker_container_label_");
        return labels;
    }

    static MetaLabels LabelsOfNetwork(JsonElement network)
    {
        var labels = new MetaLabels
        {
            ["__meta_docker_network_id"] = Text(network, "Id"),
            ["__meta_docker_network_name"] = Text(network, "Name"),
            ["__meta_docker_network_scope"] = Text(network, "Scope"),
            ["__meta_docker_network_internal"] = Flag(network, "Internal"),
            ["__meta_docker_network_ingress"] = Flag(network, "Ingress"),
        };
        AddAll(labels, network, "__meta_docker_network_label_");
        return labels;
    }

    static void AddAll(MetaLabels labels, JsonElement of, string prefix)
    {
        if (!of.TryGetProperty("Labels", out var all) || all.ValueKind != JsonValueKind.Object)
            return;
        foreach (var label in all.EnumerateObject())
            labels[prefix + MetaLabels.Sanitise(label.Name)] = label.Value.GetString();
    }

    /// <summary>The container's networks; those of the container whose network it shares when it has none.</summary>
    static List<JsonProperty> NetworksOf(JsonElement container, Dictionary<string, JsonElement> byId)
    {
        var own = Networks(container);
        var visited = new HashSet<string>();
        for (var mode = ModeOf(container); own.Count == 0 && mode.StartsWith("container:", StringComparison.Ordinal) && visited.Add(mode);)
        {
            if (!byId.TryGetValue(mode["container:".Length..], out var other))
                break;
            (own, mode) = (Networks(other), ModeOf(other));
        }

        return own;
    }

    static List<JsonProperty> Networks(JsonElement container) =>
        container.TryGetProperty("NetworkSettings", out var settings) && settings.TryGetProperty("Networks", out var all) && all.ValueKind == JsonValueKind.Object
            ? [.. all.EnumerateObject().Where(static n => n.Value.ValueKind == JsonValueKind.Object).OrderBy(static n => n.Name, StringComparer.Ordinal)] : [];

    IEnumerable<JsonElement> Chosen(List<JsonProperty> networks) => networks.Take(config.MatchFirstNetwork ? 1 : int.MaxValue).Select(static n => n.Value);

    IEnumerable<TargetGroup> TargetsOf(JsonElement container, JsonElement network, MetaLabels common)
    {
        var ip = Text(network, "IPAddress");
        var added = false;
        if (container.TryGetProperty("Ports", out var ports) && ports.ValueKind == JsonValueKind.Array)
        {
            foreach (var port in ports.EnumerateArray().Where(static p => Text(p, "Type") == "tcp"))
            {
                var number = Text(port, "PrivatePort");
                var labels = Labels(ip, network, common);
                labels["__meta_docker_port_private"] = number;
                if (Text(port, "PublicPort") is not ("" or "0") and var published)
                {
                    labels["__meta_docker_port_public"] = published;
                    labels["__meta_docker_port_public_ip"] = Text(port, "IP");
                }

                added = true;
                yield return labels.ToGroup("Docker", MetaLabels.Address(ip, number));
            }
        }

        if (added)
            yield break;
        var address = ModeOf(container) == "host" ? config.HostNetworkingHost : MetaLabels.Address(ip, config.Port.ToString(CultureInfo.InvariantCulture));
        yield return Labels(ip, network, common).ToGroup("Docker", address);
    }

    MetaLabels Labels(string ip, JsonElement network, MetaLabels common)
    {
        var labels = common.Copy();
        labels["__meta_docker_network_ip"] = ip;
        return _networks.TryGetValue(Text(network, "NetworkID"), out var more) ? labels.With(more) : labels;
    }

    static string ModeOf(JsonElement container) => container.TryGetProperty("HostConfig", out var host) ? Text(host, "NetworkMode") : "";

    static string Flag(JsonElement element, string name) => element.TryGetProperty(name, out var flag) && flag.ValueKind == JsonValueKind.True ? "true" : "false";

    static string Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number ? value.ToString() : "";
}
