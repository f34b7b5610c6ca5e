using System.Globalization;
using Almagest.LogBench.Corpus;
using Almagest.Server.Platform.Wire;

namespace Almagest.LogBench;

/// <summary>Makes the push request of a block, a stream a pod. For one thread.</summary>
sealed class PushWriter(CorpusBlocks blocks)
{
    readonly LineContext _context = new();
    readonly LineBuffer _buffer = new();
    readonly Dictionary<(string Service, int Pod), List<(long Time, byte[] Line, ulong Trace, bool Metadata)>> _streams = [];

    /// <summary>Protobuf in snappy, and the bytes of the lines.</summary>
    internal (byte[] Body, long LineBytes) Write(long block)
    {
        foreach (var lines in _streams.Values)
            lines.Clear();
        var bytes = 0L;
        blocks.Write(block, _context, _buffer, (context, line) =>
        {
            var key = (context.Service.Name, context.Pod);
            if (!_streams.TryGetValue(key, out var lines))
                _streams[key] = lines = [];
            lines.Add((context.TimeNano, line.Span.ToArray(), context.Trace, context.Service.HasMetadata));
            bytes += line.Length;
        });
        var writer = new ProtoWriter((int)bytes + (CorpusBlocks.Lines * 32));
        foreach (var ((service, pod), lines) in _streams)
            if (lines.Count > 0)
                AppendStream(writer, service, pod, lines);
        return (IronSnappy.Snappy.Encode(writer.Written.Span), bytes);
    }

    static void AppendStream(ProtoWriter writer, string service, int pod, List<(long Time, byte[] Line, ulong Trace, bool Metadata)> lines)
    {
        var stream = writer.Begin(1);
        writer.Text(1, Labels(service, pod));
        foreach (var (time, line, trace, metadata) in lines)
        {
            var entry = writer.Begin(2);
            var stamp = writer.Begin(1);
            writer.Varint(1, (ulong)(time / 1_000_000_000));
            writer.Varint(2, (ulong)(time % 1_000_000_000));
            writer.End(stamp);
            writer.Bytes(2, line);
            if (metadata)
                Metadata(writer, "trace_id", trace.ToString("x16", CultureInfo.InvariantCulture) + CorpusRandom.Mix(trace).ToString("x16", CultureInfo.InvariantCulture));
            writer.End(entry);
        }

        writer.End(stream);
    }

    static void Metadata(ProtoWriter writer, string name, string value)
    {
        var pair = writer.Begin(3);
        writer.Text(1, name);
        writer.Text(2, value);
        writer.End(pair);
    }

    internal static string Labels(string service, int pod)
    {
        var ns = CorpusServices.All.First(s => s.Name == service).Namespace;
        return string.Create(CultureInfo.InvariantCulture, $"{{app=\"{service}\", cluster=\"bench\", namespace=\"{ns}\", pod=\"{service}-{pod}\", service=\"{service}\"}}");
    }
}
