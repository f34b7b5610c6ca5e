using System.Net;
using System.Net.Sockets;

namespace Almagest.Scenarios.Otlp;

[Collection(OtlpCollection.Name)]
public sealed class GrpcTransportScenarios(OtlpFixture fixture)
{
    const int InvalidArgument = 3;
    const int DeadlineExceeded = 4;
    const int PermissionDenied = 7;
    const int ResourceExhausted = 8;
    const int Unimplemented = 12;
    const int Internal = 13;

    static readonly byte[] Good = OtlpFixture.Logs("never", "never stored");

    public static TheoryData<string, byte[], int, string> Frames() => new()
    {
        { "no message", [], Unimplemented, "the call has no message: the method takes exactly one" },
        { "half a prefix", [0, 0, 0], Internal, "5 bytes stand before a message, got 3" },
        { "garbage for a prefix", [7, 0, 0, 0, 1, 1], Internal, "the first byte before a message is 0 or 1, got 7" },
        { "message cut short", GrpcCall.Frame(Good)[..^2], Internal, $"the message should be {Good.Length} bytes long but {Good.Length - 2} came" },
        { "two messages", [.. GrpcCall.Frame(Good), .. GrpcCall.Frame(Good)], Unimplemented, "more follows the message: the method takes exactly one" },
        { "oversized", GrpcCall.Frame(new byte[OtlpFixture.MaxRequestBytes + 1]), ResourceExhausted, "the message is 262145 bytes long, the limit is 262144" },
        { "length of 4 GiB", [0, 255, 255, 255, 255, 1], ResourceExhausted, "the message is 4294967295 bytes long, the limit is 262144" },
        { "garbage for protobuf", GrpcCall.Frame([0xFF, 0x07, 0x13]), InvalidArgument, "wire type" },
        { "truncated protobuf", GrpcCall.Frame(Good[..^3]), InvalidArgument, "are left" },
        { "compressed without an encoding", GrpcCall.Frame(HttpCase.Gzip(Good), compressed: 1), Internal, "grpc-encoding names no compression" },
    };

    [Theory]
    [MemberData(nameof(Frames))]
    public async Task Broken_call_ends_with_its_status_among_the_headers(string name, byte[] body, int status, string message)
    {
        var outcome = await new GrpcCall().RunAsync(fixture, body);
        outcome.Message.ShouldContain(message, customMessage: name);
        outcome.Status.ShouldBe(status);
        outcome.TrailersOnly.ShouldBeTrue();
        outcome.Answer.ShouldBeEmpty();
        await ServesAsync();
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("identity")]
    public async Task Compressed_message_is_stored(string encoding)
    {
        var plain = OtlpFixture.Logs("grpc " + encoding, "compressed");
        var message = encoding switch { "gzip" => HttpCase.Gzip(plain), "deflate" => HttpCase.Zlib(plain), _ => plain };
        var call = new GrpcCall { Headers = { ["grpc-encoding"] = encoding } };
        var outcome = await call.RunAsync(fixture, GrpcCall.Frame(message, encoding == "identity" ? (byte)0 : (byte)1));
        outcome.Status.ShouldBe(0);
        outcome.TrailersOnly.ShouldBeFalse();
        outcome.Answer.ShouldBeEmpty();
        (await fixture.ScalarAsync($"SELECT count() FROM logs WHERE service = 'grpc {encoding}'")).ShouldBe("1");
    }

    [Fact]
    public async Task Message_may_stay_plain_though_an_encoding_is_named()
    {
        var outcome = await new GrpcCall { Headers = { ["grpc-encoding"] = "gzip" } }.RunAsync(fixture, GrpcCall.Frame(OtlpFixture.Logs("plain after all", "x")));
        outcome.Status.ShouldBe(0);
    }

    [Fact]
    public async Task Message_that_is_large_only_when_decompressed_is_refused()
    {
        var outcome = await new GrpcCall { Headers = { ["grpc-encoding"] = "gzip" } }.RunAsync(fixture, GrpcCall.Frame(HttpCase.Gzip(new byte[64 << 20]), compressed: 1));
        outcome.Message.ShouldBe("the request is larger than 262144 bytes after decompression");
        outcome.Status.ShouldBe(ResourceExhausted);
    }

    [Fact]
    public async Task Wrongly_compressed_message_is_refused()
    {
        var call = new GrpcCall { Headers = { ["grpc-encoding"] = "gzip" } };
        foreach (var body in new[] { Good, HttpCase.Gzip(Good)[..^9] })
        {
            var outcome = await call.RunAsync(fixture, GrpcCall.Frame(body, compressed: 1));
            outcome.Message.ShouldContain("the body is not valid gzip");
            outcome.Status.ShouldBe(InvalidArgument);
        }
    }

    [Fact]
    public async Task Unknown_encoding_is_answered_with_those_we_know()
    {
        var outcome = await new GrpcCall { Headers = { ["grpc-encoding"] = "snappy" } }.RunAsync(fixture, GrpcCall.Frame(Good, compressed: 1));
        outcome.Message.ShouldBe("grpc-encoding \"snappy\" is not supported: use gzip, deflate or identity");
        outcome.Status.ShouldBe(Unimplemented);
        outcome.Headers["grpc-accept-encoding"].ShouldBe("identity,gzip,deflate");
    }

    [Theory]
    [InlineData("50m")]
    [InlineData("1n")]
    public async Task Call_is_over_when_its_time_is(string timeout)
    {
        using var half = new StallingContent(GrpcCall.Frame(Good)[..10]);
        var outcome = await new GrpcCall { Headers = { ["grpc-timeout"] = timeout } }.RunAsync(fixture, half);
        outcome.Message.ShouldBe("the call was not done within its grpc-timeout");
        outcome.Status.ShouldBe(DeadlineExceeded);
        outcome.TrailersOnly.ShouldBeTrue();
        await ServesAsync();
    }

    [Fact]
    public async Task Call_within_its_time_is_stored()
    {
        var outcome = await new GrpcCall { Headers = { ["grpc-timeout"] = "99999999H" } }.RunAsync(fixture, GrpcCall.Frame(OtlpFixture.Logs("in time", "x")));
        outcome.Status.ShouldBe(0);
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("123456789S")]
    [InlineData("-1S")]
    [InlineData("1s")]
    public async Task Timeout_that_is_none_is_refused(string timeout)
    {
        var outcome = await new GrpcCall { Headers = { ["grpc-timeout"] = timeout } }.RunAsync(fixture, GrpcCall.Frame(Good));
        outcome.Message.ShouldBe($"grpc-timeout \"{timeout}\" is not up to 8 digits and one of H, M, S, m, u, n");
        outcome.Status.ShouldBe(Internal);
    }

    [Theory]
    [InlineData("/opentelemetry.proto.collector.logs.v1.LogsService/Import")]
    [InlineData("/opentelemetry.proto.collector.profiles.v1development.ProfilesService/Export")]
    [InlineData("/grpc.health.v1.Health/Check")]
    [InlineData("/v1/logs")]
    [InlineData("/")]
    public async Task Unknown_method_is_unimplemented(string path)
    {
        var outcome = await new GrpcCall { Path = path }.RunAsync(fixture, GrpcCall.Frame(Good));
        outcome.Message.ShouldBe($"method \"{path}\" does not exist");
        outcome.Status.ShouldBe(Unimplemented);
        outcome.TrailersOnly.ShouldBeTrue();
    }

    [Theory]
    [InlineData("application/grpc+proto", HttpStatusCode.OK)]
    [InlineData("application/grpc+json", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/x-protobuf", HttpStatusCode.UnsupportedMediaType)]
    public async Task Content_type_must_be_that_of_grpc_with_protobuf(string type, HttpStatusCode expected)
    {
        using var response = await new GrpcCall { Type = type }.SendAsync(fixture, new ByteArrayContent(GrpcCall.Frame(OtlpFixture.Logs("typed", "x"))));
        response.StatusCode.ShouldBe(expected);
    }

    [Fact]
    public async Task Bad_spans_are_counted_and_explained()
    {
        var outcome = await new GrpcCall("trace.v1.TraceService").RunAsync(fixture, GrpcCall.Frame(OtlpFixture.Spans("grpc partial", bad: 2)));
        outcome.Status.ShouldBe(0);
        var partial = RpcStatus.Partial(outcome.Answer);
        partial.Number.ShouldBe(2);
        partial.Text.ShouldContain("resourceSpans[0].scopeSpans[0].spans[2]: trace_id");
    }

    [Fact]
    public async Task Tenant_of_the_server_itself_takes_nothing_from_outside()
    {
        var outcome = await new GrpcCall { Headers = { ["X-Scope-OrgID"] = "_system" } }.RunAsync(fixture, GrpcCall.Frame(Good));
        outcome.Status.ShouldBe(PermissionDenied);
    }

    [Fact]
    public async Task Connection_with_garbage_leaves_the_server_serving()
    {
        byte[][] openings =
        [
            HttpCase.Utf8("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), [.. Enumerable.Range(0, 1000).Select(static i => (byte)(i * 31))],
            [.. HttpCase.Utf8("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), 0, 0, 9, 0x77, 0, 0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9],
            [.. HttpCase.Utf8("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), 0, 0, 0, 4, 0, 0, 0, 0, 0, 255, 255, 255, 0, 0, 0, 0, 0, 1],
        ];
        foreach (var opening in openings)
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(IPAddress.Loopback, fixture.Grpc.Port);
            await socket.SendAsync(opening);
            await ServesAsync();
        }
    }

    async Task ServesAsync() =>
        (await new GrpcCall().RunAsync(fixture, GrpcCall.Frame(OtlpFixture.Logs("still here", "x")))).Status.ShouldBe(0);
}
