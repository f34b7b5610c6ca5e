using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Almagest.Telemetry.Logs.Search;

namespace Almagest.Server.Features.Logs;

/// <summary>A form in which lines are written to a file.</summary>
abstract class LineForm
{
    internal abstract string ContentType { get; }

    internal abstract string Extension { get; }

    /// <summary>What stands before the first line.</summary>
    internal virtual string Head => "";

    internal abstract void Write(FoundLog line, IBufferWriter<byte> into);

    internal static LineForm Of(string word, string[] columns) => word switch
    {
        "ndjson" => new NdjsonForm(),
        "csv" => new CsvForm(columns),
        "text" => new TextForm(),
        _ => throw LogParameters.Invalid("format", word, "ndjson, csv or text"),
    };

    /// <summary>RFC 3339 in UTC with all nine digits.</summary>
    static string Moment(long nano) => DateTimeOffset.UnixEpoch.AddTicks(nano / 100).ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff", CultureInfo.InvariantCulture)
        + (nano % 100).ToString("00", CultureInfo.InvariantCulture) + "Z";

    /// <summary>All of a line, as an object.</summary>
    sealed class NdjsonForm : LineForm
    {
        internal override string ContentType => "application/x-ndjson";

        internal override string Extension => "ndjson";

        internal override void Write(FoundLog line, IBufferWriter<byte> into)
        {
            using (var writer = new Utf8JsonWriter(into, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            {
                writer.WriteStartObject();
                writer.WriteString("time", Moment(line.TimeNano));
                writer.WriteString("level", line.Level);
                writer.WriteString("service", line.Service);
                writer.WriteString("body", line.Body);
                if (line.TraceId.Length > 0)
                    writer.WriteString("trace_id", line.TraceId);
                if (line.SpanId.Length > 0)
                    writer.WriteString("span_id", line.SpanId);
                Write(writer, "attributes", line.Attributes);
                Write(writer, "resource", line.Resource);
                writer.WriteEndObject();
            }

            into.Write("\n"u8);
        }

        static void Write(Utf8JsonWriter writer, string name, IReadOnlyDictionary<string, string> pairs)
        {
            if (pairs.Count == 0)
                return;
            writer.WriteStartObject(name);
            foreach (var (key, value) in pairs)
                writer.WriteString(key, value);
            writer.WriteEndObject();
        }
    }

    /// <summary>Time, level, service, the chosen fields and the line, as RFC 4180 has it.</summary>
    sealed class CsvForm(string[] columns) : LineForm
    {
        readonly string[] _columns = [.. columns.Where(static c => c is not ("level" or "service"))];

        internal override string ContentType => "text/csv; charset=utf-8";

        internal override string Extension => "csv";

        internal override string Head => string.Join(',', ((string[])["time", "level", "service", .. _columns, "body"]).Select(Quote)) + "\r\n";

        internal override void Write(FoundLog line, IBufferWriter<byte> into) =>
            Encoding.UTF8.GetBytes(string.Join(',', ((string[])[Moment(line.TimeNano), line.Level, line.Service, .. _columns.Select(line.Field), line.Body]).Select(Quote)) + "\r\n", into);

        static string Quote(string text) => text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }

    /// <summary>The lines as they came, without anything else.</summary>
    sealed class TextForm : LineForm
    {
        internal override string ContentType => "text/plain; charset=utf-8";

        internal override string Extension => "log";

        internal override void Write(FoundLog line, IBufferWriter<byte> into)
        {
            Encoding.UTF8.GetBytes(line.Body, into);
            into.Write("\n"u8);
        }
    }
}
