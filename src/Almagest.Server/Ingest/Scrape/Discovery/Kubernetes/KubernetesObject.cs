using System.Text.Json;

namespace Almagest.Server.Ingest.Scrape.Discovery.Kubernetes;

/// <summary>Reads objects of Kubernetes' API; whatever is absent is empty.</summary>
static class KubernetesObject
{
    /// <summary>Key in a store: <c>namespace/name</c>, or the name alone.</summary>
    internal static string KeyOf(JsonElement item)
    {
        var (space, name) = (Text(item, "metadata", "namespace"), Text(item, "metadata", "name"));
        return space.Length > 0 ? $"{space}/{name}" : name;
    }

    /// <summary>The text or number at a path, empty when there is none.</summary>
    internal static string Text(JsonElement item, params ReadOnlySpan<string> path) => At(item, path) is { } found && found.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.Null)
        ? found.ValueKind switch { JsonValueKind.True => "true", JsonValueKind.False => "false", _ => found.ToString() } : "";

    /// <summary>The elements of the list at a path.</summary>
    internal static IEnumerable<JsonElement> List(JsonElement item, params ReadOnlySpan<string> path) =>
        At(item, path) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    /// <summary>The members of the map at a path.</summary>
    internal static IEnumerable<(string Name, string Value)> Map(JsonElement item, params ReadOnlySpan<string> path) =>
        At(item, path) is { ValueKind: JsonValueKind.Object } map ? map.EnumerateObject().Select(static p => (p.Name, p.Value.ToString())) : [];

    internal static JsonElement? At(JsonElement item, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty(name, out item))
                return null;
        }

        return item;
    }

    /// <summary>Name, labels and annotations of an object: <c>__meta_kubernetes_role_name</c>, <c>…_label_x</c>, <c>…_labelpresent_x</c> and so on.</summary>
    internal static void AddMetadata(MetaLabels labels, JsonElement item, string role)
    {
        var prefix = $"__meta_kubernetes_{role}_";
        labels[prefix + "name"] = Text(item, "metadata", "name");
        foreach (var (kind, member) in (ReadOnlySpan<(string, string)>)[("label", "labels"), ("annotation", "annotations")])
        {
            foreach (var (name, value) in Map(item, "metadata", member))
            {
                var plain = MetaLabels.Sanitise(name);
                labels[$"{prefix}{kind}_{plain}"] = value;
                labels[$"{prefix}{kind}present_{plain}"] = "true";
            }
        }
    }
}
