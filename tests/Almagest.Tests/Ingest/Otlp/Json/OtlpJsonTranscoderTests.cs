using System.Text;
using Almagest.Server.Ingest.Otlp.Decoding;
using Almagest.Server.Ingest.Otlp.Json;
using Almagest.Telemetry.Writing;

namespace Almagest.Tests.Ingest.Otlp.Json;

public sealed class OtlpJsonTranscoderTests
{
    [Theory]
    // span { trace_id: 01, name: "a", kind: SERVER } inside its wrappers
    [InlineData("""{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"01","name":"a","kind":2}]}]}]}""", "0a0c120a12080a01012a01613002")]
    [InlineData("""{"resource_spans":[{"scope_spans":[{"spans":[{"trace_id":"01","name":"a","kind":"SPAN_KIND_SERVER"}]}]}]}""", "0a0c120a12080a01012a01613002")]
    [InlineData("""{"unknown":{"a":[1,2]},"resourceSpans":[{"schemaUrl":null,"scopeSpans":[]}]}""", "0a00")]
    [InlineData("""{"resourceSpans":[{"scopeSpans":[{"spans":[{"startTimeUnixNano":"1","flags":257}]}]}]}""", "0a12121012" + "0e39010000000000000085010101" + "0000")]
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
}
