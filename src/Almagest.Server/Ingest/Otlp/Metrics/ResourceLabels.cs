using System.Text;
using Almagest.Server.Ingest.Otlp.Decoding;

namespace Almagest.Server.Ingest.Otlp.Metrics;

/// <summary>Labels that come from the resource and the scope of a metric.</summary>
static class ResourceLabels
{
    /// <summary>
    /// Sets job, instance, otel_scope_name, otel_scope_version and one otel_scope_… for each attribute of the scope: without them the same instrument of
    /// two scopes would be one series.
    /// </summary>
    internal static void Add(SeriesBuilder builder, List<AttributeText> resource, ReadOnlySpan<byte> scope, List<AttributeText> scopeAttributes)
    {
        AddIdentity(builder, resource);
        foreach (var (key, text) in scopeAttributes)
            builder.Set(PrometheusNames.Label("otel_scope_" + key), text);
        var reader = new ProtoReader(scope);
        while (reader.Next())
        {
            if (reader.Field == 1)
                builder.Set("otel_scope_name", Encoding.UTF8.GetString(reader.Bytes()));
            else if (reader.Field == 2)
                builder.Set("otel_scope_version", Encoding.UTF8.GetString(reader.Bytes()));
            else
                reader.Skip();
        }
    }

    /// <summary>The series <c>target_info</c> of a resource; null when nothing identifies it or nothing is left to tell.</summary>
    internal static SeriesEntry? TargetInfo(List<AttributeText> resource)
    {
        var rest = resource.FindAll(static a => a.Key is not ("service.name" or "service.namespace" or "service.instance.id"));
        var builder = new SeriesBuilder();
        if (!AddIdentity(builder, resource) || rest.Count == 0)
            return null;
        builder.AddAttributes(rest);
        return builder.Build("target_info");
    }

    static bool AddIdentity(SeriesBuilder builder, List<AttributeText> resource)
    {
        var (space, name) = (Find(resource, "service.namespace"), Find(resource, "service.name"));
        var instance = Find(resource, "service.instance.id");
        builder.Set("job", name.Length > 0 && space.Length > 0 ? $"{space}/{name}" : name);
        builder.Set("instance", instance);
        return name.Length > 0 || instance.Length > 0;
    }

    static string Find(List<AttributeText> attributes, string key) => attributes.Find(a => a.Key == key).Text ?? "";
}
