using System.Text;
using Almagest.ClickHouse.Formats;
using Almagest.Model;
using Almagest.Server.Ingest.Intake;

namespace Almagest.Tests.Ingest.Intake;

public sealed class SnappyBlockTests
{
    [Theory]
    [InlineData("00", "")]
    [InlineData("05 10 68656c6c6f", "hello")]
    [InlineData("0a 00 61 15 01", "aaaaaaaaaa")]
    [InlineData("09 08 616263 16 0300", "abcabcabc")]
    [InlineData("06 08 616263 0b 03000000", "abcabc")]
    [InlineData("03 f0 02 616263", "abc")]
    [InlineData("03 f4 0200 616263", "abc")]
    public void Block_is_decompressed(string hex, string expected)
    {
        using var output = new ByteBuffer();
        var bytes = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        SnappyBlock.Decompress(bytes, output, 1000);
        Encoding.UTF8.GetString(output.Span).ShouldBe(expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ffffffffff")]
    [InlineData("05 10 6865")]
    [InlineData("04 10 68656c6c6f")]
    [InlineData("06 10 68656c6c6f")]
    [InlineData("05 01 01")]
    [InlineData("0a 00 61 15 00")]
    [InlineData("0a 00 61 15 02")]
    [InlineData("0a 00 61 15")]
    [InlineData("03 f4 02")]
    public void Broken_block_is_refused(string hex)
    {
        using var output = new ByteBuffer();
        Should.Throw<UserErrorException>(() => SnappyBlock.Decompress(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)), output, 1000))
            .Kind.ShouldBe(UserErrorKind.Invalid);
    }

    [Fact]
    public void Announced_size_beyond_the_limit_is_refused_before_memory_is_taken()
    {
        using var output = new ByteBuffer();
        Should.Throw<UserErrorException>(() => SnappyBlock.Decompress([0xFF, 0xFF, 0xFF, 0xFF, 0x0F], output, 1000)).Kind.ShouldBe(UserErrorKind.TooLarge);
    }
}
