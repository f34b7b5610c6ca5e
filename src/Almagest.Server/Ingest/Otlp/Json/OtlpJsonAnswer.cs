using System.Globalization;
using System.Text;
using System.Text.Json;
using Almagest.ClickHouse.Formats;
using Almagest.Server.Ingest.Otlp.Decoding;
using Almagest.Telemetry.Writing;

namespace Almagest.Server.Ingest.Otlp.Json;

/// <summary>Answers to JSON requests: what <see cref="OtlpAnswer"/> writes as protobuf, as JSON.</summary>
static class OtlpJsonAnswer
{
    /// <summary>The JSON of an Export…ServiceResponse.</summary>
    internal static byte[] Success(ReadOnlySpan<byte> message, Signal signal)
    {
        using var output = new ByteBuffer();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            if (message.Length > 0)
                PartialSuccess(json, message, signal);
            json.WriteEndObject();
        }

        return output.Span.ToArray();
    }

    /// <summary>The JSON of a google.rpc.Status.</summary>
    internal static byte[] Status(ReadOnlySpan<byte> message)
    {
        using var output = new ByteBuffer();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            NumberAndText(json, message, "code", "message");
            json.WriteEndObject();
        }

        return output.Span.ToArray();
    }

    static void PartialSuccess(Utf8JsonWriter json, ReadOnlySpan<byte> message, Signal signal)
    {
        var answer = new ProtoReader(message);
        answer.Next();
        json.WriteStartObject("partialSuccess");
        var rejected = signal switch { Signal.Traces => "rejectedSpans", Signal.Logs => "rejectedLogRecords", _ => "rejectedDataPoints" };
        NumberAndText(json, answer.Bytes(), rejected, "errorMessage");
        json.WriteEndObject();
    }

    static void NumberAndText(Utf8JsonWriter json, ReadOnlySpan<byte> message, string number, string text)
    {
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            if (reader.Field == 1)
                WriteNumber(json, number, reader.UInt64());
            else if (reader.Field == 2)
                json.WriteString(text, Encoding.UTF8.GetString(reader.Bytes()));
            else
                reader.Skip();
        }
    }

    // Protobuf's JSON writes 64-bit integers as text; the code of a status has 32 bits.
    static void WriteNumber(Utf8JsonWriter json, string name, ulong value)
    {
        if (name == "code")
            json.WriteNumber(name, value);
        else
            json.WriteString(name, value.ToString(CultureInfo.InvariantCulture));
    }
}
