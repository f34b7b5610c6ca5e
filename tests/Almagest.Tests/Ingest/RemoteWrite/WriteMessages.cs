using Almagest.Server.Platform.Wire;

namespace Almagest.Tests.Ingest.RemoteWrite;

/// <summary>Encodes requests of both versions.</summary>
static class WriteMessages
{
    internal static byte[] Version1(params Action<ProtoWriter>[] series)
    {
        var writer = new ProtoWriter();
        foreach (var each in series)
        {
            var mark = writer.Begin(1);
            each(writer);
            writer.End(mark);
        }

        return writer.Written.ToArray();
    }

    internal static Action<ProtoWriter> Series1(string[] labels, params (long Time, double Value)[] samples) => writer =>
    {
        for (var i = 0; i < labels.Length; i += 2)
        {
            var mark = writer.Begin(1);
            writer.Text(1, labels[i]);
            writer.Text(2, labels[i + 1]);
            writer.End(mark);
        }

        Samples(writer, samples);
    };

    internal static void Samples(ProtoWriter writer, (long Time, double Value)[] samples)
    {
        foreach (var (time, value) in samples)
        {
            var mark = writer.Begin(2);
            writer.Double(1, value);
            writer.Varint(2, (ulong)time);
            writer.End(mark);
        }
    }

    internal static byte[] Metadata1(ulong type, string family, string help, string unit)
    {
        var writer = new ProtoWriter();
        var mark = writer.Begin(3);
        writer.Varint(1, type);
        writer.Text(2, family);
        writer.Text(4, help);
        writer.Text(5, unit);
        writer.End(mark);
        return writer.Written.ToArray();
    }

    internal static byte[] Version2(string[] symbols, params Action<ProtoWriter>[] series)
    {
        var writer = new ProtoWriter();
        foreach (var symbol in symbols)
            writer.Bytes(4, System.Text.Encoding.UTF8.GetBytes(symbol));
        foreach (var each in series)
        {
            var mark = writer.Begin(5);
            each(writer);
            writer.End(mark);
        }

        return writer.Written.ToArray();
    }

    /// <summary>A series of version 2: its labels are references to symbols.</summary>
    internal static Action<ProtoWriter> Series2(ulong[] references, params (long Time, double Value)[] samples) => writer =>
    {
        writer.PackedVarint(1, references);
        Samples(writer, samples);
    };

    internal static void Metadata2(ProtoWriter writer, ulong type, ulong help, ulong unit)
    {
        var mark = writer.Begin(5);
        writer.Varint(1, type);
        writer.Varint(3, help);
        writer.Varint(4, unit);
        writer.End(mark);
    }

    /// <summary>A snappy block of literals only.</summary>
    internal static byte[] Snappy(byte[] message)
    {
        using var output = new Almagest.ClickHouse.Formats.ByteBuffer();
        output.WriteVarUInt((ulong)message.Length);
        foreach (var part in message.Chunk(60))
        {
            output.Write((byte)((part.Length - 1) << 2));
            output.Write(part);
        }

        return output.Span.ToArray();
    }
}
