using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Almagest.ClickHouse.Formats;
using Almagest.Model;
using Almagest.Query.PromQL.Syntax;
using Almagest.Server.Ingest.Logs;

namespace Almagest.Server.Ingest.Loki;

/// <summary>
/// The JSON of <c>/loki/api/v1/push</c> (https://grafana.com/docs/loki/latest/reference/loki-http-api/#ingest-logs):
/// <c>{"streams": [{"stream": {…}, "values": [["nanoseconds", "line", {metadata}]]}]}</c>, straight into columns.
/// </summary>
static class PushJson
{
    /// <exception cref="JsonException">The body is not JSON.</exception>
    /// <exception cref="UserErrorException">It is JSON of another form; nothing of it may be kept.</exception>
    internal static void Decode(ReadOnlySpan<byte> body, PushContext context)
    {
        using var scratch = new ByteBuffer(4096);
        var reader = new Utf8JsonReader(body);
        reader.Read();
        JsonForm.Object(ref reader, "the request");
        while (JsonForm.Field(ref reader))
        {
            var streams = reader.ValueTextEquals("streams"u8);
            reader.Read();
            if (!streams || reader.TokenType == JsonTokenType.Null)
            {
                reader.Skip();
                continue;
            }

            JsonForm.Array(ref reader, "\"streams\"");
            while (JsonForm.Item(ref reader))
                ReadStream(ref reader, body, context, scratch);
        }
    }

    static void ReadStream(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, PushContext context, ByteBuffer scratch)
    {
        JsonForm.Object(ref reader, "a stream");
        var entered = false;
        Utf8JsonReader postponed = default;
        while (JsonForm.Field(ref reader))
        {
            if (reader.ValueTextEquals("stream"u8))
            {
                reader.Read();
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                context.Enter(body[start..(int)reader.BytesConsumed], LabelText);
                entered = true;
            }
            else if (reader.ValueTextEquals("values"u8))
            {
                reader.Read();
                // Values before the labels wait: a copy of the reader remembers where they stand.
                if (entered)
                {
                    ReadValues(ref reader, context, scratch);
                    continue;
                }

                postponed = reader;
                reader.Skip();
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        if (!entered)
            context.Enter("{}"u8, LabelText);
        if (postponed.TokenType != JsonTokenType.None)
            ReadValues(ref postponed, context, scratch);
    }

    static void ReadValues(ref Utf8JsonReader reader, PushContext context, ByteBuffer scratch)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return;
        JsonForm.Array(ref reader, "\"values\"");
        while (JsonForm.Item(ref reader))
        {
            if (reader.TokenType != JsonTokenType.Null)
                ReadValue(ref reader, context, scratch);
        }
    }

    // Hot path: per line.
    static void ReadValue(ref Utf8JsonReader reader, PushContext context, ByteBuffer scratch)
    {
        JsonForm.Array(ref reader, "an entry");
        scratch.Clear();
        context.Metadata.Clear();
        var time = JsonForm.Item(ref reader) ? ReadTime(ref reader) : 0;
        ReadOnlySpan<byte> line = default;
        if (reader.TokenType != JsonTokenType.EndArray && JsonForm.Item(ref reader))
            line = JsonForm.Text(ref reader, scratch, "the line of an entry");
        if (reader.TokenType != JsonTokenType.EndArray && JsonForm.Item(ref reader))
        {
            ReadMetadata(ref reader, context);
            while (JsonForm.Item(ref reader))
                reader.Skip();
        }

        context.Append(time, line);
    }

    static long ReadTime(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped
            && Utf8Parser.TryParse(reader.ValueSpan, out long time, out var read) && read == reader.ValueSpan.Length)
            return time;
        throw JsonForm.Unexpected(ref reader, "the time of an entry", "nanoseconds since 1970 as a string of digits");
    }

    static void ReadMetadata(ref Utf8JsonReader reader, PushContext context)
    {
        using var text = new ByteBuffer(256);
        JsonForm.Object(ref reader, "the structured metadata of an entry");
        while (JsonForm.Field(ref reader))
        {
            text.Clear();
            var name = JsonForm.Text(ref reader, text, "a name");
            reader.Read();
            var split = text.Length;
            var value = JsonForm.Text(ref reader, text, "the value of structured metadata");
            // Names and values with escapes stand in the same buffer, which moves when it grows.
            context.Metadata.AddLabel(split > 0 ? text.Span[..split] : name, value);
        }
    }

    /// <summary>The labels of a JSON object as the text that Loki makes of them before it reads them.</summary>
    internal static string LabelText(ReadOnlySpan<byte> json)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var reader = new Utf8JsonReader(json);
        reader.Read();
        JsonForm.Object(ref reader, "\"stream\"");
        while (JsonForm.Field(ref reader))
        {
            var name = JsonText.ReadString(ref reader);
            reader.Read();
            labels[name] = Value(ref reader);
        }

        return $"{{{string.Join(", ", labels.Select(static l => $"{l.Key}={MetricText.Quote(l.Value)}"))}}}";
    }

    // A number or a boolean counts as its text.
    static string Value(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
            return JsonText.ReadString(ref reader);
        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            throw JsonForm.Unexpected(ref reader, "the value of a label", "a string");
        return Encoding.UTF8.GetString(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan);
    }
}
