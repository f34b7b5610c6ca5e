using System.Text;
using Almagest.ClickHouse.Formats;
using Almagest.Server.Ingest.Otlp.Decoding;
using Almagest.Telemetry.Schema;
using Almagest.Telemetry.Writing;

namespace Almagest.Server.Ingest.Otlp.Metrics;

/// <summary>Appends rows for the resources and scopes of metrics. Their ids are hashes of their bytes and schema URL.</summary>
static class ResourceScopeRows
{
    /// <summary>The id of a resource or scope.</summary>
    internal static ulong Id(ReadOnlySpan<byte> message, ReadOnlySpan<byte> schemaUrl) =>
        XxHash64.Combine(XxHash64.Hash(message), XxHash64.Hash(schemaUrl));

    /// <summary>Appends a resource when it is due.</summary>
    internal static void Resource(MetricRows rows, ReadOnlySpan<byte> message, ReadOnlySpan<byte> schemaUrl)
    {
        var id = Id(message, schemaUrl);
        if (!rows.Register(CatalogueTable.Resources, id))
            return;
        var block = rows.Batch.Resources;
        var attributes = ResourceLabels.Attributes(message, 1);
        block.Tenant.Append(rows.Context.TenantUtf8);
        block.ResourceId.Append(id);
        block.Service.Append(ResourceLabels.Find(attributes, "service.name"));
        Attributes(block.Attributes, attributes);
        block.DroppedAttributes.Append((uint)Number(message, 2));
        block.SchemaUrl.Append(schemaUrl);
        block.Seen.Append((uint)(rows.Context.ReceivedUnixNano / 1_000_000_000));
    }

    /// <summary>Appends a scope when it is due.</summary>
    internal static void Scope(MetricRows rows, ReadOnlySpan<byte> message, ReadOnlySpan<byte> schemaUrl)
    {
        var id = Id(message, schemaUrl);
        if (!rows.Register(CatalogueTable.Scopes, id))
            return;
        var block = rows.Batch.Scopes;
        block.Tenant.Append(rows.Context.TenantUtf8);
        block.ScopeId.Append(id);
        block.Name.Append(Text(message, 1));
        block.Version.Append(Text(message, 2));
        Attributes(block.Attributes, ResourceLabels.Attributes(message, 3));
        block.DroppedAttributes.Append((uint)Number(message, 4));
        block.SchemaUrl.Append(schemaUrl);
        block.Seen.Append((uint)(rows.Context.ReceivedUnixNano / 1_000_000_000));
    }

    static void Attributes(AttributeColumns<LowCardinalityColumn> columns, List<(string Key, string Text, AttributeType Type)> attributes)
    {
        foreach (var (key, text, type) in attributes)
        {
            columns.Map.Keys.Append(key);
            columns.Map.Values.Append(text);
            columns.AddType(type);
        }

        columns.EndRow();
    }

    static ulong Number(ReadOnlySpan<byte> message, int field)
    {
        var value = 0UL;
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            if (reader.Field == field)
                value = reader.UInt64();
            else
                reader.Skip();
        }

        return value;
    }

    static string Text(ReadOnlySpan<byte> message, int field)
    {
        var value = "";
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            if (reader.Field == field)
                value = Encoding.UTF8.GetString(reader.Bytes());
            else
                reader.Skip();
        }

        return value;
    }
}
