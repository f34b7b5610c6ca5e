using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using Almagest.Server.Platform.Wire;

namespace Almagest.Scenarios.Logs;

[Collection(LogCollection.Name)]
public sealed class LokiPushTests(LogFixture server)
{
    const string Push = "/loki/api/v1/push";

    [Fact]
    public async Task Json_is_stored_before_it_is_answered()
    {
        var json = $$$"""{"streams": [{"stream": {"app": "push-json"}, "values": [["{{{LogFixture.NowNanos}}}", "level=error it broke", {"trace_id": "0af7651916cd43dd8448eb211c80319c"}]]}]}""";
        (await server.PostAsync(Push, json)).ShouldBe((204, ""));
        (await server.SqlAsync("SELECT body, level, source, trace_id, resource['app'], attributes['trace_id'] FROM logs WHERE service = 'push-json'"))
            .ShouldBe(["\"level=error it broke\",\"error\",\"loki\",\"0af7651916cd43dd8448eb211c80319c\",\"push-json\",\"0af7651916cd43dd8448eb211c80319c\""]);
        (await server.SqlAsync("SELECT toString(attributes) FROM resources WHERE service = 'push-json'"))
            .ShouldBe(["\"{'app':'push-json','service_name':'push-json'}\""]);
    }

    [Fact]
    public async Task Gzip_and_deflate_and_the_legacy_path_are_read()
    {
        static string Json(string line) => $$$"""{"streams": [{"stream": {"app": "push-packed"}, "values": [["{{{LogFixture.NowNanos}}}", "{{{line}}}"]]}]}""";
        (await server.PostAsync(Push, Packed(Json("x"), "gzip", static s => new GZipStream(s, CompressionMode.Compress)))).ShouldBe((204, ""));
        (await server.PostAsync(Push, Packed(Json("z"), "deflate", static s => new DeflateStream(s, CompressionMode.Compress)))).ShouldBe((204, ""));
        var legacy = $$$"""{"streams": [{"labels": "{app=\"push-packed\"}", "entries": [{"ts": "{{{TimeProvider.System.GetUtcNow():O}}}", "line": "y"}]}]}""";
        (await server.PostAsync("/api/prom/push", legacy)).ShouldBe((204, ""));
        (await server.SqlAsync("SELECT count() FROM logs WHERE service = 'push-packed'")).ShouldBe(["3"]);
    }

    [Fact]
    public async Task Protobuf_with_snappy_is_stored_for_its_tenant()
    {
        var writer = new ProtoWriter();
        var stream = writer.Begin(1);
        writer.Text(1, "{app=\"push-proto\"}");
        var entry = writer.Begin(2);
        var time = writer.Begin(1);
        writer.Varint(1, (ulong)(LogFixture.NowNanos / 1_000_000_000));
        writer.End(time);
        writer.Text(2, "from Promtail");
        writer.End(entry);
        writer.End(stream);
        var body = new ByteArrayContent(Literal(writer.Written.Span)) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-protobuf") } };
        (await server.PostAsync(Push, body, "team-a")).ShouldBe((204, ""));
        (await server.SqlAsync("SELECT body FROM logs WHERE service = 'push-proto'", "team-a")).ShouldBe(["\"from Promtail\""]);
        (await server.SqlAsync("SELECT body FROM logs WHERE service = 'push-proto'")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Old_lines_are_refused_and_the_others_kept()
    {
        var old = LogFixture.NowNanos - 8L * 86_400_000_000_000;
        var json = $$$"""{"streams": [{"stream": {"app": "push-old"}, "values": [["{{{old}}}", "old"], ["{{{LogFixture.NowNanos}}}", "new"]]}]}""";
        var (status, body) = await server.PostAsync(Push, json);
        status.ShouldBe(400);
        body.ShouldStartWith("entry for stream '{app=\"push-old\", service_name=\"push-old\"}' has timestamp too old: ");
        body.ShouldEndWith("\n");
        (await server.SqlAsync("SELECT body FROM logs WHERE service = 'push-old'")).ShouldBe(["\"new\""]);
    }

    [Fact]
    public async Task Line_that_comes_in_two_requests_is_stored_once()
    {
        var now = LogFixture.NowNanos;
        string Request(params string[] lines) =>
            $$$"""{"streams": [{"stream": {"app": "push-twice"}, "values": [{{{string.Join(", ", lines.Select(l => $"[\"{now}\", \"{l}\"]"))}}}]}]}""";
        (await server.PostAsync(Push, Request("a", "b"), tenant: "twice")).ShouldBe((204, ""));
        (await server.PostAsync(Push, Request("b", "c", "a"), tenant: "twice")).ShouldBe((204, ""));
        (await server.PostAsync(Push, Request("a"), tenant: "other")).ShouldBe((204, ""));
        (await server.SqlAsync("SELECT body FROM logs WHERE service = 'push-twice' ORDER BY body", "twice")).ShouldBe(["\"a\"", "\"b\"", "\"c\""]);
        (await server.SqlAsync("SELECT body FROM logs WHERE service = 'push-twice'", "other")).ShouldBe(["\"a\""]);
    }

    [Theory]
    [InlineData("{\"streams\": []}", "application/json", 422, "error at least one valid stream is required for ingestion\n")]
    [InlineData("{\"streams\": [{\"stream\": {\"a\": \"b\"", "application/json", 400, null)]
    [InlineData("not snappy", "application/x-protobuf", 400, "snappy: corrupt input\n")]
    public async Task Requests_that_can_not_be_read(string body, string type, int status, string? message)
    {
        var answer = await server.PostAsync(Push, body, type);
        answer.Status.ShouldBe(status);
        if (message is not null)
            answer.Body.ShouldBe(message);
    }

    [Fact]
    public async Task Content_type_is_needed()
    {
        (await server.PostAsync(Push, new ByteArrayContent([1]))).ShouldBe((400, "mime: no media type\n"));
        var odd = new ByteArrayContent([1]) { Headers = { ContentType = new MediaTypeHeaderValue("application/json"), ContentEncoding = { "br" } } };
        (await server.PostAsync(Push, odd)).ShouldBe((400, "Content-Encoding \"br\" not supported\n"));
    }

    static ByteArrayContent Packed(string text, string encoding, Func<Stream, Stream> compress)
    {
        using var packed = new MemoryStream();
        using (var stream = compress(packed))
            stream.Write(Encoding.UTF8.GetBytes(text));
        return new ByteArrayContent(packed.ToArray()) { Headers = { ContentType = new MediaTypeHeaderValue("application/json"), ContentEncoding = { encoding } } };
    }

    /// <summary>A snappy block of one literal: short bodies need no compressor.</summary>
    static byte[] Literal(ReadOnlySpan<byte> content) => [(byte)content.Length, 60 << 2, (byte)(content.Length - 1), .. content];
}
