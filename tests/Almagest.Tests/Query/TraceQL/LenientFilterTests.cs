using Almagest.Query.TraceQL;

namespace Almagest.Tests.Query.TraceQL;

public sealed class LenientFilterTests
{
    [Theory]
    [InlineData("{ .a = 1 }", "(.a = 1)")]
    [InlineData("{ }", "true")]
    [InlineData("{ .a = 1 && .b = }", "((.a = 1) && true)")]
    [InlineData("{ .a = && .b != 2 }", "(true && (.b != 2))")]
    [InlineData("{ (name =~ ) || span.b < }", "(true || true)")]
    [InlineData("{ .a = 1 && .b >=", "((.a = 1) && true)")]
    [InlineData("{ .a = 1", "(.a = 1)")]
    [InlineData("{ .a = } | rate()", "true")]
    [InlineData("{ span.\"a b\" = 1 && span:childCount > 2 && span:name = `x` }", "(((span.\"a b\" = 1) && (span:childCount > 2)) && (name = `x`))")]
    [InlineData("{ .a = 1 && }", null)]
    [InlineData("{ .a = \"x", null)]
    [InlineData("{ .a = 1 } && { .b = 2 }", null)]
    [InlineData("({ } | rate()) * 2", null)]
    [InlineData("", null)]
    public void Filter_is_completed(string text, string? expected) =>
        (LenientFilter.Parse(text) is { } condition ? FieldNames.Of(condition) : null).ShouldBe(expected);
}
