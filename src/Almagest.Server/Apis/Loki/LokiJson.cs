using System.Globalization;
using System.Text.Json;
using Almagest.Model;
using Almagest.Query.LogQL.Engine;
using Almagest.Query.PromQL.Syntax;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Apis.Loki;

/// <summary>An answer in JSON, written to the connection as it grows.</summary>
sealed class LokiJson(Action<Utf8JsonWriter> write) : IResult
{
    internal const string ContentType = "application/json; charset=UTF-8";

    internal static readonly JsonWriterOptions Options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = ContentType;
        await using var writer = new Utf8JsonWriter(httpContext.Response.BodyWriter, Options);
        write(writer);
    }

    /// <summary>The text of a small answer.</summary>
    internal static byte[] Bytes(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Options))
            write(writer);
        return stream.ToArray();
    }

    /// <summary><c>{"status":"success","data":[…]}</c>; without entries there is no data.</summary>
    internal static LokiJson Texts(IReadOnlyList<string> texts) => new(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("status"u8, "success"u8);
        if (texts.Count > 0)
            WriteTexts(writer, "data", texts);
        writer.WriteEndObject();
    });

    internal static void WriteTexts(Utf8JsonWriter writer, string name, IEnumerable<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
            writer.WriteStringValue(text);
        writer.WriteEndArray();
    }

    internal static void WriteLabels(Utf8JsonWriter writer, Labels labels)
    {
        writer.WriteStartObject();
        foreach (var label in labels.AsSpan())
            writer.WriteString(label.Name, label.Value);
        writer.WriteEndObject();
    }

    internal static void WriteEntry(Utf8JsonWriter writer, LogEntry entry, bool categorized)
    {
        writer.WriteStartArray();
        writer.WriteStringValue(entry.TimeNano.ToString(CultureInfo.InvariantCulture));
        writer.WriteStringValue(entry.Text);
        if (categorized)
        {
            writer.WriteStartObject();
            WriteSome(writer, "structuredMetadata", entry.Metadata);
            WriteSome(writer, "parsed", entry.Parsed);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>A time in seconds and a number as text.</summary>
    internal static void WritePoint(Utf8JsonWriter writer, long timeMs, double value)
    {
        writer.WriteStartArray();
        writer.WriteRawValue((timeMs / 1000m).ToString("0.###", CultureInfo.InvariantCulture));
        writer.WriteStringValue(PromQlNumbers.Format(value));
        writer.WriteEndArray();
    }

    static void WriteSome(Utf8JsonWriter writer, string name, Labels labels)
    {
        if (labels.Count == 0)
            return;
        writer.WritePropertyName(name);
        WriteLabels(writer, labels);
    }
}
