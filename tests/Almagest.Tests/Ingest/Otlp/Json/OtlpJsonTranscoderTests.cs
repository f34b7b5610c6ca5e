using System.Text;
using Almagest.Server.Ingest.Otlp.Decoding;
using Almagest.Server.Ingest.Otlp.Json;
using Almagest.Telemetry.Writing;
using Almagest.Tests.Ingest.Otlp.Decoding;

namespace Almagest.Tests.Ingest.Otlp.Json;

public sealed class OtlpJsonTranscoderTests
{
    [Theory]
    // span { trace_id: 01, name: "a", kind: SERVER } inside its wrappers
    [InlineData("""{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"01","name":"a","kind":2}]}]}]}""", "0a0c120a12080a01012a01613002")]
    [InlineData("""{"resource_spans":[{"scope_spans":[{"spans":[{"trace_id":"01","name":"a","kind":"SPAN_KIND_SERVER"}]}]}]}""", "0a0c120a12080a01012a01613002")]
    [InlineData("""{"unknown":{"a":[1,2]},"resourceSpans":[{"schemaUrl":null,"scopeSpans":[]}]}""", "0a00")]
    [InlineData("""{"resourceSpans":[{"scopeSpans":[{"spans":[{"startTimeUnixNano":"1","flags":257}]}]}]}""", "0a131211120f390100000000000000850101010000")]
    public void Json_becomes_the_protobuf_of_the_same_message(string json, string expectedHex)
    {
        using var protobuf = OtlpJsonTranscoder.Transcode(Signal.Traces, Encoding.UTF8.GetBytes(json));
        Convert.ToHexStringLower(protobuf.Span).ShouldBe(expectedHex);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"resourceSpans":[1]}""")]
    [InlineData("""{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"xyz"}]}]}]}""")]
    [InlineData("""{"resourceSpans":[{"scopeSpans":[{"spans":[{"kind":"NOBODY"}]}]}]}""")]
    [InlineData("""{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":7}]}]}]}""")]
    [InlineData("""{} {}""")]
    public void Json_that_does_not_fit_is_refused_with_a_message(string json) =>
        Should.Throw<OtlpFormatException>(() => OtlpJsonTranscoder.Transcode(Signal.Traces, Encoding.UTF8.GetBytes(json)))
            .Message.ShouldNotBeEmpty();

    [Theory]
    [InlineData("SEVERITY_NUMBER_TRACE", 1)]
    [InlineData("SEVERITY_NUMBER_INFO", 9)]
    [InlineData("SEVERITY_NUMBER_FATAL4", 24)]
    public void Severity_may_be_a_name(string name, ulong expected)
    {
        OtlpMessages.TryEnum(name, out var value).ShouldBeTrue();
        value.ShouldBe(expected);
    }

    [Fact]
    public void Spans_recorded_as_json_decode_like_those_recorded_as_protobuf()
    {
        using var protobuf = OtlpJsonTranscoder.Transcode(Signal.Traces, CapturedRequest.Read("004__v1_traces.bin"));
        using var fromJson = new TelemetryBatch(Signal.Traces);
        using var fromProtobuf = new TelemetryBatch(Signal.Traces);
        var json = SpanDecoder.Decode(protobuf.Span, fromJson, CapturedRequest.Context());
        var reference = SpanDecoder.Decode(CapturedRequest.Read("008__v1_traces.bin"), fromProtobuf, CapturedRequest.Context());
        json.Rejected.ShouldBe(0);
        json.Accepted.ShouldBe(reference.Accepted);
    }

    [Fact]
    public void Log_records_recorded_as_json_decode_like_those_recorded_as_protobuf()
    {
        using var protobuf = OtlpJsonTranscoder.Transcode(Signal.Logs, CapturedRequest.Read("002__v1_logs.bin"));
        using var fromJson = new TelemetryBatch(Signal.Logs);
        using var fromProtobuf = new TelemetryBatch(Signal.Logs);
        var json = LogDecoder.Decode(protobuf.Span, fromJson, CapturedRequest.Context());
        var reference = LogDecoder.Decode(CapturedRequest.Read("006__v1_logs.bin"), fromProtobuf, CapturedRequest.Context());
        json.Rejected.ShouldBe(0);
        json.Accepted.ShouldBe(reference.Accepted);
    }
}
