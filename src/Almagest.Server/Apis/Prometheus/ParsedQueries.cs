using System.Collections.Concurrent;
using Almagest.Query.PromQL.Syntax;

namespace Almagest.Server.Apis.Prometheus;

/// <summary>
/// Recent queries as trees, which are never changed: dashboards send the same text again and again, and making the automaton of a regular expression takes longer
/// than sending a known answer. Safe for concurrent use.
/// </summary>
sealed class ParsedQueries
{
    const int MostQueries = 256;
    const int LongestQuery = 2 << 10;

    readonly ConcurrentDictionary<string, Expr> _known = new(StringComparer.Ordinal);

    /// <exception cref="PromQlParseException">It is not PromQL.</exception>
    internal Expr Parse(string query)
    {
        if (_known.TryGetValue(query, out var known))
            return known;
        var parsed = PromQlParser.Parse(query);
        if (query.Length > LongestQuery)
            return parsed;
        // All at once and rarely: those in use are back with their next call.
        if (_known.Count >= MostQueries)
            _known.Clear();
        return _known[query] = parsed;
    }
}
