using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Almagest.Server.Ingest.Otlp.Decoding;
using Almagest.Telemetry.Schema;

namespace Almagest.Server.Ingest.Otlp.Metrics;

/// <summary>Attributes as text: scalars plain, bytes in base64, lists and maps as JSON.</summary>
static class AnyValueText
{
    // A list within a list within ... takes stack: protobuf itself stops at 100.
    const int MaxDepth = 32;

    static readonly JsonWriterOptions JsonOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Key, text and type of a KeyValue.</summary>
    internal static (string Key, string Text, AttributeType Type) Attribute(ReadOnlySpan<byte> keyValue)
    {
        Split(keyValue, out var key, out var value);
        var (text, type) = Text(value);
        return (Encoding.UTF8.GetString(key), text, type);
    }

    static void Split(ReadOnlySpan<byte> keyValue, out ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        key = value = default;
        var reader = new ProtoReader(keyValue);
        while (reader.Next())
        {
            if (reader.Field == 1)
                key = reader.Bytes();
            else if (reader.Field == 2)
                value = reader.Bytes();
            else
                reader.Skip();
        }
    }

    static (string Text, AttributeType Type) Text(ReadOnlySpan<byte> value)
    {
        var reader = new ProtoReader(value);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    return (Encoding.UTF8.GetString(reader.Bytes()), AttributeType.String);
                case 2:
                    return (reader.UInt64() != 0 ? "true" : "false", AttributeType.Boolean);
                case 3:
                    return (((long)reader.UInt64()).ToString(CultureInfo.InvariantCulture), AttributeType.Integer);
                case 4:
                    return (reader.Double().ToString("R", CultureInfo.InvariantCulture), AttributeType.Double);
                case 5:
                    return (Json(value), AttributeType.Array);
                case 6:
                    return (Json(value), AttributeType.Map);
                case 7:
                    return (Convert.ToBase64String(reader.Bytes()), AttributeType.Bytes);
                default:
                    reader.Skip();
                    break;
            }
        }

        return ("", AttributeType.Empty);
    }

    static string Json(ReadOnlySpan<byte> value)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, JsonOptions))
            Write(json, value, 0);
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> value, int depth)
    {
        if (depth > MaxDepth)
            throw new OtlpFormatException($"an attribute is nested deeper than {MaxDepth} levels");
        var reader = new ProtoReader(value);
        while (reader.Next())
        {
            if (reader.Field is 5 or 6)
            {
                WriteItems(json, reader.Bytes(), reader.Field == 6, depth);
                return;
            }

            if (reader.Field is >= 1 and <= 7)
            {
                WriteScalar(json, value);
                return;
            }

            reader.Skip();
        }

        json.WriteNullValue();
    }

    static void WriteScalar(Utf8JsonWriter json, ReadOnlySpan<byte> value)
    {
        var (text, type) = Text(value);
        // JSON knows neither NaN nor infinities: those stay text.
        if (type is AttributeType.Boolean or AttributeType.Integer || (type is AttributeType.Double && !text.EndsWith('N') && !text.EndsWith('y')))
            json.WriteRawValue(text);
        else
            json.WriteStringValue(text);
    }

    static void WriteItems(Utf8JsonWriter json, ReadOnlySpan<byte> list, bool map, int depth)
    {
        if (map)
            json.WriteStartObject();
        else
            json.WriteStartArray();
        var reader = new ProtoReader(list);
        while (reader.Next())
        {
            if (reader.Field != 1)
            {
                reader.Skip();
                continue;
            }

            var value = reader.Bytes();
            if (map)
            {
                Split(value, out var key, out value);
                json.WritePropertyName(Encoding.UTF8.GetString(key));
            }

            Write(json, value, depth + 1);
        }

        if (map)
            json.WriteEndObject();
        else
            json.WriteEndArray();
    }
}
