using System.Globalization;
using Almagest.Cli.Otlp;
using Almagest.Server.Platform.Wire;
using Attribute = Almagest.Cli.Otlp.Attribute;

namespace Almagest.Benchmarks.Otlp;

/// <summary>Requests as <c>Almagest.Load</c> sends them: 6 resource attributes; spans with 10 attributes, lines of 200 bytes with 2, points with 6.</summary>
static class DecodingRequests
{
    const ulong Time = 1_795_168_800_000_000_000;

    static readonly string[] Routes = ["/products", "/products/{id}", "/cart", "/checkout", "/orders/{id}"];

    internal static byte[] Spans(int count) => Of(Enumerable.Range(1, count).Select(static i => new SpanItem
    {
        TraceId = ((UInt128)(ulong)i << 64) + 17, SpanId = (ulong)i, ParentSpanId = 9, Name = "GET " + Routes[i % Routes.Length], Kind = SpanKind.Server,
        StartUnixNano = Time, EndUnixNano = Time + (ulong)i * 1000, Attributes = Attributes(i, 10), Status = SpanStatus.Unset,
    }));

    internal static byte[] Logs(int count) => Of(Enumerable.Range(1, count).Select(static i => new LogItem(Time, Severity.Info, "INFO",
        $"order {i} of customer {i * 7 % 1000} was accepted after {i % 90} ms, payment by card, delivery to warehouse {i % 12}, {new string('x', 120)}")
    {
        TraceId = (UInt128)i, SpanId = (ulong)i, Attributes = Attributes(i, 2),
    }));

    internal static byte[] Points(int count, MetricKind kind, Temporality temporality, ulong time) => Of(
    [
        new MetricItem("http.server.request.duration", "s", "Duration of requests", kind)
        {
            Temporality = temporality, Monotonic = true, Points = [.. Enumerable.Range(1, count).Select(i => Point(kind, i, time))],
        },
    ]);

    static MetricPoint Point(MetricKind kind, int i, ulong time) => kind switch
    {
        MetricKind.Histogram => new HistogramPoint(Attributes(i, 6), Time, time, new(30, 4, 1, 2)) { Bounds = [0.1, 0.5, 1, 5, 10], Counts = [5, 5, 5, 5, 5, 5] },
        MetricKind.ExponentialHistogram => new ExponentialPoint(Attributes(i, 6), Time, time, new(45, 4, 1, 2)) { Scale = 3, Offset = -2, Counts = [5, 10, 15, 10, 5] },
        _ => new NumberPoint(Attributes(i, 6), Time, time, i),
    };

    static List<Attribute> Attributes(int i, int count) => [.. new Attribute[]
    {
        new("id", i.ToString(CultureInfo.InvariantCulture)), new("http.route", Routes[i % Routes.Length]), new("http.response.status_code", 200 + i % 5), new("http.request.method", "GET"),
        new("server.address", "shop.example.com"), new("url.scheme", "https"), new("user.premium", i % 2 == 0), new("cart.value", i / 3.0),
        new("network.protocol.version", "1.1"), new("user_agent.original", "Mozilla/5.0 (X11; Linux x86_64)"),
    }.Take(count)];

    static byte[] Of(IEnumerable<IOtlpItem> items)
    {
        var writer = new ProtoWriter();
        OtlpRequest.Append(writer, new OtlpResource(
        [
            new("service.name", "checkout"), new("service.namespace", "shop"), new("service.version", "1.2.3"), new("service.instance.id", "a-1"), new("host.name", "node-7"), new("os.type", "linux"),
        ], ""), new OtlpScope("bench", "1"), items);
        return writer.Written.ToArray();
    }
}
