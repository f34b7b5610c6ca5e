using Almagest.Cli.Otlp;
using Almagest.Model;
using Almagest.Server.Ingest.Otlp.Decoding;
using Almagest.Server.Ingest.Otlp.Metrics;
using Almagest.Telemetry.Writing;
using MetricKind = Almagest.Cli.Otlp.MetricKind;
using Signal = Almagest.Telemetry.Writing.Signal;

namespace Almagest.Tests.Ingest.Otlp.Decoding;

/// <summary>Once the columns have grown and the series are known, decoding costs no memory per record.</summary>
public sealed class DecodingAllocationTests
{
    // What a request costs whatever it holds: its decoders, the text of its service and scope.
    const long PerRequest = 8_000;
    const int Few = 50;
    const int Many = 2_000;

    readonly SeriesCache _cache = new();
    readonly DeltaState _state = new();
    readonly DecodeContext _context = CapturedRequest.Context();
    ulong _time = 1_795_168_800_000_000_000;

    [Fact]
    public void Spans() => ShouldAllocateNothingPerRecord(Signal.Traces, static (count, _) => SampleRequests.Spans(count));

    [Fact]
    public void Log_records() => ShouldAllocateNothingPerRecord(Signal.Logs, static (count, _) => SampleRequests.Logs(count));

    [Theory]
    [InlineData(MetricKind.Gauge, Temporality.Unspecified)]
    [InlineData(MetricKind.Sum, Temporality.Cumulative)]
    [InlineData(MetricKind.Sum, Temporality.Delta)]
    [InlineData(MetricKind.Histogram, Temporality.Cumulative)]
    [InlineData(MetricKind.Histogram, Temporality.Delta)]
    [InlineData(MetricKind.ExponentialHistogram, Temporality.Cumulative)]
    public void Data_points(MetricKind kind, Temporality temporality) =>
        ShouldAllocateNothingPerRecord(Signal.Metrics, (count, time) => SampleRequests.Points(count, kind, temporality, time));

    void ShouldAllocateNothingPerRecord(Signal signal, Func<int, ulong, byte[]> request)
    {
        using var batch = new TelemetryBatch(signal);
        // The larger request first: it grows the columns for both.
        Measure(batch, request, Many);
        var many = Measure(batch, request, Many);
        var few = Measure(batch, request, Few);
        many.ShouldBe(few);
        many.ShouldBeLessThan(PerRequest);
    }

    long Measure(TelemetryBatch batch, Func<int, ulong, byte[]> request, int count)
    {
        batch.Clear();
        var body = request(count, ++_time);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var result = Decode(batch, body);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        result.ShouldBe(new DecodeResult(count, 0, ""));
        _context.Registrations.Confirm(batch.Registrations);
        return allocated;
    }

    DecodeResult Decode(TelemetryBatch batch, byte[] body)
    {
        if (batch.Signal == Signal.Traces)
            return SpanDecoder.Decode(body, batch, _context);
        if (batch.Signal == Signal.Logs)
            return LogDecoder.Decode(body, batch, _context);
        var decoder = new MetricDecoder(_cache, _state, TenantId.Default);
        var result = decoder.Decode(body, batch, _context);
        decoder.Pending.Commit();
        return result;
    }
}
