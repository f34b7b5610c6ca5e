using Almagest.ClickHouse.Formats.Reading;

namespace Almagest.Tests.ClickHouse.Formats.Reading;

public sealed class NativeReaderTests
{
    // SELECT toLowCardinality('x') AS l, [1, 2]::Array(UInt8) AS a, map('k', 1) AS m: captured from 26.7.2.
    static readonly byte[] Golden = Convert.FromHexString(
        "0301" + "016C" + "164C6F7743617264696E616C69747928537472696E6729" + "0100000000000000" + "0006000000000000" + "0200000000000000" + "000178" + "0100000000000000" + "01"
        + "0161" + "0C41727261792855496E743829" + "0200000000000000" + "0102"
        + "016D" + "124D617028537472696E672C2055496E743829" + "0100000000000000" + "016B" + "01");

    [Fact]
    public async Task Captured_block_is_read()
    {
        using var reader = new NativeReader(new MemoryStream(Golden));
        using var block = (await reader.ReadBlockAsync(default)).ShouldNotBeNull();
        block["l"].GetString(0).ShouldBe("x");
        block.Get<LowCardinalityResultColumn>("l").Indices.ToArray().ShouldBe([1]);
        block["a"].GetValue(0).ShouldBe(new object?[] { (byte)1, (byte)2 });
        block["m"].GetValue(0).ShouldBe(new[] { new KeyValuePair<object?, object?>("k", (byte)1) });
        (await reader.ReadBlockAsync(default)).ShouldBeNull();
    }

    [Fact]
    public async Task Result_cut_anywhere_is_refused_with_its_offset()
    {
        for (var length = 1; length < Golden.Length; length++)
        {
            using var reader = new NativeReader(new MemoryStream(Golden[..length]));
            (await Should.ThrowAsync<ClickHouseFormatException>(async () => await reader.ReadBlockAsync(default))).Offset.ShouldBeLessThanOrEqualTo(length);
        }
    }

    [Fact]
    public async Task Promised_rows_that_never_come_allocate_nothing()
    {
        byte[] promise = [1, 0xff, 0xff, 0xff, 0xff, 7, 1, (byte)'a', 6, .. "UInt64"u8, 1, 2, 3];
        var before = GC.GetAllocatedBytesForCurrentThread();
        using var reader = new NativeReader(new MemoryStream(promise));
        await Should.ThrowAsync<ClickHouseFormatException>(async () => await reader.ReadBlockAsync(default));
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1_000_000);
    }

    [Fact]
    public async Task Column_of_a_finished_block_is_refused()
    {
        using var reader = new NativeReader(new MemoryStream(Golden));
        var block = (await reader.ReadBlockAsync(default)).ShouldNotBeNull();
        block.Dispose();
        Should.Throw<ObjectDisposedException>(() => block["a"].GetValue(0));
    }

    [Theory]
    [InlineData("Array(")]
    [InlineData("Enum8('a' = )")]
    [InlineData("Tuple(a b c)")]
    [InlineData("UInt8)")]
    [InlineData("'")]
    [InlineData("")]
    public void Text_that_is_no_type_is_refused(string text) => Should.Throw<FormatException>(() => ColumnType.Parse(text));

    [Fact]
    public void Deep_type_is_refused() => Should.Throw<FormatException>(() => ColumnType.Parse(string.Concat(Enumerable.Repeat("Array(", 100_000))));
}
