using Almagest.Model;
using Almagest.Query.LogSearch;

namespace Almagest.Tests.Query.LogSearch;

public sealed class SearchParserTests
{
    [Theory]
    [InlineData("", "*")]
    [InlineData("*:*", "*")]
    [InlineData("timeout", "timeout")]
    [InlineData("level:ERROR AND timestamp:[now-1h TO now]", "(level:ERROR & timestamp:[now-1h..now])")]
    [InlineData("latency_ms:>1000", "latency_ms:{1000..)")]
    [InlineData("latency_ms:>= 10.5", "latency_ms:[10.5..)")]
    [InlineData("(latency_ms:<-5)", "latency_ms:(..-5}")]
    [InlineData("endpoint:\"/api/v1/auth/login\" AND status_code:401", "(endpoint:\"/api/v1/auth/login\" & status_code:401)")]
    [InlineData("tenant_id:\"tenant_001\" AND level:ERROR", "(tenant_id:\"tenant_001\" & level:ERROR)")]
    [InlineData("a b", "(a | b)")]
    [InlineData("a OR b AND c", "(a | (b & c))")]
    [InlineData("a || b && !c", "(a | (b & -c))")]
    [InlineData("+a b -c", "(a & -c)")]
    [InlineData("a b -c", "((a | b) & -c)")]
    [InlineData("a NOT b", "(a & -b)")]
    [InlineData("-a", "-a")]
    [InlineData("NOT NOT a", "--a")]
    [InlineData("+(a OR b) c", "(a | b)")]
    [InlineData("status:(200 OR 404)", "(status:200 | status:404)")]
    [InlineData("message:(disk -full)", "(message:disk & -message:full)")]
    [InlineData("/api/ AND b", "(/api/ & b)")]
    [InlineData("path:/ab\\/c\\d+/", "path:/ab/c\\d+/")]
    [InlineData("user:jo?n*", "user:~jo?n*")]
    [InlineData("_exists_:trace_id", "trace_id:*")]
    [InlineData("context.user_agent:*", "context.user_agent:*")]
    [InlineData("a\\:b \\(c\\)", "(a:b | (c))")]
    [InlineData("\\AND", "AND")]
    [InlineData("x:{* TO 5]", "x:(..5]")]
    [InlineData("x:[\"a b\" TO c}", "x:[a b..c}")]
    [InlineData("t:[2026-01-01||/M TO 2026-01-01T10:00:00Z]", "t:[2026-01-01||/M..2026-01-01T10:00:00Z]")]
    [InlineData("foo-bar user@example.com", "(foo-bar | user@example.com)")]
    [InlineData("\"a \\\" b\"", "\"a \" b\"")]
    public void Query_has_tree(string query, string tree) => Show(SearchParser.Parse(query)).ShouldBe(tree);

    [Theory]
    [InlineData("a b", "(a & b)")]
    [InlineData("a OR b c", "((a | b) & c)")]
    public void Side_by_side_is_and_when_asked(string query, string tree) => Show(SearchParser.Parse(query, SearchOperator.And)).ShouldBe(tree);

    [Theory]
    [InlineData("level:", 1, "field \"level\" needs a value behind its colon, such as level:value or level:*")]
    [InlineData("a AND", 3, "\"AND\" needs a condition behind it: add one, or put \"AND\" in quotes to look for the word")]
    [InlineData("OR a", 1, "\"OR\" needs a condition on both sides: add one, or put \"OR\" in quotes to look for the word")]
    [InlineData("(a", 1, "the parenthesis that opens here is not closed: add ) at the end of the group")]
    [InlineData("a)", 2, "\")\" has no beginning: remove it, or escape it with a backslash")]
    [InlineData("()", 2, "expected a condition such as level:ERROR or a word")]
    [InlineData("a \"b", 3, "the phrase that begins here is not closed: add \" at its end, or write \\\" for a quotation mark")]
    [InlineData("/api", 1, "the regular expression that begins here is not closed: add / at its end, or put a path in quotes")]
    [InlineData("a^2", 2, "boosts such as ^2 are not supported, because lines come in order of time: remove it")]
    [InlineData("a~1", 2, "fuzzy words such as word~ are not supported: use wildcards or a regular expression")]
    [InlineData("\"a b\"~5", 6, "phrases with a distance such as \"a b\"~5 are not supported: write a AND b")]
    [InlineData("x:[1 5]", 3, "the range that begins here is malformed: expected [low TO high], {low TO high}, or * for an open end")]
    [InlineData(">5", 1, "\">\" compares a field: write its name and a colon before it, such as latency_ms:>1000")]
    [InlineData("x:>", 3, "\">\" needs a value behind it, such as x:>1000")]
    [InlineData("a*:b", 1, "\"a*\" names fields with a wildcard, which is not supported: name each field, joined by OR")]
    [InlineData("a:(b:c)", 4, "field \"b\" stands inside of the group of field \"a\": close the group first, or escape the colon with a backslash")]
    [InlineData("a\\", 2, "a backslash at the end escapes nothing: write \\\\ for a backslash")]
    public void Fault_is_told_with_its_place(string query, int character, string message)
    {
        var error = Should.Throw<UserErrorException>(() => SearchParser.Parse(query));
        (error.Code, error.Message).ShouldBe(("invalid_query", $"query is not valid at character {character}: {message}"));
    }

    [Fact]
    public void Lookaround_is_refused() => Should.Throw<UserErrorException>(() => SearchParser.Parse("/(?=a)/")).Message
        .ShouldStartWith("query is not valid at character 1: \"(?=a)\" is not a regular expression without lookaround and back references: ");

    [Theory]
    [InlineData("(")]
    [InlineData("-")]
    public void Deep_nesting_is_refused(string sign) =>
        Should.Throw<UserErrorException>(() => SearchParser.Parse(string.Concat(Enumerable.Repeat(sign, 10_000)) + "a")).Message.ShouldContain("nested deeper than 200");

    [Theory]
    [InlineData("now-1h", false, "2026-11-21T05:30:15.0000000")]
    [InlineData("now/d", false, "2026-11-21T00:00:00.0000000")]
    [InlineData("now/d", true, "2026-11-21T23:59:59.9999999")]
    [InlineData("now-1M/w", false, "2026-10-19T00:00:00.0000000")]
    [InlineData("2026-01-01||+1M/d", false, "2026-02-01T00:00:00.0000000")]
    [InlineData("2026-01-01", true, "2026-01-01T23:59:59.9999999")]
    [InlineData("2026-02", true, "2026-02-28T23:59:59.9999999")]
    [InlineData("2026-01-01T10:00:00+02:00", false, "2026-01-01T08:00:00.0000000")]
    [InlineData("1767225600000", false, "2026-01-01T00:00:00.0000000")]
    [InlineData("yesterday", false, null)]
    [InlineData("now+1x", false, null)]
    [InlineData("now+999999999y", false, null)]
    public void Date_math_is_elasticsearchs(string text, bool end, string? expected) =>
        DateMath.Parse(text, new DateTimeOffset(2026, 11, 21, 6, 30, 15, TimeSpan.Zero), end)?.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff").ShouldBe(expected);

    static string Show(SearchExpr expr) => expr switch
    {
        AllExpr => "*",
        NotExpr n => "-" + Show(n.Operand),
        AndExpr a => $"({string.Join(" & ", a.Operands.Select(Show))})",
        OrExpr o => $"({string.Join(" | ", o.Operands.Select(Show))})",
        FieldExpr f => (f.Field is null ? "" : f.Field + ":") + Show(f.Term),
        _ => throw new InvalidOperationException(expr.GetType().Name),
    };

    static string Show(SearchTerm term) => term switch
    {
        TextTerm t => t.Quoted ? $"\"{t.Text}\"" : t.Text,
        WildcardTerm w => "~" + string.Concat(w.Parts.Select(static p => p.Kind switch { WildcardKind.Any => "*", WildcardKind.One => "?", _ => p.Text })),
        RegexTerm r => $"/{r.Pattern}/",
        ExistsTerm => "*",
        RangeTerm r => (r.Low is { } low ? (low.Inclusive ? "[" : "{") + low.Text : "(") + ".." + (r.High is { } high ? high.Text + (high.Inclusive ? "]" : "}") : ")"),
        _ => throw new InvalidOperationException(term.GetType().Name),
    };
}
