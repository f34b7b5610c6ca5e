using System.Text.Json;
using Almagest.ClickHouse.Formats;
using Almagest.Model;
using Almagest.Server.Ingest.Loki;
using Almagest.Server.Ingest.Otlp.Decoding;
using Almagest.Server.Platform.Wire;

namespace Almagest.Tests.Ingest.Loki;

public sealed class PushFuzzTests
{
    /// <summary>Whatever is changed in a request, it is read or refused: no other error, and never more rows than columns agree on.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Changed_requests_are_read_or_refused(int seed)
    {
        var random = new Random(seed);
        var (protobuf, json) = (Protobuf(), System.Text.Encoding.UTF8.GetBytes($$"""{"streams":[{"stream":{"app":"a"},"values":[["{{PushFixture.Now}}","level=warn \"x\" \u00e9",{"k":"v"}],["{{PushFixture.Now}}","{\"level\":\"info\"}"]]}]}"""));
        for (var i = 0; i < 3000; i++)
        {
            Read(Change(protobuf, random), static (body, context) => PushDecoder.Decode(body, context));
            Read(Change(json, random), static (body, context) => PushJson.Decode(body, context));
        }
    }

    static void Read(byte[] body, Action<byte[], PushContext> decode)
    {
        using var push = new PushFixture();
        try
        {
            decode(body, push.Context);
            using var encoded = new ByteBuffer();
            push.Logs.Encode(encoded);
        }
        catch (Exception error) when (error is OtlpFormatException or UserErrorException or JsonException)
        {
            error.Message.ShouldNotBeEmpty();
        }
    }

    static byte[] Change(byte[] body, Random random)
    {
        var changed = body.ToArray();
        for (var i = random.Next(1, 4); i > 0; i--)
            changed[random.Next(changed.Length)] = (byte)random.Next(256);
        return random.Next(4) == 0 ? changed[..random.Next(changed.Length)] : changed;
    }

    static byte[] Protobuf()
    {
        var writer = new ProtoWriter();
        var stream = writer.Begin(1);
        writer.Text(1, "{app=\"a\", b=`c`}");
        for (var i = 0; i < 3; i++)
        {
            var entry = writer.Begin(2);
            var time = writer.Begin(1);
            writer.Varint(1, PushFixture.Now / PushFixture.Second);
            writer.Varint(2, 5);
            writer.End(time);
            writer.Text(2, "{\"a\":{\"level\":\"warn\"}} k=v");
            var pair = writer.Begin(3);
            writer.Text(1, "trace.id");
            writer.Text(2, "v");
            writer.End(pair);
            writer.End(entry);
        }

        writer.End(stream);
        return writer.Written.ToArray();
    }
}
