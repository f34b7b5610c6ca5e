namespace Almagest.ClickHouse.Migrations;

/// <summary>One statement of a file.</summary>
/// <param name="Text">Without the semicolon and the space around it.</param>
/// <param name="Line">The line its first word stands on, from 1.</param>
sealed record SqlPart(string Text, int Line);

/// <summary>
/// Splits SQL at semicolons outside strings, quoted names, heredocs and comments, by the rules of ClickHouse's lexer. Comments
/// inside a statement stay; a piece of nothing but comments is dropped.
/// </summary>
static class SqlSplitter
{
    public static IReadOnlyList<SqlPart> Split(string sql)
    {
        List<SqlPart> parts = [];
        var begin = -1;
        var at = 0;
        while (at < sql.Length)
        {
            if (sql[at] == ';')
            {
                Close(at++);
                continue;
            }
            var (next, isCode) = Skip(sql, at);
            if (isCode && begin < 0)
                begin = at;
            at = next;
        }
        Close(sql.Length);
        return parts;

        void Close(int end)
        {
            if (begin >= 0)
                parts.Add(new SqlPart(sql[begin..end].TrimEnd(), 1 + sql.AsSpan(0, begin).Count('\n')));
            begin = -1;
        }
    }

    static (int Next, bool IsCode) Skip(string sql, int at) => sql[at] switch
    {
        '\'' or '"' or '`' => (Quoted(sql, at), true),
        '-' when Follows(sql, at, "--") => (Past(sql, at, "\n"), false),
        '#' when Follows(sql, at, "# ") || Follows(sql, at, "#!") => (Past(sql, at, "\n"), false),
        '/' when Follows(sql, at, "/*") => (Past(sql, at + 2, "*/"), false),
        '$' when HeredocTag(sql, at) is { } tag => (Past(sql, at + tag.Length, tag), true),
        var c => (at + 1, !char.IsWhiteSpace(c)),
    };

    static int Quoted(string sql, int at)
    {
        var quote = sql[at];
        for (at++; at < sql.Length; at++)
        {
            if (sql[at] == '\\')
                at++;
            // A doubled quote closes one string and opens the next: the same as staying inside.
            else if (sql[at] == quote)
                return at + 1;
        }
        return sql.Length;
    }

    static string? HeredocTag(string sql, int at)
    {
        var end = at + 1;
        while (end < sql.Length && (char.IsAsciiLetterOrDigit(sql[end]) || sql[end] == '_'))
            end++;
        return end < sql.Length && sql[end] == '$' ? sql[at..(end + 1)] : null;
    }

    static bool Follows(string sql, int at, string text) => sql.AsSpan(at).StartsWith(text, StringComparison.Ordinal);

    static int Past(string sql, int at, string closing) =>
        at <= sql.Length && sql.IndexOf(closing, at, StringComparison.Ordinal) is >= 0 and var end ? end + closing.Length : sql.Length;
}
