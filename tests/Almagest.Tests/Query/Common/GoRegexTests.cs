using Almagest.Query.Common;

namespace Almagest.Tests.Query.Common;

public sealed class GoRegexTests
{
    [Theory]
    [InlineData(@"\d", "٣", false)]
    [InlineData(@"\w+", "é", false)]
    [InlineData(@"\s", "\u00a0", false)]
    [InlineData(@"\S", "\u00a0", true)]
    [InlineData("[[:alpha:]]+", "ab", true)]
    [InlineData("[^[:^digit:]]", "7", true)]
    [InlineData("[^[:^digit:]]", "x", false)]
    [InlineData(@"\pL\PL", "a1", true)]
    [InlineData(@"\p{Greek}+", "αβγ", true)]
    [InlineData(@"\P{Greek}", "α", false)]
    [InlineData(@"[a\P{Greek}b]", "z", true)]
    [InlineData(@"\p{^Lu}", "a", true)]
    [InlineData(@"\p{Han}", "漢", true)]
    [InlineData(".", "😀", true)]
    [InlineData("..", "😀", false)]
    [InlineData("[^a]", "😀", true)]
    [InlineData("a.b", "a\nb", true)]
    [InlineData("(?-s:a.b)", "a\nb", false)]
    [InlineData("a$", "a\n", false)]
    [InlineData("(?m)a$.b$", "a\nb", true)]
    [InlineData("(?P<x>a)(b)", "ab", true)]
    [InlineData("(?U)a+?", "aaa", true)]
    [InlineData(@"\Qa.b\E+", "a.bb", true)]
    [InlineData(@"\Qa.b", "axb", false)]
    [InlineData(@"\x{1F600}|\x41|\101", "😀", true)]
    [InlineData(@"\x{1F600}|\x41|\101", "A", true)]
    [InlineData(@"\x{d800}", "\ufffd", true)]
    [InlineData("a{,2}", "a{,2}", true)]
    [InlineData("x{2", "x{2", true)]
    [InlineData("a{02}", "a{02}", true)]
    [InlineData("^*a", "a", true)]
    [InlineData("[]a]", "]", true)]
    [InlineData("[a-]", "-", true)]
    [InlineData(@"\_\-", "_-", true)]
    [InlineData("😀+", "😀😀", true)]
    [InlineData("(|a)*", "aa", true)]
    [InlineData("(?i:A)b", "ab", true)]
    [InlineData("(?i)a(?-i)b", "AB", false)]
    public void Expression_means_what_it_means_in_Go(string pattern, string text, bool matches) => GoRegex.OfWhole(pattern).IsMatch(text).ShouldBe(matches);

    [Theory]
    [InlineData("(", "missing closing ): `(`")]
    [InlineData("a)", "unexpected ): `a)`")]
    [InlineData("[a", "missing closing ]: `[a`")]
    [InlineData("[b-a]", "invalid character class range: `b-a`")]
    [InlineData("[z-\\d]", "invalid escape sequence: `\\d`")]
    [InlineData("[[:foo:]]", "invalid character class range: `[:foo:]`")]
    [InlineData(@"\p{Foo}", @"invalid character class range: `\p{Foo}`")]
    [InlineData("*a", "missing argument to repetition operator: `*`")]
    [InlineData("a|+?", "missing argument to repetition operator: `+?`")]
    [InlineData("(?i)*", "missing argument to repetition operator: `*`")]
    [InlineData("a**", "invalid nested repetition operator: `**`")]
    [InlineData("a{2}{3}", "invalid nested repetition operator: `{2}{3}`")]
    [InlineData("a{2,1}", "invalid repeat count: `{2,1}`")]
    [InlineData("a{1001}", "invalid repeat count: `{1001}`")]
    [InlineData("(a{1000}){1000}", "invalid repeat count: `{1000}`")]
    [InlineData(@"\", "trailing backslash at end of expression: ``")]
    [InlineData(@"\8", @"invalid escape sequence: `\8`")]
    [InlineData(@"(?P<n>a)\1", @"invalid escape sequence: `\1`")]
    [InlineData(@"\é", @"invalid escape sequence: `\é`")]
    [InlineData(@"\x1", @"invalid escape sequence: `\x1`")]
    [InlineData(@"\x{110000}", @"invalid escape sequence: `\x{110000`")]
    [InlineData(@"[\b]", @"invalid escape sequence: `\b`")]
    [InlineData("(?=a)", "invalid or unsupported Perl syntax: `(?=`")]
    [InlineData("(?<=a)b", "invalid named capture: `(?<=a)b`")]
    [InlineData("(?P<a b>x)", "invalid named capture: `(?P<a b>`")]
    [InlineData("(?P=a)", "invalid or unsupported Perl syntax: `(?P`")]
    [InlineData("(?-)", "invalid or unsupported Perl syntax: `(?-)`")]
    [InlineData("(?i", "invalid or unsupported Perl syntax: `(?i`")]
    public void Malformed_expression_is_told_in_words_of_Go(string pattern, string fault) =>
        Should.Throw<FormatException>(() => new GoRegex(pattern)).Message.ShouldBe("error parsing regexp: " + fault);

    [Fact]
    public void Named_groups_keep_their_numbers()
    {
        var regex = GoRegex.OfWhole("(?P<first>.)(.)");
        regex.Expand("$2$1-${first}$none", regex.Match("ab")).ShouldBe("ba-a");
    }
}
