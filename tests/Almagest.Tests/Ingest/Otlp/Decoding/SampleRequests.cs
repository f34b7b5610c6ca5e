using System.Globalization;
using Almagest.Cli.Otlp;
using Almagest.Server.Platform.Wire;
using Attribute = Almagest.Cli.Otlp.Attribute;

namespace Almagest.Tests.Ingest.Otlp.Decoding;

/// <summary>Requests with as many records of a kind as wanted.</summary>
static class SampleRequests
{
    const ulong Time = 1_795_168_800_000_000_000;

    static readonly string[] List = ["a", "b"];

    /// <summary>One resource and scope with these items.</summary>
    internal static byte[] Of(IEnumerable<IOtlpItem> items)
    {
        var writer = new ProtoWriter();
        OtlpRequest.Append(writer, new OtlpResource([new("service.name", "shop"), new("host.name", "a")], "https://schema"), new OtlpScope("test", "1"), items);
        return writer.Written.ToArray();
    }

    internal static byte[] Spans(int count) => Of(Enumerable.Range(1, count).Select(static i =>
    {
        var span = new SpanItem
        {
            TraceId = (UInt128)i, SpanId = (ulong)i, ParentSpanId = 9, Name = "GET /products", Kind = SpanKind.Server, StartUnixNano = Time, EndUnixNano = Time + (ulong)i,
            Attributes = Attributes(i), Status = SpanStatus.Error, StatusMessage = "no",
        };
        span.Events.Add(new SpanEvent("exception", Time, [new("exception.message", "boom")]));
        span.Links.Add(new SpanLink((UInt128)i + 7, 3, [new("why", "batch")]));
        return span;
    }));

    internal static byte[] Logs(int count) => Of(Enumerable.Range(1, count).Select(static i =>
        new LogItem(Time, Severity.Info, "INFO", "order " + Text(i)) { TraceId = (UInt128)i, SpanId = 5, Attributes = Attributes(i) }));

    internal static byte[] Points(int count, MetricKind kind, Temporality temporality, ulong time = Time) => Of(
    [
        new MetricItem("m", "s", "a metric", kind) { Temporality = temporality, Monotonic = true, Points = [.. Enumerable.Range(1, count).Select(i => Point(kind, i, time))] },
    ]);

    static MetricPoint Point(MetricKind kind, int i, ulong time)
    {
        var attributes = Attributes(i);
        ExemplarPoint[] exemplars = [new(time, 0.5, (UInt128)i, 1)];
        return kind switch
        {
            MetricKind.Histogram => new HistogramPoint(attributes, 1, time, new(3, 4, 1, 2)) { Bounds = [1, 2], Counts = [1, 1, 1], Exemplars = exemplars },
            MetricKind.ExponentialHistogram => new ExponentialPoint(attributes, 1, time, new(3, 4, 1, 2)) { Scale = 3, Offset = -2, Counts = [1, 0, 300], Exemplars = exemplars },
            _ => new NumberPoint(attributes, 1, time, i) { Exemplars = exemplars },
        };
    }

    static List<Attribute> Attributes(int i) =>
        [new("id", Text(i)), new("count", i), new("share", i / 3.0), new("ok", true), new("list", List), new("http.route", "/products/{id}")];

    static string Text(int i) => i.ToString(CultureInfo.InvariantCulture);
}
