using Almagest.ClickHouse.Migrations;

namespace Almagest.Tests.ClickHouse.Migrations;

public sealed class SqlSplitterTests
{
    [Theory]
    [InlineData("", new string[0])]
    [InlineData(" ;; -- only ; comment\n /* ; */ # ;\n", new string[0])]
    [InlineData("a;b", new[] { "a", "b" })]
    [InlineData("a ';' \";\" `;` b; c", new[] { "a ';' \";\" `;` b", "c" })]
    [InlineData("a 'it''s;' 'b\\';' ; c", new[] { "a 'it''s;' 'b\\';'", "c" })]
    [InlineData("-- x;\na -- y;\n, b /* ; */ ; c", new[] { "a -- y;\n, b /* ; */", "c" })]
    [InlineData("a $t$ ; $x$ ; $t$ b; c", new[] { "a $t$ ; $x$ ; $t$ b", "c" })]
    [InlineData("a - b / c; 'open ; ", new[] { "a - b / c", "'open ;" })]
    [InlineData("a; /* open", new[] { "a" })]
    public void Semicolon_ends_a_statement_only_in_code(string sql, string[] expected) =>
        SqlSplitter.Split(sql).Select(p => p.Text).ShouldBe(expected);

    [Fact]
    public void Statement_knows_its_line() => SqlSplitter.Split("-- x\n\na;\n\n b\n;").ShouldBe([new SqlPart("a", 3), new SqlPart("b", 5)]);
}
