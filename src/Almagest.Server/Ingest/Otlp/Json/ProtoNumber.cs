using System.Globalization;
using System.Text.Json;
using Almagest.ClickHouse.Formats;
using Almagest.Server.Ingest.Otlp.Decoding;

namespace Almagest.Server.Ingest.Otlp.Json;

/// <summary>Numbers of OTLP's JSON, which may stand as numbers or as text, as protobuf fields.</summary>
static class ProtoNumber
{
    internal static void Write(ref Utf8JsonReader reader, JsonField field, ByteBuffer output)
    {
        var wireType = field.Kind switch { JsonKind.Varint or JsonKind.ZigZag => 0, JsonKind.Fixed32 => 5, _ => 1 };
        output.WriteVarUInt((ulong)((field.Number << 3) | wireType));
        switch (field.Kind)
        {
            case JsonKind.Double:
                output.Write(Double(ref reader));
                break;
            case JsonKind.Fixed64:
                output.Write(Integer(ref reader));
                break;
            case JsonKind.Fixed32:
                output.Write(checked((uint)Integer(ref reader)));
                break;
            case JsonKind.ZigZag:
                var signed = (long)Integer(ref reader);
                output.WriteVarUInt((ulong)((signed << 1) ^ (signed >> 63)));
                break;
            default:
                output.WriteVarUInt(Integer(ref reader));
                break;
        }
    }

    /// <summary>An integer of up to 64 bits, signed ones as two's complement.</summary>
    static ulong Integer(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.True:
                return 1;
            case JsonTokenType.False:
                return 0;
            case JsonTokenType.Number when reader.TryGetUInt64(out var unsigned):
                return unsigned;
            case JsonTokenType.Number when reader.TryGetInt64(out var signed):
                return (ulong)signed;
            case JsonTokenType.String:
                var text = reader.GetString() ?? "";
                if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                    return number;
                if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var negative))
                    return (ulong)negative;
                if (OtlpMessages.TryEnum(text, out var value))
                    return value;
                break;
            default:
                break;
        }

        throw new OtlpFormatException($"byte {reader.TokenStartIndex}: an integer was expected");
    }

    static double Double(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number)
            return reader.GetDouble();
        return (reader.TokenType == JsonTokenType.String ? reader.GetString() : null) switch
        {
            "NaN" => double.NaN,
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            { } text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
            _ => throw new OtlpFormatException($"byte {reader.TokenStartIndex}: a number was expected"),
        };
    }
}
