using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Almagest.Server.Platform.Wire;

namespace Almagest.Server.Apis.Tempo.Streaming;

/// <summary>Writes an answer in JSON as the protobuf it stands for, so that both always say the same.</summary>
static class ProtoJson
{
    /// <summary>The bytes of a message.</summary>
    internal static byte[] Write(ProtoMessage message, JsonObject json)
    {
        var writer = new ProtoWriter();
        Write(writer, message, json);
        return writer.Written.ToArray();
    }

    static void Write(ProtoWriter writer, ProtoMessage message, JsonObject json)
    {
        foreach (var (name, node) in json)
            if (node is not null && message.Fields.GetValueOrDefault(name) is { } field)
                Write(writer, field, node);
    }

    static void Write(ProtoWriter writer, ProtoField field, JsonNode node)
    {
        if (node is JsonArray list)
        {
            foreach (var element in list.OfType<JsonNode>())
                Write(writer, field, element);
            return;
        }

        if (field.IsMap)
        {
            foreach (var (key, value) in node.AsObject())
            {
                var entry = writer.Begin(field.Number);
                writer.Text(1, key);
                if (value is not null)
                    Write(writer, field with { Number = 2, IsMap = false }, value);
                writer.End(entry);
            }

            return;
        }

        switch (field.Kind)
        {
            case ProtoKind.Message:
                var mark = writer.Begin(field.Number);
                Write(writer, field.Message(), node.AsObject());
                writer.End(mark);
                break;
            case ProtoKind.Text:
                writer.Text(field.Number, node.ToString());
                break;
            case ProtoKind.Double:
                writer.Double(field.Number, double.Parse(node.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture));
                break;
            case ProtoKind.Varint:
                writer.Varint(field.Number, Whole(node));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(field), field.Kind, "unknown kind");
        }
    }

    // JSON has numbers of 64 bits as texts.
    static ulong Whole(JsonNode node) => node.GetValueKind() switch
    {
        JsonValueKind.True => 1,
        JsonValueKind.False => 0,
        _ => (ulong)long.Parse(node.ToString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture),
    };
}
