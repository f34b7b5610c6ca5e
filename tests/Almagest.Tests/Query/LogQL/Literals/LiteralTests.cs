using Almagest.Query.Common;
using Almagest.Query.LogQL.Literals;

namespace Almagest.Tests.Query.LogQL.Literals;

public sealed class LiteralTests
{
    [Theory]
    [InlineData("1h15m30.918273645s", 4530918273645, "1h15m30.918273645s")]
    [InlineData("250ms", 250_000_000, "250ms")]
    [InlineData("-1.5h", -5_400_000_000_000, "-1h30m0s")]
    [InlineData("3us", 3000, "3µs")]
    [InlineData("0", 0, "0s")]
    public void Duration_is_read_and_printed(string text, long nanos, string printed)
    {
        GoDurations.Parse(text).ShouldBe(nanos);
        GoDurations.Format(nanos).ShouldBe(printed);
    }

    [Theory]
    [InlineData("5", "time: missing unit in duration \"5\"")]
    [InlineData("5d", "time: unknown unit \"d\" in duration \"5d\"")]
    [InlineData("x", "time: invalid duration \"x\"")]
    public void Wrong_duration_is_told(string text, string fault) => Should.Throw<FormatException>(() => GoDurations.Parse(text)).Message.ShouldBe(fault);

    [Theory]
    [InlineData("42", 42ul, "42 B")]
    [InlineData("1.5 KiB", 1536ul, "1.5 kB")]
    [InlineData("82854982", 82854982ul, "83 MB")]
    [InlineData("2,048b", 2048ul, "2.0 kB")]
    public void Size_is_read_and_printed(string text, ulong bytes, string printed)
    {
        ByteSizes.Parse(text).ShouldBe(bytes);
        ByteSizes.Format(bytes).ShouldBe(printed);
    }

    [Theory]
    [InlineData("1e3", 1000)]
    [InlineData(".5", 0.5)]
    [InlineData("0x1p4", 16)]
    [InlineData("-Inf", double.NegativeInfinity)]
    [InlineData("NaN", double.NaN)]
    public void Number_is_read(string text, double value) => GoNumbers.ParseFloat(text).ShouldBe(value);

    [Theory]
    [InlineData("a+b", "invalid syntax")]
    [InlineData("1e999", "value out of range")]
    [InlineData(" 1", "invalid syntax")]
    public void Wrong_number_is_told(string text, string fault) => Should.Throw<FormatException>(() => GoNumbers.ParseFloat(text)).Message.ShouldBe($"strconv.ParseFloat: parsing \"{text}\": {fault}");

    [Theory]
    [InlineData(@"^\d+$", "٣", false)]
    [InlineData(@"^a$", "a\n", false)]
    [InlineData(@"[[:upper:]]\w", "Ab", true)]
    [InlineData(@"\Qa.b\E", "axb", false)]
    [InlineData(@"(?i)ABC", "abc", true)]
    [InlineData(@"a.c", "a\nc", false)]
    [InlineData(@"(?s)a.c", "a\nc", true)]
    [InlineData(@"\x{e9}", "é", true)]
    [InlineData(@"[^\s\d]", "1 2", false)]
    public void Regular_expression_means_what_it_means_in_Go(string regex, string text, bool matches) => new GoRegex(regex).IsMatch(text).ShouldBe(matches);

    [Fact]
    public void Groups_keep_their_numbers()
    {
        var regex = new GoRegex("(?P<a>x)(y)(?P<b>z)");
        regex.GroupNames.ShouldBe(["", "a", "", "b"]);
        regex.Replace("xyz", "$2${b}$a$9$$").ShouldBe("yzx$");
    }
}
