using Almagest.Server.Ingest.Otlp.Decoding;
using Almagest.Telemetry.Schema;

namespace Almagest.Server.Ingest.Otlp.Metrics;

/// <summary>Labels that come from the resource and the scope of a metric.</summary>
static class ResourceLabels
{
    /// <summary>Sets job, instance, otel_scope_name and otel_scope_version.</summary>
    internal static void Add(SeriesBuilder builder, ReadOnlySpan<byte> resource, ReadOnlySpan<byte> scope)
    {
        AddIdentity(builder, Attributes(resource, 1));
        var reader = new ProtoReader(scope);
        while (reader.Next())
        {
            if (reader.Field == 1)
                builder.Set("otel_scope_name", System.Text.Encoding.UTF8.GetString(reader.Bytes()));
            else if (reader.Field == 2)
                builder.Set("otel_scope_version", System.Text.Encoding.UTF8.GetString(reader.Bytes()));
            else
                reader.Skip();
        }
    }

    /// <summary>The series <c>target_info</c> of a resource; null when nothing identifies it or nothing is left to tell.</summary>
    internal static SeriesEntry? TargetInfo(ReadOnlySpan<byte> resource)
    {
        var attributes = Attributes(resource, 1);
        var rest = attributes.FindAll(static a => a.Key is not ("service.name" or "service.namespace" or "service.instance.id"));
        var builder = new SeriesBuilder();
        if (!AddIdentity(builder, attributes) || rest.Count == 0)
            return null;
        foreach (var (key, text, _) in rest)
            builder.AddAttribute(key, text);
        return builder.Build("target_info");
    }

    /// <summary>The text of one attribute; empty when there is none.</summary>
    internal static string Find(List<(string Key, string Text, AttributeType Type)> attributes, string key) =>
        attributes.Find(a => a.Key == key).Text ?? "";

    /// <summary>The attributes in field <paramref name="field"/> of a resource or scope.</summary>
    internal static List<(string Key, string Text, AttributeType Type)> Attributes(ReadOnlySpan<byte> message, int field)
    {
        var attributes = new List<(string, string, AttributeType)>();
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            if (reader.Field == field)
                attributes.Add(AnyValueText.Attribute(reader.Bytes()));
            else
                reader.Skip();
        }

        return attributes;
    }

    static bool AddIdentity(SeriesBuilder builder, List<(string Key, string Text, AttributeType Type)> attributes)
    {
        var (space, name) = (Find(attributes, "service.namespace"), Find(attributes, "service.name"));
        var instance = Find(attributes, "service.instance.id");
        builder.Set("job", name.Length > 0 && space.Length > 0 ? $"{space}/{name}" : name);
        builder.Set("instance", instance);
        return name.Length > 0 || instance.Length > 0;
    }
}
