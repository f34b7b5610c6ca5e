using System.Text;
using Almagest.ClickHouse.Formats;

namespace Almagest.Tests.ClickHouse;

public sealed class XxHash64Tests
{
    // Values of the reference implementation.
    [Theory]
    [InlineData("", 0xEF46DB3751D8E999)]
    [InlineData("a", 0xD24EC4F1A98C6E5B)]
    [InlineData("abc", 0x44BC2CF5AD770999)]
    [InlineData("Nobody inspects the spammish repetition", 0xFBCEA83C8A378BF1)]
    public void Hash_equals_the_reference(string text, ulong expected) => XxHash64.Hash(Encoding.UTF8.GetBytes(text)).ShouldBe(expected);
}
