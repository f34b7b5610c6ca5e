using Almagest.Server.Platform.Wire;

namespace Almagest.Tests.Ingest.Scrape;

/// <summary>Encodes families of the protobuf exposition.</summary>
static class ExpositionMessages
{
    /// <summary>A delimited family.</summary>
    internal static byte[] Family(string name, ulong type, string help, params Action<ProtoWriter>[] metrics)
    {
        var writer = new ProtoWriter();
        writer.Text(1, name);
        writer.Text(2, help);
        writer.Varint(3, type);
        foreach (var metric in metrics)
        {
            var mark = writer.Begin(4);
            metric(writer);
            writer.End(mark);
        }

        var outer = new ProtoWriter();
        outer.Bytes(1, writer.Written.Span);
        // Behind the tag stands what delimits a message: its length.
        return outer.Written.Span[1..].ToArray();
    }

    internal static void Label(ProtoWriter writer, string name, string value)
    {
        var mark = writer.Begin(1);
        writer.Text(1, name);
        writer.Text(2, value);
        writer.End(mark);
    }

    internal static void Number(ProtoWriter writer, int field, double value)
    {
        var mark = writer.Begin(field);
        writer.Double(1, value);
        writer.End(mark);
    }

    /// <summary>A histogram of three measurements with classic buckets up to 0.5 and 2, and native ones when asked for.</summary>
    internal static void Histogram(ProtoWriter writer, bool native, bool classic = true)
    {
        var mark = writer.Begin(7);
        writer.Varint(1, 3);
        writer.Double(2, 4.5);
        foreach (var (bound, count) in classic ? ((double, ulong)[])[(0.5, 1), (2, 2)] : [])
        {
            var bucket = writer.Begin(3);
            writer.Varint(1, count);
            writer.Double(2, bound);
            var exemplar = writer.Begin(3);
            Label(writer, "trace_id", "t" + count);
            writer.Double(2, bound / 2);
            var time = writer.Begin(3);
            writer.Varint(1, 7);
            writer.End(time);
            writer.End(exemplar);
            writer.End(bucket);
        }

        if (native)
        {
            writer.Signed(5, 1);
            writer.Double(6, 0.001);
            var span = writer.Begin(12);
            writer.Signed(1, -2);
            writer.Varint(2, 2);
            writer.End(span);
            writer.Varint(13, 2);
            writer.Varint(13, 2);
        }

        var created = writer.Begin(15);
        writer.Varint(1, 500);
        writer.End(created);
        writer.End(mark);
    }
}
