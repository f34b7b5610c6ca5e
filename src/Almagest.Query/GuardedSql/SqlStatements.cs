using System.Collections.Frozen;
using static Almagest.Query.GuardedSql.SqlProblemKind;

namespace Almagest.Query.GuardedSql;

/// <summary>Recognises the statements a query may be and checks the words around the select inside them.</summary>
static class SqlStatements
{
    const string Allowed = "only SELECT, WITH, EXPLAIN, DESCRIBE, SHOW TABLES and SHOW COLUMNS are";

    static readonly FrozenSet<string> ExplainWords = new[]
    {
        "AST", "SYNTAX", "QUERY", "TREE", "PLAN", "PIPELINE", "ESTIMATE", "header", "description", "indexes", "projections", "actions", "json",
        "optimize", "oneline", "run_passes", "dump_passes", "dump_ast", "dump_tree", "passes", "graph", "compact", "sorting", "pretty",
        "keep_logical_steps", "run_query_tree_passes", "query_tree_passes",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The kind of the statement and the index of the token where its select, or the name it describes, begins.</summary>
    internal static (SqlStatementKind Kind, int Body) Recognise(SqlSource source, SqlCatalog catalog)
    {
        var first = source[0];
        if (IsSelect(first)) return (SqlStatementKind.Select, 0);
        if (first.Is("EXPLAIN")) return (SqlStatementKind.Explain, ExplainBody(source));
        if (first.Is("DESCRIBE") || first.Is("DESC")) return (SqlStatementKind.Describe, source[1].Is("TABLE") && source[2].Kind != SqlTokenKind.End ? 2 : 1);
        if (first.Is("SHOW")) return (SqlStatementKind.Show, ShowBody(source, catalog));
        throw first.Kind == SqlTokenKind.Word
            ? source.Problem(0, Refused, "statement_refused", $"{first.Text.ToUpperInvariant()} is not allowed: {Allowed}")
            : source.Problem(0, Invalid, "syntax_error", $"a query cannot start with \"{first.Text}\": {Allowed} allowed");
    }

    static bool IsSelect(SqlToken token) => token.Is("SELECT") || token.Is("WITH") || token.Is("FROM") || token.IsSymbol('(');

    static int ExplainBody(SqlSource source)
    {
        var at = 1;
        for (; !IsSelect(source[at]); at++)
        {
            var token = source[at];
            if (token.Kind == SqlTokenKind.End)
                throw source.Problem(at, Invalid, "syntax_error", "EXPLAIN needs a SELECT behind it");
            if (token.Kind == SqlTokenKind.Number || token.IsSymbol('=') || token.IsSymbol(',')) continue;
            if (token.Kind != SqlTokenKind.Word || !ExplainWords.Contains(token.Text))
                throw source.Problem(at, Refused, "statement_refused", $"EXPLAIN of \"{token.Text}\" is not allowed: only a SELECT can be explained");
        }

        return at;
    }

    static int ShowBody(SqlSource source, SqlCatalog catalog)
    {
        var what = source[1];
        if (!what.Is("TABLES") && !what.Is("COLUMNS") && !what.Is("FIELDS"))
            throw source.Problem(1, Refused, "statement_refused", $"SHOW {what.Text.ToUpperInvariant()} is not allowed: {Allowed}");
        if (!what.Is("TABLES")) return source[2].Is("FROM") || source[2].Is("IN")
            ? ShownTable(source, catalog)
            : throw source.Problem(2, Invalid, "syntax_error", "SHOW COLUMNS needs FROM and a table");

        var at = 2;
        if (source[2].Is("FROM") || source[2].Is("IN"))
        {
            if (!source[3].IsName || !catalog.IsDatabase(source[3].Text))
                throw source.Problem(3, Refused, "database_refused", $"database \"{source[3].Text}\" is out of reach; only \"{catalog.Database}\" is visible");
            at = 4;
        }

        RequirePattern(source, at);
        return source.Count - 1;
    }

    static int ShownTable(SqlSource source, SqlCatalog catalog)
    {
        var at = 3;
        if (source[at].IsName && source[at + 1].IsSymbol('.')) at += 2;
        if (source[at + 1].Is("FROM") || source[at + 1].Is("IN"))
            throw source.Problem(at + 1, Refused, "clause_refused", $"write {catalog.Database}.{source[at].Text} in place of a second FROM");
        RequirePattern(source, at + 1);
        return 3;
    }

    // LIKE 'x' is all that may follow: a WHERE would run over the store's own tables.
    static void RequirePattern(SqlSource source, int at)
    {
        if (source[at].Is("NOT")) at++;
        if (source[at].Is("LIKE") || source[at].Is("ILIKE"))
            at += source[at + 1].Kind == SqlTokenKind.String ? 2 : 1;
        if (source[at].Is("LIMIT")) at += source[at + 1].Kind == SqlTokenKind.Number ? 2 : 1;
        if (source[at].Kind != SqlTokenKind.End)
            throw source.Problem(at, Refused, "clause_refused", $"\"{source[at].Text}\" is not allowed here: only LIKE and LIMIT may follow");
    }
}
