using Almagest.Cli.Otlp;
using Almagest.Model;
using Almagest.Server.Ingest.Otlp;
using Almagest.Server.Ingest.Otlp.Decoding;
using Almagest.Server.Ingest.Otlp.Json;
using Almagest.Server.Ingest.Otlp.Metrics;
using Almagest.Server.Platform.Configuration;
using Almagest.Telemetry.Writing;
using BenchmarkDotNet.Attributes;
using MetricKind = Almagest.Cli.Otlp.MetricKind;
using Signal = Almagest.Telemetry.Writing.Signal;

namespace Almagest.Benchmarks.Otlp;

/// <summary>
/// Protobuf of OTLP into column blocks, and nothing else, on one thread: times are per record. Series are known and catalogue rows stored,
/// as in a server that runs for a while.
/// </summary>
[MemoryDiagnoser]
public class DecodingBenchmarks : IDisposable
{
    /// <summary>Records of a request.</summary>
    const int Records = 1_000;

    readonly SeriesCache _cache = new();
    readonly DeltaState _state = new();
    readonly DecodeContext _context = new(TenantId.Default, 1, new OtlpOptions(), new RetentionOptions(), new RegistrationCache(TimeProvider.System));
    readonly TelemetryBatch _traces = new(Signal.Traces);
    readonly TelemetryBatch _logs = new(Signal.Logs);
    readonly TelemetryBatch _metrics = new(Signal.Metrics);
    readonly byte[] _spans = DecodingRequests.Spans(Records);
    readonly byte[] _records = DecodingRequests.Logs(Records);
    readonly byte[] _gauges = DecodingRequests.Points(Records, MetricKind.Gauge, Temporality.Unspecified, 1);
    readonly byte[] _histograms = DecodingRequests.Points(Records, MetricKind.Histogram, Temporality.Cumulative, 1);
    readonly byte[] _exponentials = DecodingRequests.Points(Records, MetricKind.ExponentialHistogram, Temporality.Cumulative, 1);
    byte[] _json = [];

    /// <summary>Writes the request in JSON.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var spans = string.Join(',', Enumerable.Range(1, Records).Select(static i => $$$"""
            {"traceId":"{{{i:x32}}}","spanId":"{{{i:x16}}}","name":"GET /products","kind":2,"startTimeUnixNano":"1795168800000000000","endTimeUnixNano":"1795168800000001000",
             "attributes":[{"key":"id","value":{"stringValue":"{{{i}}}"}},{"key":"http.response.status_code","value":{"intValue":"200"}},{"key":"http.request.method","value":{"stringValue":"GET"}}]}
            """));
        _json = System.Text.Encoding.UTF8.GetBytes($$$"""{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"checkout"}}]},"scopeSpans":[{"spans":[{{{spans}}}]}]}]}""");
    }

    /// <summary>Frees the columns.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _traces.Dispose();
        _logs.Dispose();
        _metrics.Dispose();
    }

    /// <summary>Spans with 10 attributes.</summary>
    [Benchmark(OperationsPerInvoke = Records)]
    public int Spans() => Ended(_traces, SpanDecoder.Decode(_spans, Cleared(_traces), _context));

    /// <summary>Log records of about 200 bytes with 2 attributes.</summary>
    [Benchmark(OperationsPerInvoke = Records)]
    public int LogRecords() => Ended(_logs, LogDecoder.Decode(_records, Cleared(_logs), _context));

    /// <summary>Gauge points with 6 attributes.</summary>
    [Benchmark(OperationsPerInvoke = Records)]
    public int GaugePoints() => Points(_gauges);

    /// <summary>Histogram points with 5 bounds: 9 series each.</summary>
    [Benchmark(OperationsPerInvoke = Records)]
    public int HistogramPoints() => Points(_histograms);

    /// <summary>Exponential histogram points with 5 buckets.</summary>
    [Benchmark(OperationsPerInvoke = Records)]
    public int ExponentialPoints() => Points(_exponentials);

    /// <summary>Spans with 3 attributes, from JSON to protobuf and from there to columns.</summary>
    [Benchmark(OperationsPerInvoke = Records)]
    public int SpansOfJson()
    {
        using var protobuf = OtlpJsonTranscoder.Transcode(Signal.Traces, _json);
        return Ended(_traces, SpanDecoder.Decode(protobuf.Span, Cleared(_traces), _context));
    }

    int Points(byte[] request)
    {
        var decoder = new MetricDecoder(_cache, _state, TenantId.Default);
        var result = decoder.Decode(request, Cleared(_metrics), _context);
        decoder.Pending.Commit();
        return Ended(_metrics, result);
    }

    static TelemetryBatch Cleared(TelemetryBatch batch)
    {
        batch.Clear();
        return batch;
    }

    int Ended(TelemetryBatch batch, DecodeResult result)
    {
        _context.Registrations.Confirm(batch.Registrations);
        return result.Accepted;
    }
}
