using Almagest.Query.GuardedSql;

namespace Almagest.Scenarios.Sql;

/// <summary>What our lexer and walk let through, the store's own parser must not find fault with: it may only fail to parse it.</summary>
[Collection(SqlCollection.Name)]
public sealed class SqlGuardFuzzTests(SqlFixture fixture)
{
    static readonly string[] Fragments =
    [
        "SELECT ", "FROM ", "WHERE ", "JOIN ", "ARRAY JOIN ", "UNION ALL ", "WITH ", "AS ", "IN ", "IS DISTINCT FROM ", "WITH FILL FROM ", "ORDER BY ", "LIMIT ",
        "EXPLAIN ", "DESCRIBE ", "SETTINGS ", "FORMAT ", "INTO OUTFILE ", "APPLY ", "EXCEPT ", "REPLACE ", "COLUMNS", "USING ", "ON ", "EXTRACT", "TRIM", "CAST", "fill ",
        "logs ", "almagest.logs ", "spans ", "secrets ", "system.one ", "`system`.`one` ", "\"system\" . one ", "x ", "t ", "1 ", "1.5 ", "1e", "0x", ".5", "'a' ", "''''", "'\\''",
        "file", "`file`", "merge", "numbers", "count", "url", "toString", "arrayMap(", "file, ", "hostName", "view", "values", "('/etc/passwd') ", "('almagest', 'logs') ", "(", "(", ") ", ") ", "[", "] ",
        "{x:String} ", "{x:Identifier} ", "{", "} ", "$$", "$a$", "$ ", "-- ", "/* ", "*/ ", "// ", "# ", "#!", "\n", "\r", "\t", "\u00A0", "\uFEFF", "\u2028", ", ", ". ", "; ", "* ", "-> ",
        ":: String ", "= ", "- ", "-", "/", "@@version ", "\\", "\"", "`", "'", "x'", "b'", "‘", "’", "−", "🙂", "é",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Accepted_text_holds_nothing_refused(int seed)
    {
        var random = new Random(seed);
        var accepted = 0;
        for (var i = 0; i < 5_000; i++)
        {
            var query = "SELECT 1 " + string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => Fragments[random.Next(Fragments.Length)]));
            if (Accepted(query) is not { } text) continue;
            accepted++;
            var problem = await TreeProblemAsync(text);
            if (problem is { Kind: SqlProblemKind.Refused }) problem.ShouldBeNull($"{query} → {problem.Message}");
        }

        accepted.ShouldBeGreaterThan(30);
    }

    string? Accepted(string query)
    {
        try
        {
            return SqlGuard.Check(query, fixture.Catalog).Text;
        }
        catch (SqlProblemException)
        {
            return null;
        }
    }

    async Task<SqlProblem?> TreeProblemAsync(string text)
    {
        try
        {
            var statement = (await fixture.Store.PrepareAsync(text, new("a"), default)).With("x", "logs");
            await fixture.Store.CheckTreeAsync(statement, text, default);
            return null;
        }
        catch (SqlProblemException found)
        {
            return found.Problem;
        }
    }
}
