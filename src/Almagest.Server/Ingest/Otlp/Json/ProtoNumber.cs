using System.Globalization;
using System.Text.Json;
using Almagest.ClickHouse.Formats;

namespace Almagest.Server.Ingest.Otlp.Json;

/// <summary>
/// Numbers of OTLP's JSON as protobuf fields. Integers may stand as numbers or as text, and with fraction or exponent as long as their
/// value is whole: <c>1</c>, <c>"1"</c>, <c>1.0</c>, <c>1e3</c> (https://protobuf.dev/programming-guides/json).
/// </summary>
static class ProtoNumber
{
    /// <summary>The wire type of a kind.</summary>
    internal static int WireType(JsonKind kind) => kind switch
    {
        JsonKind.Double or JsonKind.Fixed64 or JsonKind.SFixed64 => 1,
        JsonKind.Fixed32 => 5,
        JsonKind.Message or JsonKind.Text or JsonKind.Hex or JsonKind.Base64 => 2,
        _ => 0,
    };

    /// <summary>Appends the number the reader stands at.</summary>
    /// <exception cref="FormatException">It is none, or does not fit.</exception>
    internal static void Write(ref Utf8JsonReader reader, JsonKind kind, ByteBuffer output)
    {
        switch (kind)
        {
            case JsonKind.Double: output.Write(Double(ref reader)); break;
            case JsonKind.Boolean: output.WriteVarUInt(Boolean(ref reader)); break;
            case JsonKind.Enum: output.WriteVarUInt(Enum(ref reader)); break;
            case JsonKind.Fixed64: output.Write(Unsigned(ref reader, ulong.MaxValue)); break;
            case JsonKind.SFixed64: output.Write(Signed(ref reader, long.MinValue, long.MaxValue)); break;
            case JsonKind.Fixed32: output.Write((uint)Unsigned(ref reader, uint.MaxValue)); break;
            case JsonKind.UInt32: output.WriteVarUInt(Unsigned(ref reader, uint.MaxValue)); break;
            case JsonKind.UInt64: output.WriteVarUInt(Unsigned(ref reader, ulong.MaxValue)); break;
            case JsonKind.Int64: output.WriteVarUInt((ulong)Signed(ref reader, long.MinValue, long.MaxValue)); break;
            case JsonKind.ZigZag:
                var signed = Signed(ref reader, int.MinValue, int.MaxValue);
                output.WriteVarUInt((ulong)((signed << 1) ^ (signed >> 63)));
                break;
            default: throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a number");
        }
    }

    static ulong Boolean(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.True => 1,
        JsonTokenType.False => 0,
        _ => throw new FormatException($"true or false was expected, got {JsonBytes.Token(reader.TokenType)}"),
    };

    static ulong Enum(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String && reader.GetString() is { } name && OtlpMessages.TryEnum(name, out var value))
            return value;
        if (reader.TokenType == JsonTokenType.String && !reader.ValueSpan.ContainsAnyInRange((byte)'0', (byte)'9'))
            throw new FormatException($"\"{JsonBytes.Excerpt(reader.ValueSpan)}\" is not a name of this enum");
        return (ulong)Signed(ref reader, int.MinValue, int.MaxValue);
    }

    static ulong Unsigned(ref Utf8JsonReader reader, ulong max) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetUInt64(out var value) && value <= max ? value : (ulong)Integer(ref reader, 0, max);

    static long Signed(ref Utf8JsonReader reader, long min, long max) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var value) && value >= min && value <= max ? value : (long)Integer(ref reader, min, max);

    // 28 digits are more than the 20 of a 64-bit integer, so nothing that fits is rounded.
    static decimal Integer(ref Utf8JsonReader reader, decimal min, decimal max)
    {
        if (reader.TokenType is not (JsonTokenType.Number or JsonTokenType.String))
            throw new FormatException($"an integer was expected, got {JsonBytes.Token(reader.TokenType)}");
        const NumberStyles Styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (!decimal.TryParse(reader.ValueSpan, Styles, CultureInfo.InvariantCulture, out var value) || value != decimal.Truncate(value))
            throw new FormatException($"\"{JsonBytes.Excerpt(reader.ValueSpan)}\" is not an integer");
        return value >= min && value <= max ? value
            : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"{JsonBytes.Excerpt(reader.ValueSpan)} is not between {min} and {max}"));
    }

    static double Double(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var number) && double.IsFinite(number))
            return number;
        if (reader.TokenType is not (JsonTokenType.Number or JsonTokenType.String))
            throw new FormatException($"a number was expected, got {JsonBytes.Token(reader.TokenType)}");
        if (reader.ValueTextEquals("NaN"u8))
            return double.NaN;
        if (reader.ValueTextEquals("Infinity"u8))
            return double.PositiveInfinity;
        if (reader.ValueTextEquals("-Infinity"u8))
            return double.NegativeInfinity;
        const NumberStyles Styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return double.TryParse(reader.ValueSpan, Styles, CultureInfo.InvariantCulture, out number) && double.IsFinite(number) ? number
            : throw new FormatException($"\"{JsonBytes.Excerpt(reader.ValueSpan)}\" is not a number that fits a double");
    }
}
