using static Almagest.Query.GuardedSql.SqlProblemKind;

namespace Almagest.Query.GuardedSql;

/// <summary>Refuses the clauses that change settings, formats or places of output, wherever they stand.</summary>
static class SqlClauses
{
    internal static void Check(SqlSource source)
    {
        for (var at = 0; at < source.Count; at++)
            if (source[at].Kind == SqlTokenKind.Word && !source[at - 1].IsSymbol('.'))
                Check(source, at);
    }

    static void Check(SqlSource source, int at)
    {
        var word = source[at];
        var next = source[at + 1];
        if (word.Is("SETTINGS") && next.IsName && source[at + 2].IsSymbol('='))
            throw source.Problem(at, Refused, "clause_refused", "a SETTINGS clause is not allowed: limits are part of the request");
        // The store takes 1e and 0x, which look like numbers, for names.
        if (word.Is("FORMAT") && (next.IsName || next.Kind == SqlTokenKind.Number) && (source[at + 2].Kind == SqlTokenKind.End || source[at + 2].Is("SETTINGS")))
            throw source.Problem(at, Refused, "clause_refused", "a FORMAT clause is not allowed: choose with ?format=json, csv, ndjson, parquet or arrow");
        if (word.Is("INTO") && next.Is("OUTFILE"))
            throw source.Problem(at, Refused, "clause_refused", "INTO OUTFILE is not allowed: results are returned, never written; choose a file format with ?format=");
        if (word.Is("PARALLEL") && next.Is("WITH"))
            throw source.Problem(at, Refused, "clause_refused", "PARALLEL WITH is not allowed: send one statement at a time");
        if (word.Is("APPLY") && (source[at - 1].IsSymbol('*') || source[at - 1].IsSymbol(')')))
            throw source.Problem(at, Refused, "clause_refused", "APPLY is not allowed: call the function on each column by name");
        if ((word.Is("CURRENT_USER") || word.Is("CURRENTUSER") || word.Is("SESSION_USER") || word.Is("SYSTEM_USER"))
            && !source[at - 1].Is("AS") && !next.IsSymbol('.'))
            throw source.Problem(at, Refused, "function_refused", $"\"{word.Text}\" is not allowed: the store's accounts are not visible");
    }
}
