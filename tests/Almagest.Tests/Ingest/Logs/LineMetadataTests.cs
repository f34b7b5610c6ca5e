using System.Text;
using Almagest.Server.Ingest.Logs;

namespace Almagest.Tests.Ingest.Logs;

public sealed class LineMetadataTests
{
    [Theory]
    [InlineData("trace_id", "trace_id")]
    [InlineData("trace.id", "trace_id")]
    [InlineData("a..b", "a_b")]
    [InlineData("a__b", "a_b")]
    [InlineData("_a", "_a")]
    [InlineData("123", "key_123")]
    [InlineData("__meta__", "__meta__")]
    [InlineData("größe", "gr_e")]
    public void Names_become_identifiers(string name, string expected)
    {
        using var metadata = new LineMetadata();
        metadata.AddLabel(Encoding.UTF8.GetBytes(name), "v"u8);
        Encoding.UTF8.GetString(metadata.Name(0)).ShouldBe(expected);
        Encoding.UTF8.GetString(metadata.Value(0)).ShouldBe("v");
    }
}
