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
    [InlineData("{", "the body is not valid JSON, line 1, byte 2, in the request: ")]
    [InlineData("{\"resourceSpans\":[{\n\"scopeSpans\":[,", "the body is not valid JSON, line 2, byte 15, in resourceSpans[0].scopeSpans: ")]
    [InlineData("[]", "the request: an object was expected, got an array")]
    [InlineData("{} {}", "the body is not valid JSON, line 1, byte 4, in the request: ")]
    [InlineData("""{"resourceSpans":[1]}""", "resourceSpans[0]: an object was expected, got a number")]
    [InlineData("""{"resourceSpans":{}}""", "resourceSpans: an array was expected, got an object")]
    [InlineData("""{"resourceSpans":[{},{"resource":[]}]}""", "resourceSpans[1].resource: an object was expected, got an array")]
    public void Json_that_does_not_fit_is_refused_with_its_place(string json, string message) => Refusal(json).ShouldStartWith(message);

    [Theory]
    [InlineData("\"traceId\":\"xy\"", "traceId: \"xy\" is not hexadecimal: OTLP writes ids so, not in base64")]
    [InlineData("\"traceId\":\"abc\"", "traceId: \"abc\" has an odd number of hexadecimal digits")]
    [InlineData("\"spanId\":1", "spanId: hexadecimal digits in quotes was expected, got a number")]
    [InlineData("\"kind\":\"NOBODY\"", "kind: \"NOBODY\" is not a name of this enum")]
    [InlineData("\"name\":7", "name: a text in quotes was expected, got a number")]
    [InlineData("\"name\":[\"a\"]", "name: a text in quotes was expected, got an array")]
    [InlineData("\"startTimeUnixNano\":\"soon\"", "startTimeUnixNano: \"soon\" is not an integer")]
    [InlineData("\"startTimeUnixNano\":\"\"", "startTimeUnixNano: \"\" is not an integer")]
    [InlineData("\"startTimeUnixNano\":1.5", "startTimeUnixNano: \"1.5\" is not an integer")]
    [InlineData("\"startTimeUnixNano\":-1", "startTimeUnixNano: -1 is not between 0 and 18446744073709551615")]
    [InlineData("\"startTimeUnixNano\":true", "startTimeUnixNano: an integer was expected, got a truth value")]
    [InlineData("\"startTimeUnixNano\":1e20", "startTimeUnixNano: 1e20 is not between 0 and 18446744073709551615")]
    [InlineData("\"flags\":4294967296", "flags: 4294967296 is not between 0 and 4294967295")]
    [InlineData("\"attributes\":[{},{\"value\":{\"bytesValue\":\"a*b\"}}]", "attributes[1].value.bytesValue: \"a*b\" is not base64")]
    [InlineData("\"attributes\":[{\"value\":{\"boolValue\":\"yes\"}}]", "attributes[0].value.boolValue: true or false was expected, got a text")]
    [InlineData("\"attributes\":[{\"value\":{\"doubleValue\":\"x\"}}]", "attributes[0].value.doubleValue: \"x\" is not a number that fits a double")]
    [InlineData("\"attributes\":[{\"value\":{\"intValue\":9223372036854775808}}]",
        "attributes[0].value.intValue: 9223372036854775808 is not between -9223372036854775808 and 9223372036854775807")]
    public void Value_that_does_not_fit_is_refused_with_its_place(string field, string message) =>
        Refusal($$$"""{"resourceSpans":[{"scopeSpans":[{},{},{"spans":[{},{{{{field}}}}]}]}]}""").ShouldBe("resourceSpans[0].scopeSpans[2].spans[1]." + message);

    [Theory]
    [InlineData("1")]
    [InlineData("\"1\"")]
    [InlineData("1.0")]
    [InlineData("\"1.0\"")]
    [InlineData("1e0")]
    [InlineData("10e-1")]
    [InlineData("\"0.1E1\"")]
    public void Integer_may_be_written_in_many_ways(string one) =>
        TranscodeSpan($"\"startTimeUnixNano\":{one},\"flags\":{one},\"kind\":{one},\"droppedLinksCount\":{one}").ShouldBe("390100000000000000850101000000" + "30017001");

    [Theory]
    [InlineData("1e3", "e807")]
    [InlineData("-1", "ffffffffffffffffff01")]
    [InlineData("\"-9223372036854775808\"", "80808080808080808001")]
    [InlineData("9.223372036854775807e18", "ffffffffffffffff7f")]
    public void Signed_integers_are_exact(string value, string expectedHex) =>
        TranscodeSpan($"\"attributes\":[{{\"value\":{{\"intValue\":{value}}}}}]").ShouldEndWith("18" + expectedHex);

    [Theory]
    [InlineData("-_8=")]
    [InlineData("-_8")]
    [InlineData("+/8=")]
    [InlineData("+/8")]
    [InlineData("\\u002b/8")]
    public void Bytes_may_be_in_either_alphabet_of_base64(string text) =>
        TranscodeSpan($"\"attributes\":[{{\"value\":{{\"bytesValue\":\"{text}\"}}}}]").ShouldEndWith("3a02fbff");

    [Theory]
    [InlineData("\"NaN\"", "000000000000f8ff")]
    [InlineData("\"-Infinity\"", "000000000000f0ff")]
    [InlineData("\"1.5\"", "000000000000f83f")]
    [InlineData("15e-1", "000000000000f83f")]
    public void Doubles_may_be_text(string value, string expectedHex) =>
        TranscodeSpan($"\"attributes\":[{{\"value\":{{\"doubleValue\":{value}}}}}]").ShouldEndWith("21" + expectedHex);

    [Fact]
    public void Text_with_escapes_is_unescaped() => TranscodeSpan("\"name\":\"a\\u00e9\\n\"").ShouldBe("2a0461c3a90a");

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

    static string Refusal(string json) =>
        Should.Throw<OtlpFormatException>(() => OtlpJsonTranscoder.Transcode(Signal.Traces, Encoding.UTF8.GetBytes(json))).Message;

    /// <summary>The protobuf of a span with these fields, in hexadecimal, without what stands around it.</summary>
    static string TranscodeSpan(string fields)
    {
        using var protobuf = OtlpJsonTranscoder.Transcode(Signal.Traces,
            Encoding.UTF8.GetBytes($$$"""{"resourceSpans":[{"scopeSpans":[{"spans":[{{{{fields}}}}]}]}]}"""));
        return Convert.ToHexStringLower(protobuf.Span[6..]);
    }
}
