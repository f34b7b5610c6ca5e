using System.Text.Json;
using Almagest.ClickHouse.Formats;
using Almagest.Server.Ingest.Otlp.Decoding;
using Almagest.Telemetry.Writing;

namespace Almagest.Server.Ingest.Otlp.Json;

/// <summary>
/// Rewrites OTLP's JSON (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding) as protobuf, so that one decoder serves both.
/// </summary>
static class OtlpJsonTranscoder
{
    static readonly JsonReaderOptions Options = new() { MaxDepth = 128 };

    /// <summary>The protobuf of a JSON request. The caller disposes of it.</summary>
    /// <exception cref="OtlpFormatException">The JSON is broken, or a value does not fit its field; the message names the field.</exception>
    internal static ByteBuffer Transcode(Signal signal, ReadOnlySpan<byte> json)
    {
        var output = new ByteBuffer(json.Length);
        try
        {
            var reader = new Utf8JsonReader(json, Options);
            reader.Read();
            Message(ref reader, signal switch { Signal.Traces => "traces", Signal.Logs => "logs", _ => "metrics" }, output);
            if (reader.Read())
                throw new OtlpFormatException("something follows the request");
            return output;
        }
        catch (JsonException error)
        {
            output.Dispose();
            throw new OtlpFormatException($"the body is not valid JSON, line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}: {error.Message}");
        }
        catch (Exception error) when (error is FormatException or InvalidOperationException or OverflowException)
        {
            output.Dispose();
            throw new OtlpFormatException($"the body does not fit OTLP: {error.Message}");
        }
        catch
        {
            output.Dispose();
            throw;
        }
    }

    static void Message(ref Utf8JsonReader reader, string message, ByteBuffer output)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new OtlpFormatException($"byte {reader.TokenStartIndex}: {message} must be an object");
        var fields = OtlpMessages.Fields(message);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var known = fields.TryGetValue(reader.GetString() ?? "", out var field);
            reader.Read();
            if (known && field is not null)
                Field(ref reader, field, output);
            else
                reader.Skip();
        }
    }

    static void Field(ref Utf8JsonReader reader, JsonField field, ByteBuffer output)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return;
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            Value(ref reader, field, output);
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            Value(ref reader, field, output);
    }

    static void Value(ref Utf8JsonReader reader, JsonField field, ByteBuffer output)
    {
        switch (field.Kind)
        {
            case JsonKind.Message:
                using (var inner = new ByteBuffer())
                {
                    Message(ref reader, field.Message ?? "", inner);
                    Delimited(output, field, inner.Span);
                }

                break;
            case JsonKind.Text:
                Delimited(output, field, System.Text.Encoding.UTF8.GetBytes(reader.GetString() ?? ""));
                break;
            case JsonKind.Base64:
                Delimited(output, field, reader.GetBytesFromBase64());
                break;
            case JsonKind.Hex:
                Delimited(output, field, Convert.FromHexString(reader.GetString() ?? ""));
                break;
            default:
                ProtoNumber.Write(ref reader, field, output);
                break;
        }
    }

    static void Delimited(ByteBuffer output, JsonField field, ReadOnlySpan<byte> bytes)
    {
        const int LengthDelimited = 2;
        output.WriteVarUInt((ulong)((field.Number << 3) | LengthDelimited));
        output.WriteString(bytes);
    }
}
