using System.Text.RegularExpressions;
using Almagest.Telemetry.Logs;
using Almagest.Telemetry.Traces;

namespace Almagest.Tests.Telemetry.Logs;

public sealed class BodyIndexTests
{
    const string Id = "0af7651916cd43dd8448eb211c80319c";

    [Theory]
    [InlineData("disk full on sda", "words full,on")]
    [InlineData("error", "piece rror")]
    [InlineData("OutOfMemory", "piece outofmemory")]
    [InlineData(" Error ", "words error")]
    [InlineData("a=\"b c\" d", "words b,c")]
    [InlineData("größe x y", "words x")]
    [InlineData("cafe", "")]
    [InlineData("connection refused", "piece onnection")]
    [InlineData("timeout5s after", "piece timeout")]
    [InlineData("in 30 s", "number 30")]
    [InlineData("stage2feedback", "piece stag")]
    [InlineData(Id, "any " + Id + ",+")]
    [InlineData("\"" + Id + "\"", "number " + Id)]
    [InlineData("trace 0af7651916cd43dd", "piece trace")]
    [InlineData("sha256:" + Id + Id + " ", "number +")]
    [InlineData("[blk_0af76519x]", "number 0af76519x; words blk")]
    public void Text_within_a_line_is_looked_up(string text, string expected) => Read(static (index, t) => index.OfParts(t), text).ShouldBe(expected);

    [Theory]
    [InlineData("disk", "words disk")]
    [InlineData(Id, "number " + Id)]
    [InlineData("x0af76519y", "number x0af76519y")]
    [InlineData("deadbeef", "")]
    [InlineData("größe5", "")]
    public void Words_are_looked_up(string word, string expected) => Read(static (index, w) => index.OfWords([w]), word).ShouldBe(expected);

    [Theory]
    [InlineData("took \\d+ s: timeout", "took | s: timeout")]
    [InlineData("(a|b)cd", "cd")]
    [InlineData("ab|cd", "")]
    [InlineData("colou?r of x*", "colo|r of ")]
    [InlineData("ab+c", "ab|c")]
    [InlineData("a{2}b", "b")]
    [InlineData("(?i)desk top", "de| top")]
    [InlineData("^GET /[a-z|]+\\.html$", "GET /|.html")]
    [InlineData("(unclosed", "")]
    [InlineData("\\Qa.b\\E", "")]
    [InlineData("\\bword\\b", "word")]
    [InlineData("x(?:y|[)]z)w", "x|w")]
    public void Texts_every_match_has_are_found(string pattern, string literals) => string.Join("|", RegexLiterals.Of(pattern)).ShouldBe(literals);

    [Fact]
    public void Parts_without_indexes_are_not_looked_up()
    {
        var parameters = new SqlParameters();
        var fresh = new BodyIndex(parameters, LogParts.Fresh);
        fresh.OfParts("connection refused").ShouldBeEmpty();
        fresh.OfWords(["disk"]).ShouldBeEmpty();
        fresh.OfAny(["disk"]).ShouldBeEmpty();
        fresh.HasWord("disk").ShouldBe("hasTokenCaseInsensitive(body, {v0:String})");
    }

    [Theory]
    [InlineData("30", "length(x) < 6")]
    [InlineData("1a2b3", "length(x) < 6")]
    [InlineData("u95028", "% 8 = 0,")]
    [InlineData("1f4a2bc", "% 8 = 3,")]
    [InlineData("u95028z", "% 8 = 2,")]
    public void Numbers_are_looked_up_in_the_filter_of_their_last_sign(string word, string filter) =>
        new BodyIndex(new SqlParameters(), LogParts.Merged).OfWords([word]).Single().ShouldContain(filter);

    [Fact]
    public void A_question_that_looks_nothing_up_is_one_statement()
    {
        var parameters = new SqlParameters();
        PartedStatement.Of(parameters, static _ => "level = 'error'").Select(static c => $"SELECT 1 FROM logs WHERE {c}", "LIMIT 1").ShouldBe("SELECT 1 FROM logs WHERE level = 'error' LIMIT 1");
        PartedStatement.Of(parameters, static index => index.HasWord("disk")).Select(static c => $"SELECT 1 FROM logs WHERE {c}", "LIMIT 1")
            .ShouldMatch(@"^SELECT \* FROM \(\(SELECT 1 FROM logs WHERE NOT endsWith\(_part, '_0'\) AND hasAllTokens\(.* LIMIT 1\) UNION ALL \(SELECT 1 FROM logs WHERE endsWith\(_part, '_0'\) AND hasToken.* LIMIT 1\)\) LIMIT 1$");
    }

    static string Read(Func<BodyIndex, string, List<string>> conditions, string text)
    {
        var parameters = new SqlParameters();
        var values = new List<string>();
        var sql = conditions(new BodyIndex(parameters, LogParts.Merged), text);
        var statement = parameters.AddTo(new("SELECT 1"));
        return string.Join("; ", sql.Select(condition =>
        {
            var found = Regex.Matches(condition, @"\{(v\d+):String\}").Select(m => (string)statement.Parameters[m.Groups[1].Value]!).ToList();
            if (found.Count == 0)
                return "number +";
            return condition switch
            {
                _ when condition.StartsWith("hasAllTokens", StringComparison.Ordinal) => $"words {string.Join(',', found)}",
                _ when condition.StartsWith("hasAny", StringComparison.Ordinal) => $"any {found[0]},+",
                _ when condition.StartsWith("has(", StringComparison.Ordinal) => $"number {found[0]}",
                _ => $"piece {found[0].Trim('%')}",
            };
        }));
    }
}
