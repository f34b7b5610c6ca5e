namespace Almagest.Query.GuardedSql;

/// <summary>Tells in how many places of a query some tables are read, when the text alone makes that certain.</summary>
public static class SqlPlaces
{
    /// <summary>
    /// How many places of a query that passed the guard read one of <paramref name="tables"/>; null when a place may be read more than once, or where its plan
    /// does not show: in a subquery that is not simply read from, or by a name that <c>WITH</c> gives and the query uses twice.
    /// </summary>
    public static int? Count(GuardedStatement query, IReadOnlyList<string> tables)
    {
        var (tokens, _) = SqlLexer.Read(query.Text);
        var source = new SqlSource(query.Text, tokens);
        var places = 0;
        Dictionary<string, int> uses = new(StringComparer.Ordinal);
        for (var at = 0; at < source.Count; at++)
        {
            if (IsHiddenSubquery(source, at))
                return null;
            // A name before a dot is a database or qualifies a column.
            if (!source[at].IsName || source[at + 1].IsSymbol('.'))
                continue;
            uses[source[at].Text] = uses.GetValueOrDefault(source[at].Text) + 1;
            if (tables.Contains(source[at].Text))
                places++;
        }

        return Defined(source).Any(name => uses[name] > 2) ? null : places;
    }

    static bool IsHiddenSubquery(SqlSource source, int at)
    {
        if (!source[at].IsSymbol('(') || !(source[at + 1].Is("SELECT") || source[at + 1].Is("WITH") || source[at + 1].Is("FROM")))
            return false;
        var before = source[at - 1];
        return !(before.Is("FROM") || before.Is("JOIN") || before.Is("AS") || before.Kind == SqlTokenKind.End);
    }

    static IEnumerable<string> Defined(SqlSource source) => Enumerable.Range(0, source.Count)
        .Where(at => source[at].IsName && source[at + 1].Is("AS") && source[at + 2].IsSymbol('('))
        .Select(at => source[at].Text);
}
