using static Almagest.Query.GuardedSql.SqlProblemKind;

namespace Almagest.Query.GuardedSql;

/// <summary>
/// The first of the layers between what a user types and the store: looks at the tokens of the text and lets through exactly
/// one reading statement over public tables and harmless functions. It errs on the side of refusing. The second layer,
/// <see cref="SqlTree"/>, asks the store's own parser; the account and the settings of the request hold without either.
/// Pure and safe for concurrent use.
/// </summary>
public static class SqlGuard
{
    /// <summary>The longest text accepted, in UTF-16 units; the store itself stops at 256 KiB.</summary>
    public const int MaxLength = 200_000;

    /// <summary>Checks a query.</summary>
    /// <exception cref="SqlProblemException">It may not run; the problem names the construct and its place.</exception>
    public static GuardedStatement Check(string query, SqlCatalog catalog)
    {
        if (query.Length > MaxLength)
            throw new SqlProblemException(new SqlProblem(Invalid, "query_too_long", $"the query has {query.Length} characters; at most {MaxLength} are allowed"));
        var (tokens, clean) = SqlLexer.Read(query);
        var source = new SqlSource(query, OneStatement(query, tokens));
        if (source[0].Kind == SqlTokenKind.End)
            throw source.Problem(0, Invalid, "empty_query", "the query is empty; start with SELECT");

        var (kind, body) = SqlStatements.Recognise(source, catalog);
        SqlClauses.Check(source);
        var tables = new SqlNames(source, catalog).Check(body);
        return new GuardedStatement(clean[..source[^1].Start].TrimEnd(), kind, tables);
    }

    // Semicolons may close the text; anything behind one would be a second statement.
    static List<SqlToken> OneStatement(string query, IReadOnlyList<SqlToken> tokens)
    {
        var first = tokens.TakeWhile(static t => !t.IsSymbol(';')).ToList();
        if (first.Count == tokens.Count) return first;
        if (tokens.Skip(first.Count).FirstOrDefault(static t => !t.IsSymbol(';')) is { Kind: not SqlTokenKind.End } second)
            throw new SqlSource(query, tokens).Problem(tokens.ToList().IndexOf(second), Invalid, "multiple_statements",
                "only one statement may be sent at a time; remove what follows the first \";\"");
        var semicolon = tokens[first.Count];
        first.Add(semicolon with { Kind = SqlTokenKind.End, Text = "", Length = 0 });
        return first;
    }
}
