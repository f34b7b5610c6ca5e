namespace Almagest.Cli.Otlp;

/// <summary>Writes Export*ServiceRequest messages: the three share their shape, ResourceX { resource, ScopeX { scope, items } }
/// (opentelemetry/proto/{trace,logs,metrics}/v1).</summary>
public static class OtlpRequest
{
    /// <summary>Appends one resource with one scope and its items.</summary>
    public static void Append(ProtoWriter writer, OtlpResource resource, OtlpScope scope, IEnumerable<IOtlpItem> items)
    {
        var resourceItems = writer.Begin(1);
        var source = writer.Begin(1);
        Attribute.WriteAll(writer, 1, resource.Attributes);
        writer.End(source);
        var scopeItems = writer.Begin(2);
        var library = writer.Begin(1);
        writer.Text(1, scope.Name);
        writer.Text(2, scope.Version);
        Attribute.WriteAll(writer, 3, scope.Attributes);
        writer.End(library);
        foreach (var item in items)
        {
            var message = writer.Begin(2);
            item.WriteTo(writer);
            writer.End(message);
        }
        writer.End(scopeItems);
        if (resource.SchemaUrl.Length > 0) writer.Text(3, resource.SchemaUrl);
        writer.End(resourceItems);
    }
}
