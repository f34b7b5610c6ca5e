using System.Text;
using Almagest.Model;
using Almagest.Server.Ingest.Jaeger;

namespace Almagest.Tests.Ingest.Jaeger;

public sealed class ThriftReaderTests
{
    // emitBatch, one-way, sequence 0: {1: Batch {1: Process {1: "svc"}, 2: [Span {1: 119, 3: 18, 5: "op", 8: 2, 9: 3, 10: [Tag {1: "b", 2: 2, 5: true}]}]}}
    static readonly byte[] Message =
    [
        0x82, 0x81, 0x00, 9, .. "emitBatch"u8, 0x1c,
        0x1c, 0x18, 3, .. "svc"u8, 0, 0x19, 0x1c,
        0x16, 0xee, 0x01, 0x26, 36, 0x28, 2, .. "op"u8, 0x36, 4, 0x16, 6, 0x19, 0x1c, 0x18, 1, .. "b"u8, 0x15, 4, 0x31, 0, 0,
        0, 0,
    ];

    [Fact]
    public void Compact_message_of_an_agent_becomes_otlp()
    {
        var batch = (Dictionary<int, object>)ThriftReader.ReadMessage(Message)[1];
        var span = (Dictionary<int, object>)((object[])batch[2])[0];
        ((long)span[1], (long)span[3], (long)span[8], (long)span[9]).ShouldBe((119, 18, 2, 3));
        ((long)((Dictionary<int, object>)((object[])span[10])[0])[5]).ShouldBe(1);
        Encoding.UTF8.GetString(JaegerBatch.ToOtlp(batch).Written.Span).ShouldContain("svc");
    }

    [Fact]
    public void Cut_message_is_refused_at_every_byte()
    {
        for (var length = 0; length < Message.Length; length++)
            Should.Throw<UserErrorException>(() => ThriftReader.ReadMessage(Message.AsMemory(0, length)));
    }

    [Fact]
    public void Binary_message_of_an_agent_is_told_by_its_first_byte()
    {
        // emitBatch, one-way, sequence 0: {1: {1: {1: "svc"}}}
        byte[] message = [0x80, 1, 0, 4, 0, 0, 0, 9, .. "emitBatch"u8, 0, 0, 0, 0, 12, 0, 1, 12, 0, 1, 11, 0, 1, 0, 0, 0, 3, .. "svc"u8, 0, 0, 0];
        var batch = (Dictionary<int, object>)ThriftReader.ReadMessage(message)[1];
        ThriftReader.TextOf(((Dictionary<int, object>)batch[1])[1]).ShouldBe("svc");
        for (var length = 0; length < message.Length; length++)
            Should.Throw<UserErrorException>(() => ThriftReader.ReadMessage(message.AsMemory(0, length)));
    }
}
