using System.Buffers.Binary;
using Almagest.Cli.Otlp;
using Almagest.Server.Platform.Wire;
using Attribute = Almagest.Cli.Otlp.Attribute;

namespace Almagest.Load;

/// <summary>One encoded request whose ids and times are replaced in place before each send: eight bytes a patch, no encoding.</summary>
sealed class Body
{
    // Values that stand in the template where an id or a time belongs; their bytes occur nowhere else in it.
    const ulong IdMark = 0xF1E2D3C4B5A69788;
    const ulong StartMark = 0x7A6B5C4D3E2F1A0B;
    const ulong EndMark = 0x7B6A5D4C3F2E1B0A;

    readonly byte[] _bytes;
    readonly int[] _ids, _starts, _ends;

    Body(byte[] bytes, int items)
    {
        (_bytes, Items) = (bytes, items);
        Span<byte> mark = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(mark, IdMark);
        _ids = Find(mark);
        BinaryPrimitives.WriteUInt64LittleEndian(mark, StartMark);
        _starts = Find(mark);
        BinaryPrimitives.WriteUInt64LittleEndian(mark, EndMark);
        _ends = Find(mark);
    }

    internal int Items { get; }

    internal static Body Create(OtlpSignal signal, int items, int variant, string run)
    {
        // Metrics are the steady state of a fleet: two targets' worth of series, sent again and again.
        if (signal == OtlpSignal.Metrics)
            variant %= 2;
        var random = new Random(variant);
        var writer = new ProtoWriter(items * 512);
        var resource = new OtlpResource(
        [
            new("service.name", $"load-{variant % 8}"), new("service.version", "1.0.0"), new("service.instance.id", $"{run}-{variant}"),
            new("load.run", run), new("host.name", $"host-{variant % 4}"), new("deployment.environment.name", "bench"),
        ]);
        IOtlpItem[] content = signal switch
        {
            OtlpSignal.Traces => [.. Enumerable.Range(0, items).Select(_ => NewSpan(random))],
            OtlpSignal.Logs => [.. Enumerable.Range(0, items).Select(_ => NewLog(random))],
            OtlpSignal.Metrics => NewMetrics(items, run),
            _ => throw new ArgumentOutOfRangeException(nameof(signal)),
        };
        OtlpRequest.Append(writer, resource, new("load", "1.0.0"), content);
        return new(writer.Written.ToArray(), items);
    }

    /// <summary>Gives every item fresh ids and the time.</summary>
    internal ReadOnlyMemory<byte> Next(ulong firstId, ulong timeUnixNano)
    {
        foreach (var at in _ids) BinaryPrimitives.WriteUInt64BigEndian(_bytes.AsSpan(at), firstId++);
        foreach (var at in _starts) BinaryPrimitives.WriteUInt64LittleEndian(_bytes.AsSpan(at), timeUnixNano);
        foreach (var at in _ends) BinaryPrimitives.WriteUInt64LittleEndian(_bytes.AsSpan(at), timeUnixNano + 12_345_678);
        return _bytes;
    }

    static SpanItem NewSpan(Random random) => new()
    {
        TraceId = new UInt128((ulong)random.NextInt64(), IdMark),
        SpanId = IdMark,
        ParentSpanId = (ulong)random.NextInt64(1, long.MaxValue),
        Name = $"GET /api/things/{random.Next(20)}",
        Kind = SpanKind.Server,
        StartUnixNano = StartMark,
        EndUnixNano = EndMark,
        Attributes =
        [
            new("http.request.method", "GET"), new("http.route", $"/api/things/{random.Next(20)}"),
            new("http.response.status_code", random.Next(20) == 0 ? 500 : 200), new("url.path", $"/api/things/{random.Next(5000)}"),
            new("url.scheme", "https"), new("server.address", "things.example"), new("server.port", 443),
            new("client.address", $"198.51.100.{random.Next(255)}"), new("user.id", $"u{random.Next(100000)}"),
            new("network.protocol.version", "1.1"),
        ],
    };

    static LogItem NewLog(Random random) => new(StartMark, Severity.Info, "INFO",
        $"request {random.Next():x8} of user u{random.Next(100000)} to /api/things/{random.Next(5000)} answered 200 in {random.Next(900)} ms, "
        + $"{random.Next(90000)} bytes from shard {random.Next(64)}, cache {(random.Next(3) == 0 ? "miss" : "hit")}, region eu-central-1, "
        + $"session {random.NextInt64():x16}, attempt 1 of 3")
    {
        TraceId = new UInt128((ulong)random.NextInt64(), IdMark),
        SpanId = IdMark,
        Attributes = [new("logger", "things.access"), new("thread", $"worker-{random.Next(8)}")],
    };

    static MetricItem[] NewMetrics(int items, string run)
    {
        var points = Enumerable.Range(0, items).Select(MetricPoint (i) => new NumberPoint(
            [
                new Attribute("method", i % 2 == 0 ? "GET" : "POST"), new("route", $"/api/things/{i % 50}"), new("status", i % 7 == 0 ? 500 : 200),
                new("shard", i), new("zone", $"zone-{i % 3}"), new("team", $"team-{i % 5}"),
            ], 1, StartMark, i * 1.5)).ToList();
        return [new($"load_{run}", "", "points of the load generator", MetricKind.Gauge) { Points = points }];
    }

    int[] Find(ReadOnlySpan<byte> mark)
    {
        var found = new List<int>();
        for (var at = 0; _bytes.AsSpan(at).IndexOf(mark) is var next and >= 0; at += next + 8) found.Add(at + next);
        return [.. found];
    }
}
