using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;

namespace Almagest.Scenarios.Traces;

[Collection(TraceCollection.Name)]
public sealed class JaegerThriftTests(TraceFixture fixture)
{
    const byte Bool = 2, I32 = 8, I64 = 10, String = 11, Struct = 12, List = 15;

    [Fact]
    public async Task Batch_comes_in_and_joins_its_trace()
    {
        var process = Fields((1, String, Text("legacy")), (2, List, Structs(Tag("ip", 0, (3, String, Text("10.0.0.1"))))));
        var span = Fields((1, I64, Long(0x77)), (2, I64, Long(0)), (3, I64, Long(0x12)), (4, I64, Long(0x11)), (5, String, Text("old call")), (7, I32, Int(1)),
            (8, I64, Long(TraceFixture.Start / 1_000)), (9, I64, Long(1_500)),
            (10, List, Structs(Tag("span.kind", 0, (3, String, Text("client"))), Tag("error", 2, (5, Bool, [1])), Tag("size", 3, (6, I64, Long(-5))),
                Tag("otel.status_code", 0, (3, String, Text("UNSET"))), Tag("otel.library.name", 0, (3, String, Text("old-lib"))), Tag("otel.scope.version", 0, (3, String, Text("0.9"))))),
            (11, List, Structs(Fields((1, I64, Long(TraceFixture.Start / 1_000)), (2, List, Structs(Tag("event", 0, (3, String, Text("retry")))))))));
        (await PostAsync(Fields((1, Struct, process), (2, List, Structs(span))))).Status.ShouldBe(202);
        using var ask = new HttpRequestMessage(HttpMethod.Get, "/api/traces/77");
        ask.Headers.Add("X-Scope-OrgID", "thrift");
        using var answer = await fixture.SendAsync(ask);
        var found = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["data"]![0]!["spans"]![0]!;
        ((string)found["spanID"]!, (long)found["duration"]!, (string)found["references"]![0]!["spanID"]!).ShouldBe(("0000000000000012", 1_500, "0000000000000011"));
        found["tags"]!.AsArray().Select(static t => $"{t!["key"]}={t["value"]}").ShouldBe(["size=-5", "otel.scope.name=old-lib", "otel.scope.version=0.9", "span.kind=client", "otel.status_code=ERROR", "error=true"]);
        ((string)found["logs"]![0]!["fields"]![0]!["value"]!).ShouldBe("retry");
    }

    [Theory]
    [InlineData("")]
    [InlineData("0c")]
    [InlineData("0f00020c7fffffff")]
    [InlineData("00")]
    public async Task Broken_batch_is_refused(string hex)
    {
        var (status, text) = await PostAsync(Convert.FromHexString(hex));
        status.ShouldBe(400);
        text.ShouldStartWith("the body is not Jaeger Thrift: ");
    }

    async Task<(int Status, string Text)> PostAsync(byte[] body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/traces?format=jaeger.thrift") { Content = new ByteArrayContent(body) };
        request.Headers.Add("X-Scope-OrgID", "thrift");
        using var response = await fixture.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    static byte[] Tag(string key, int type, (short, byte, byte[]) value) => Fields((1, String, Text(key)), (2, I32, Int(type)), value);

    static byte[] Fields(params (short Id, byte Type, byte[] Value)[] fields) =>
        [.. fields.SelectMany(static f => new byte[] { f.Type, (byte)(f.Id >> 8), (byte)f.Id }.Concat(f.Value)), 0];

    static byte[] Structs(params byte[][] structs) => [Struct, .. Int(structs.Length), .. structs.SelectMany(static s => s)];

    static byte[] Text(string text) => [.. Int(Encoding.UTF8.GetByteCount(text)), .. Encoding.UTF8.GetBytes(text)];

    static byte[] Int(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    static byte[] Long(long value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        return bytes;
    }
}
