using System.Globalization;
using System.Text;
using Almagest.Server.Platform.Wire;

namespace Almagest.LogBench;

/// <summary>A push request as Promtail sends it: some streams of a fleet of pods, a third of the lines each JSON, logfmt and plain text.</summary>
sealed class PushBody
{
    PushBody(byte[] bytes, int lines, long lineBytes) => (Bytes, Lines, LineBytes) = (bytes, lines, lineBytes);

    /// <summary>Protobuf in snappy.</summary>
    internal byte[] Bytes { get; }

    /// <summary>How many lines.</summary>
    internal int Lines { get; }

    /// <summary>Bytes of the lines alone: what Loki counts.</summary>
    internal long LineBytes { get; }

    internal static PushBody Create(string run, int variant, int lines, int streams, long timeUnixNano)
    {
        var random = new Random(variant);
        var writer = new ProtoWriter(lines * 256);
        var lineBytes = 0L;
        for (var s = 0; s < streams; s++)
        {
            var stream = writer.Begin(1);
            writer.Text(1, $"{{app=\"load-{s % 8}\", namespace=\"bench\", pod=\"load-{s}-{variant}\", run=\"{run}\"}}");
            for (var i = 0; i < lines / streams; i++)
                lineBytes += Append(writer, random, timeUnixNano + i);
            writer.End(stream);
        }

        return new(IronSnappy.Snappy.Encode(writer.Written.Span), lines / streams * streams, lineBytes);
    }

    static int Append(ProtoWriter writer, Random random, long timeUnixNano)
    {
        var line = Line(random);
        var entry = writer.Begin(2);
        var time = writer.Begin(1);
        writer.Varint(1, (ulong)(timeUnixNano / 1_000_000_000));
        writer.Varint(2, (ulong)(timeUnixNano % 1_000_000_000));
        writer.End(time);
        writer.Text(2, line);
        writer.End(entry);
        return Encoding.UTF8.GetByteCount(line);
    }

    static string Line(Random random)
    {
        var (path, user, took) = ($"/api/things/{random.Next(5000)}", random.Next(100_000), random.Next(900));
        var level = random.Next(20) == 0 ? "error" : "info";
        var trace = random.NextInt64().ToString("x16", CultureInfo.InvariantCulture);
        return random.Next(3) switch
        {
            0 => $"{{\"ts\":\"2026-11-21T05:00:00.{random.Next(1000):000}Z\",\"level\":\"{level}\",\"logger\":\"things.access\",\"msg\":\"request answered\",\"path\":\"{path}\","
                + $"\"user\":\"u{user}\",\"status\":200,\"took_ms\":{took},\"trace\":\"{trace}\"}}",
            1 => $"ts=2026-11-21T05:00:00.{random.Next(1000):000}Z level={level} caller=access.go:120 msg=\"request answered\" path={path} user=u{user} status=200 "
                + $"took={took}ms bytes={random.Next(90_000)} trace={trace}",
            _ => $"198.51.100.{random.Next(255)} - u{user} [21/Nov/2026:05:00:00 +0000] \"GET {path} HTTP/1.1\" 200 {random.Next(90_000)} \"-\" "
                + $"\"Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101\" {took} {trace}",
        };
    }
}
