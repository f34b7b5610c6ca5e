using System.Buffers.Text;
using System.Text.Json;
using Almagest.ClickHouse.Formats;
using Almagest.Server.Ingest.Otlp.Decoding;

namespace Almagest.Server.Ingest.Otlp.Json;

/// <summary>Text and bytes of OTLP's JSON.</summary>
static class JsonBytes
{
    const int Quoted = 40;

    /// <summary>Appends the text the reader stands at, with its length before it.</summary>
    internal static void WriteText(ref Utf8JsonReader reader, ByteBuffer output)
    {
        ExpectText(ref reader, "a text");
        if (!reader.ValueIsEscaped)
        {
            output.WriteString(reader.ValueSpan);
            return;
        }

        using var text = Unescaped(ref reader);
        output.WriteString(text.Span);
    }

    /// <summary>Appends bytes that stand in hexadecimal digits.</summary>
    internal static void WriteHex(ref Utf8JsonReader reader, ByteBuffer output)
    {
        ExpectText(ref reader, "hexadecimal digits");
        using var text = Unescaped(ref reader);
        if (text.Length % 2 != 0)
            throw new FormatException($"\"{Excerpt(text.Span)}\" has an odd number of hexadecimal digits");
        using var bytes = new ByteBuffer(text.Length / 2 + 1);
        if (Convert.FromHexString(text.Span, bytes.GetSpan(text.Length / 2), out _, out var written) != System.Buffers.OperationStatus.Done)
            throw new FormatException($"\"{Excerpt(text.Span)}\" is not hexadecimal: OTLP writes ids so, not in base64");
        bytes.Advance(written);
        output.WriteString(bytes.Span);
    }

    /// <summary>Appends bytes that stand in base64.</summary>
    internal static void WriteBase64(ref Utf8JsonReader reader, ByteBuffer output)
    {
        ExpectText(ref reader, "base64");
        using var text = Unescaped(ref reader);
        using var bytes = new ByteBuffer(text.Length + 1);
        // The URL-safe reader takes padding or leaves it: one alphabet serves both.
        var digits = text.GetWritten();
        digits.Replace((byte)'+', (byte)'-');
        digits.Replace((byte)'/', (byte)'_');
        if (Base64Url.DecodeFromUtf8(digits, bytes.GetSpan(text.Length), out _, out var written) != System.Buffers.OperationStatus.Done)
            throw new FormatException($"\"{Excerpt(text.Span)}\" is not base64");
        bytes.Advance(written);
        output.WriteString(bytes.Span);
    }

    static void ExpectText(ref Utf8JsonReader reader, string what)
    {
        if (reader.TokenType != JsonTokenType.String)
            throw new FormatException($"{what} in quotes was expected, got {Token(reader.TokenType)}");
    }

    /// <summary>What a token is called in messages.</summary>
    internal static string Token(JsonTokenType type) => type switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a text",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "a truth value",
        _ => "null",
    };

    /// <summary>The beginning of a value, for a message.</summary>
    internal static string Excerpt(ReadOnlySpan<byte> value) =>
        System.Text.Encoding.UTF8.GetString(Utf8Text.Cut(value, Quoted)) + (value.Length > Quoted ? "…" : "");

    static ByteBuffer Unescaped(ref Utf8JsonReader reader)
    {
        var text = new ByteBuffer(reader.ValueSpan.Length + 1);
        text.Advance(reader.CopyString(text.GetSpan(reader.ValueSpan.Length)));
        return text;
    }
}
