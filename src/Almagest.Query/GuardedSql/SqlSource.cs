namespace Almagest.Query.GuardedSql;

/// <summary>The tokens of one statement beside their text, so that every refusal can say where it is.</summary>
sealed class SqlSource(string text, IReadOnlyList<SqlToken> tokens)
{
    static readonly SqlToken Nothing = new(SqlTokenKind.End, "", 0, 0);

    internal int Count => tokens.Count;

    /// <summary>A token; before the first and after the last there is an end token, so that rules may look around freely.</summary>
    internal SqlToken this[int at] => at >= 0 && at < tokens.Count ? tokens[at] : at < 0 ? Nothing : tokens[^1];

    internal SqlToken this[Index at] => tokens[at];

    internal SqlProblemException Problem(int at, SqlProblemKind kind, string code, string message)
    {
        var (line, column) = SourceText.Position(text, this[at].Start);
        return new SqlProblemException(new SqlProblem(kind, code, message, line, column));
    }
}
