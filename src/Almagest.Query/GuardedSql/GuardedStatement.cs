namespace Almagest.Query.GuardedSql;

/// <summary>A query that passed the guard.</summary>
/// <param name="Text">What may be sent: the user's text with blanks in place of comments and of the closing semicolon, so that
/// positions in the store's messages hold for the user's text too.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Tables">The public tables and views it names, each once, in order of appearance.</param>
public sealed record GuardedStatement(string Text, SqlStatementKind Kind, IReadOnlyList<string> Tables);

/// <summary>The statements a query may be.</summary>
public enum SqlStatementKind
{
    /// <summary><c>SELECT</c>, <c>WITH … SELECT</c>, <c>FROM … SELECT</c> and unions of them.</summary>
    Select,

    /// <summary><c>EXPLAIN</c> of a select.</summary>
    Explain,

    /// <summary><c>DESCRIBE</c> of a table or of a select.</summary>
    Describe,

    /// <summary><c>SHOW TABLES</c> and <c>SHOW COLUMNS</c>.</summary>
    Show,
}
