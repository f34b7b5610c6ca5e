using System.Buffers.Binary;

namespace Almagest.Cli.Otlp;

public enum SpanKind { Unspecified, Internal, Server, Client, Producer, Consumer }

public enum SpanStatus { Unset, Ok, Error }

/// <summary>Something that happened during a span.</summary>
public sealed record SpanEvent(string Name, ulong TimeUnixNano, IReadOnlyList<Attribute> Attributes);

/// <summary>A span this one came from without being its child.</summary>
public sealed record SpanLink(UInt128 TraceId, ulong SpanId, IReadOnlyList<Attribute> Attributes);

/// <summary>One span; times in nanoseconds since 1970.</summary>
public sealed class SpanItem : IOtlpItem
{
    public required UInt128 TraceId { get; init; }
    public required ulong SpanId { get; init; }

    /// <summary>0 for a root.</summary>
    public ulong ParentSpanId { get; init; }

    public required string Name { get; set; }
    public required SpanKind Kind { get; init; }
    public required ulong StartUnixNano { get; init; }
    public ulong EndUnixNano { get; set; }
    public List<Attribute> Attributes { get; init; } = [];
    public List<SpanEvent> Events { get; } = [];
    public List<SpanLink> Links { get; } = [];
    public SpanStatus Status { get; set; }
    public string StatusMessage { get; set; } = "";

    public void WriteTo(ProtoWriter writer)
    {
        WriteId(writer, 1, TraceId);
        WriteId(writer, 2, SpanId);
        if (ParentSpanId != 0) WriteId(writer, 4, ParentSpanId);
        writer.Text(5, Name);
        writer.Varint(6, (ulong)Kind);
        writer.Fixed64(7, StartUnixNano);
        writer.Fixed64(8, EndUnixNano);
        Attribute.WriteAll(writer, 9, Attributes);
        foreach (var happened in Events)
        {
            var mark = writer.Begin(11);
            writer.Fixed64(1, happened.TimeUnixNano);
            writer.Text(2, happened.Name);
            Attribute.WriteAll(writer, 3, happened.Attributes);
            writer.End(mark);
        }
        foreach (var link in Links)
        {
            var mark = writer.Begin(13);
            WriteId(writer, 1, link.TraceId);
            WriteId(writer, 2, link.SpanId);
            Attribute.WriteAll(writer, 4, link.Attributes);
            writer.End(mark);
        }
        if (Status != SpanStatus.Unset)
        {
            var mark = writer.Begin(15);
            if (StatusMessage.Length > 0) writer.Text(2, StatusMessage);
            writer.Varint(3, (ulong)Status);
            writer.End(mark);
        }
        writer.Fixed32(16, 0x101); // sampled, and it is known whether the parent is remote
    }

    /// <summary>Writes a trace id, 16 bytes in big-endian order.</summary>
    public static void WriteId(ProtoWriter writer, int field, UInt128 id)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, id);
        writer.Bytes(field, bytes);
    }

    /// <summary>Writes a span id, 8 bytes in big-endian order.</summary>
    public static void WriteId(ProtoWriter writer, int field, ulong id)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, id);
        writer.Bytes(field, bytes);
    }
}
