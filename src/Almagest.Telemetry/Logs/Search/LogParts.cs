using Almagest.Query.LogSearch;

namespace Almagest.Telemetry.Logs.Search;

/// <summary>Parts of the table <c>logs</c> with and without indexes.</summary>
static class LogParts
{
    /// <summary>Parts as they were inserted. A part's name ends with the number of merges behind it; one that was altered counts as merged.</summary>
    internal const string Fresh = "endsWith(_part, '_0')";

    /// <summary>All others.</summary>
    internal const string Merged = $"NOT {Fresh}";

    /// <summary>The conditions of the statements that together count all lines of a search: one, or one for each kind of parts.</summary>
    /// <param name="query">The search.</param>
    /// <param name="conditions">Makes conditions that look for words in one way.</param>
    internal static IReadOnlyList<string> Counted(SearchExpr query, Func<WordLookup, SearchConditions> conditions)
    {
        var merged = conditions(WordLookup.Index);
        var condition = merged.Of(query);
        return merged.HoldsWords ? [$"{Merged} AND {condition}", $"{Fresh} AND {conditions(WordLookup.Line).Of(query)}"] : [condition];
    }

    /// <summary>A select for each condition, all in one.</summary>
    internal static string Union(IReadOnlyList<string> conditions, Func<string, string> select) => string.Join(" UNION ALL ", conditions.Select(select));
}
