using System.Text.Json;
using Almagest.ClickHouse.Formats;
using Almagest.Server.Ingest.Otlp.Decoding;
using Almagest.Telemetry.Writing;

namespace Almagest.Server.Ingest.Otlp.Json;

/// <summary>
/// Rewrites OTLP's JSON (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding) as protobuf, so that one decoder serves both.
/// For one request.
/// </summary>
sealed class OtlpJsonTranscoder
{
    // The longest name has 22 letters; a longer one is not known.
    const int LongestName = 32;

    static readonly JsonReaderOptions Options = new() { MaxDepth = 128 };

    readonly JsonPlace _place = new();

    /// <summary>The protobuf of a JSON request. The caller disposes of it.</summary>
    /// <exception cref="OtlpFormatException">The JSON is broken, or a value does not fit its field; the message names the place.</exception>
    internal static ByteBuffer Transcode(Signal signal, ReadOnlySpan<byte> json)
    {
        var output = new ByteBuffer(json.Length);
        var transcoder = new OtlpJsonTranscoder();
        try
        {
            var reader = new Utf8JsonReader(json, Options);
            reader.Read();
            transcoder.Message(ref reader, signal switch { Signal.Traces => "traces", Signal.Logs => "logs", _ => "metrics" }, output);
            reader.Read();
            return output;
        }
        catch (JsonException error)
        {
            output.Dispose();
            throw new OtlpFormatException(
                $"the body is not valid JSON, line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}, in {transcoder._place}: {WithoutPlace(error.Message)}");
        }
        catch (Exception error) when (error is FormatException or InvalidOperationException)
        {
            output.Dispose();
            throw new OtlpFormatException($"{transcoder._place}: {error.Message}");
        }
        catch
        {
            output.Dispose();
            throw;
        }
    }

    // The place is told already, counted from 1.
    static string WithoutPlace(string message) => message.Split(" LineNumber:")[0].TrimEnd('.');

    void Message(ref Utf8JsonReader reader, string message, ByteBuffer output)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new FormatException($"an object was expected, got {JsonBytes.Token(reader.TokenType)}");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = Find(ref reader, message);
            reader.Read();
            // Unknown fields are ignored, as the specification asks; null is an absent field.
            if (field is null || reader.TokenType == JsonTokenType.Null)
            {
                reader.Skip();
                continue;
            }

            _place.Enter(field.Name);
            Field(ref reader, field, output);
            _place.Leave();
        }
    }

    static JsonField? Find(ref Utf8JsonReader reader, string message)
    {
        if (reader.ValueSpan.Length > LongestName)
            return null;
        Span<char> name = stackalloc char[LongestName];
        return OtlpMessages.Find(message, name[..reader.CopyString(name)]);
    }

    void Field(ref Utf8JsonReader reader, JsonField field, ByteBuffer output)
    {
        if (!field.Repeated)
        {
            Value(ref reader, field, output);
            return;
        }

        if (reader.TokenType != JsonTokenType.StartArray)
            throw new FormatException($"an array was expected, got {JsonBytes.Token(reader.TokenType)}");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            _place.NextItem();
            Value(ref reader, field, output);
        }
    }

    void Value(ref Utf8JsonReader reader, JsonField field, ByteBuffer output)
    {
        output.WriteVarUInt((ulong)((field.Number << 3) | ProtoNumber.WireType(field.Kind)));
        switch (field.Kind)
        {
            case JsonKind.Message:
                using (var inner = new ByteBuffer())
                {
                    Message(ref reader, field.Message ?? "", inner);
                    output.WriteString(inner.Span);
                }

                break;
            case JsonKind.Text:
                JsonBytes.WriteText(ref reader, output);
                break;
            case JsonKind.Base64:
                JsonBytes.WriteBase64(ref reader, output);
                break;
            case JsonKind.Hex:
                JsonBytes.WriteHex(ref reader, output);
                break;
            default:
                ProtoNumber.Write(ref reader, field.Kind, output);
                break;
        }
    }
}
