using System.Text;
using Almagest.ClickHouse.Http;

namespace Almagest.Tests.ClickHouse.Http;

public sealed class LateErrorStreamTests
{
    const string Tag = "pezpryzgmxutgfmk";
    const string Block = "\r\n__exception__\r\n" + Tag + "\r\nCode: 395. DB::Exception: boom. (FUNCTION_THROW_IF_VALUE_IS_NON_ZERO) (version 26.7.2.1)\n90 " + Tag + "\r\n__exception__\r\n";

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public async Task Error_block_throws_wherever_the_network_cuts_it(int piece)
    {
        var data = new string('x', 70_000) + "\r\n__exception__\r\nnot the tag";
        using var received = new MemoryStream();
        using var stream = new LateErrorStream(new Pieces(Encoding.UTF8.GetBytes(data + Block), piece), Tag, "q");
        var failed = await Should.ThrowAsync<ClickHouseException>(() => stream.CopyToAsync(received));
        failed.Code.ShouldBe(395);
        failed.Message.ShouldBe("boom");
        failed.QueryId.ShouldBe("q");
        Encoding.UTF8.GetString(received.ToArray()).ShouldBe(data);
        stream.Completed.ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("a,b\r\n")]
    [InlineData("a\r\n__exception__\r\n")]
    [InlineData("a\r\n__exception__\r\npezpryzgmxutgfm")]
    public async Task Body_without_error_is_delivered_to_its_last_byte(string body)
    {
        using var received = new MemoryStream();
        using var stream = new LateErrorStream(new Pieces(Encoding.UTF8.GetBytes(body), 3), Tag, "q");
        await stream.CopyToAsync(received);
        Encoding.UTF8.GetString(received.ToArray()).ShouldBe(body);
        stream.Completed.ShouldBeTrue();
    }

    sealed class Pieces(byte[] bytes, int size) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(size, buffer.Length)], cancellationToken);
    }
}
