using Almagest.Cli.Demo;
using Almagest.Cli.Otlp;
using Almagest.Server.Platform.Wire;

namespace Almagest.Tests.Cli.Demo;

public sealed class SimulationTests
{
    const ulong Start = 1_760_000_000_000_000_000;
    const ulong Minute = 60_000_000_000;

    [Fact]
    public void Same_seed_and_start_send_the_same_bytes() => Encode(Run(7, 3)).ShouldBe(Encode(Run(7, 3)));

    [Fact]
    public void Other_seed_sends_other_bytes() => Encode(Run(7, 1)).ShouldNotBe(Encode(Run(8, 1)));

    [Fact]
    public void Every_trace_has_one_root_and_children_inside_their_parents()
    {
        var traces = Run(3, 20).SelectMany(batch => batch.Spans).GroupBy(span => span.TraceId).ToList();
        traces.Count.ShouldBeGreaterThan(1000);
        // Traces that began in the last minutes may still have spans to come.
        foreach (var trace in traces.Where(trace => trace.Min(span => span.StartUnixNano) < Start + 17 * Minute))
        {
            var spans = trace.ToDictionary(span => span.SpanId);
            trace.Count(span => span.ParentSpanId == 0).ShouldBe(1);
            foreach (var span in trace.Where(span => span.ParentSpanId != 0))
            {
                var parent = spans[span.ParentSpanId];
                span.StartUnixNano.ShouldBeGreaterThanOrEqualTo(parent.StartUnixNano);
                if (span.Kind != SpanKind.Consumer) span.EndUnixNano.ShouldBeLessThanOrEqualTo(parent.EndUnixNano);
            }
        }
    }

    [Fact]
    public void Request_histograms_count_the_server_spans()
    {
        var batches = Run(11, 4).Where(batch => Service(batch) == "checkout").ToList();
        var exportedAt = batches.SelectMany(batch => batch.Metrics).SelectMany(metric => metric.Points).Max(point => point.TimeUnixNano);
        var spans = batches.SelectMany(batch => batch.Spans).Count(span => span.Kind == SpanKind.Server && span.EndUnixNano <= exportedAt);
        var counted = batches.SelectMany(batch => batch.Metrics.Where(metric => metric.Name == "http.server.request.duration")
                .SelectMany(metric => metric.Points).OfType<HistogramPoint>().Select(point => (Pod: Instance(batch), Point: point)))
            .Where(entry => entry.Point.TimeUnixNano == exportedAt).Sum(entry => (long)entry.Point.Totals.Count);
        spans.ShouldBeGreaterThan(20);
        counted.ShouldBe(spans);
    }

    [Fact]
    public void Twenty_minutes_hold_every_signal_service_and_several_episodes()
    {
        var batches = Run(5, 40);
        var spans = batches.SelectMany(batch => batch.Spans).ToList();
        batches.Select(Service).Distinct().Count().ShouldBe(12);
        spans.ShouldContain(span => span.Links.Count > 0);
        spans.ShouldContain(span => span.Events.Any(happened => happened.Name == "exception"));
        spans.ShouldContain(span => span.Attributes.Any(attribute => attribute.Key == "gen_ai.usage.cost"));
        var metrics = batches.SelectMany(batch => batch.Metrics).ToList();
        metrics.Select(metric => metric.Kind).Distinct().Count().ShouldBe(4);
        metrics.ShouldContain(metric => metric.Temporality == Temporality.Delta);
        metrics.SelectMany(metric => metric.Points).ShouldContain(point => point.Exemplars.Count > 0);
        var ids = spans.Select(span => span.TraceId).ToHashSet();
        batches.SelectMany(batch => batch.Logs).Where(log => log.TraceId != 0).Count(log => ids.Contains(log.TraceId)).ShouldBeGreaterThan(1000);
    }

    static List<PodBatch> Run(int seed, int minutes)
    {
        var simulation = new Simulation(seed, 3, Start);
        var batches = new List<PodBatch>();
        for (var step = 1; step <= minutes * 6; step++) batches.AddRange(simulation.AdvanceTo(Start + (ulong)step * 10_000_000_000));
        return batches;
    }

    static byte[] Encode(List<PodBatch> batches)
    {
        var writer = new ProtoWriter();
        foreach (var batch in batches)
            OtlpRequest.Append(writer, batch.Resource, new("shop", "1.0.0"), [.. batch.Spans, .. batch.Logs, .. batch.Metrics]);
        return writer.Written.ToArray();
    }

    static string Service(PodBatch batch) => Find(batch, "service.name");

    static string Instance(PodBatch batch) => Find(batch, "service.instance.id");

    static string Find(PodBatch batch, string key) => batch.Resource.Attributes.First(attribute => attribute.Key == key).Value.ToString();
}
