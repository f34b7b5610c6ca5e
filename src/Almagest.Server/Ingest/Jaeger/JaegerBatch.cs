using System.Buffers.Binary;
using Almagest.Model;
using Almagest.Server.Ingest.Otlp;
using Almagest.Server.Platform.Wire;

namespace Almagest.Server.Ingest.Jaeger;

/// <summary>
/// Turns a batch of Jaeger's Thrift model (jaeger-idl, thrift/jaeger.thrift) into an OTLP request: the process becomes the resource,
/// tags attributes, logs events, references parent and links; span.kind, error and otel.status_* the fields they stand for.
/// </summary>
static class JaegerBatch
{
    static readonly Dictionary<string, ulong> Kinds = new() { ["internal"] = 1, ["server"] = 2, ["client"] = 3, ["producer"] = 4, ["consumer"] = 5 };

    /// <exception cref="UserErrorException">A part of the batch is missing or of another type.</exception>
    internal static ProtoWriter ToOtlp(Dictionary<int, object> batch)
    {
        var process = Struct(batch, 1);
        var writer = new ProtoWriter();
        var group = writer.Begin(1);
        var resource = writer.Begin(1);
        Text(writer, 1, "service.name", ThriftReader.TextOf(process.GetValueOrDefault(1)));
        foreach (var tag in Structs(process, 2))
            Tag(writer, 1, tag);
        writer.End(resource);
        foreach (var scope in Structs(batch, 2).GroupBy(static span => ScopeTags.Of(key => TextTag(span, key))))
        {
            var spans = writer.Begin(2);
            ScopeTags.Write(writer, scope.Key);
            foreach (var span in scope)
                Write(writer, span);
            writer.End(spans);
        }

        writer.End(group);
        return writer;
    }

    static void Write(ProtoWriter writer, Dictionary<int, object> span)
    {
        var message = writer.Begin(2);
        writer.Bytes(1, TraceId(Number(span, 2), Number(span, 1)));
        writer.Bytes(2, SpanId(Number(span, 3)));
        var references = Structs(span, 6).ToList();
        var parent = Number(span, 4) is not 0 and var own ? own
            : references.Where(r => Number(r, 1) == 0 && Number(r, 2) == Number(span, 1)).Select(static r => Number(r, 4)).FirstOrDefault();
        if (parent != 0)
            writer.Bytes(4, SpanId(parent));
        writer.Text(5, ThriftReader.TextOf(span.GetValueOrDefault(5)));
        var start = (ulong)Math.Max(0, Number(span, 8)) * 1_000;
        writer.Fixed64(7, start);
        writer.Fixed64(8, start + ((ulong)Math.Max(0, Number(span, 9)) * 1_000));
        var tags = Structs(span, 10).ToList();
        WriteTags(writer, tags);
        foreach (var log in Structs(span, 11))
            WriteLog(writer, log);
        foreach (var link in references.Where(r => Number(r, 4) != parent || Number(r, 2) != Number(span, 1)))
            WriteLink(writer, link);
        writer.Fixed32(16, (uint)(Number(span, 7) & 1));
        writer.End(message);
    }

    static void WriteTags(ProtoWriter writer, List<Dictionary<int, object>> tags)
    {
        var (status, description) = (0UL, "");
        foreach (var tag in tags)
        {
            var (key, text) = (ThriftReader.TextOf(tag.GetValueOrDefault(1)), ThriftReader.TextOf(tag.GetValueOrDefault(3)));
            if (key == "span.kind" && Kinds.TryGetValue(text, out var kind))
                writer.Varint(6, kind);
            else if (key == "error" && (Number(tag, 5) != 0 || text == "true"))
                status = 2;
            else if (key == "otel.status_code")
                status = text == "ERROR" ? 2UL : text == "OK" ? 1UL : status;
            else if (key == "otel.status_description")
                description = text;
            else if (!ScopeTags.Has(key))
                Tag(writer, 9, tag);
        }

        if (status == 0 && description.Length == 0)
            return;
        var message = writer.Begin(15);
        writer.Text(2, description);
        writer.Varint(3, status);
        writer.End(message);
    }

    static void WriteLog(ProtoWriter writer, Dictionary<int, object> log)
    {
        var fields = Structs(log, 2).ToList();
        var message = writer.Begin(11);
        writer.Fixed64(1, (ulong)Math.Max(0, Number(log, 1)) * 1_000);
        writer.Text(2, fields.Where(static f => ThriftReader.TextOf(f.GetValueOrDefault(1)) == "event").Select(static f => ThriftReader.TextOf(f.GetValueOrDefault(3))).FirstOrDefault() ?? "");
        foreach (var field in fields.Where(static f => ThriftReader.TextOf(f.GetValueOrDefault(1)) != "event"))
            Tag(writer, 3, field);
        writer.End(message);
    }

    static void WriteLink(ProtoWriter writer, Dictionary<int, object> reference)
    {
        var message = writer.Begin(13);
        writer.Bytes(1, TraceId(Number(reference, 3), Number(reference, 2)));
        writer.Bytes(2, SpanId(Number(reference, 4)));
        writer.End(message);
    }

    static void Tag(ProtoWriter writer, int field, Dictionary<int, object> tag)
    {
        var pair = writer.Begin(field);
        writer.Text(1, ThriftReader.TextOf(tag.GetValueOrDefault(1)));
        var value = writer.Begin(2);
        switch (Number(tag, 2))
        {
            case 1:
                writer.Double(4, tag.GetValueOrDefault(4) is double number ? number : 0);
                break;
            case 2:
                writer.Varint(2, (ulong)Number(tag, 5));
                break;
            case 3:
                writer.Varint(3, (ulong)Number(tag, 6));
                break;
            case 4:
                writer.Bytes(7, tag.GetValueOrDefault(7) as byte[] ?? []);
                break;
            default:
                writer.Text(1, ThriftReader.TextOf(tag.GetValueOrDefault(3)));
                break;
        }

        writer.End(value);
        writer.End(pair);
    }

    static void Text(ProtoWriter writer, int field, string key, string text)
    {
        var pair = writer.Begin(field);
        writer.Text(1, key);
        var value = writer.Begin(2);
        writer.Text(1, text);
        writer.End(value);
        writer.End(pair);
    }

    static string TextTag(Dictionary<int, object> span, string key) =>
        Structs(span, 10).Where(t => ThriftReader.TextOf(t.GetValueOrDefault(1)) == key).Select(static t => ThriftReader.TextOf(t.GetValueOrDefault(3))).FirstOrDefault() ?? "";

    static Dictionary<int, object> Struct(Dictionary<int, object> from, int field) =>
        from.GetValueOrDefault(field) as Dictionary<int, object> ?? throw ThriftReader.Invalid($"field {field} is missing");

    static IEnumerable<Dictionary<int, object>> Structs(Dictionary<int, object> from, int field) =>
        from.GetValueOrDefault(field) is object[] values ? values.OfType<Dictionary<int, object>>() : [];

    static long Number(Dictionary<int, object> from, int field) => from.GetValueOrDefault(field) is long number ? number : 0;

    static byte[] TraceId(long high, long low) => [.. SpanId(high), .. SpanId(low)];

    static byte[] SpanId(long id)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, id);
        return bytes;
    }
}
