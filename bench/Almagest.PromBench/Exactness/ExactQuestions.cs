using System.Globalization;

namespace Almagest.PromBench.Exactness;

/// <summary>A request that two servers are to answer alike.</summary>
/// <param name="Path">Path with parameters.</param>
/// <param name="Form">Parameters posted as a form; null for GET.</param>
sealed record ExactQuestion(string Path, string? Form = null)
{
    /// <summary>GET or POST, or what was chosen.</summary>
    internal string Method { get; init; } = Form is null ? "GET" : "POST";

    /// <summary>The query, when it is one.</summary>
    internal string Query { get; init; } = "";
}

/// <summary>Asks every expression at several times and grids: aligned to the scrapes, between them, with steps below and above them.</summary>
static class ExactQuestions
{
    /// <param name="queries">Expressions; those of the compliance tester may begin with FAIL.</param>
    /// <param name="startMs">Time of the first sample.</param>
    internal static IEnumerable<ExactQuestion> Of(IEnumerable<string> queries, long startMs)
    {
        var start = startMs / 1000.0;
        return from line in queries
               let query = line.StartsWith("FAIL ", StringComparison.Ordinal) ? line[5..] : line
               from path in Paths(Uri.EscapeDataString(query), start)
               select new ExactQuestion(path) { Query = query };
    }

    /// <summary>All questions there are, or of each expression one in turn, for tests that have to be quick.</summary>
    internal static IEnumerable<ExactQuestion> All(IEnumerable<string> further, long startMs, bool few)
    {
        var asked = Of(ExactQueries.All.Concat(further.Where(static line => line.Length > 0)), startMs);
        var chosen = few ? asked.Chunk(GridsPerQuery).Select(static (grids, i) => grids[i % GridsPerQuery]) : asked;
        return chosen.Concat(ApiQuestions.All(startMs)).DistinctBy(static q => (q.Method, q.Path, q.Form));
    }

    const int GridsPerQuery = 6;

    static IEnumerable<string> Paths(string query, double start) =>
    [
        Format($"/api/v1/query?query={query}&time={start + 6_100}"),
        Format($"/api/v1/query?query={query}&time={start + 3_333.337}"),
        Format($"/api/v1/query_range?query={query}&start={start + 5_400}&end={start + 6_000}&step=10"),
        Format($"/api/v1/query_range?query={query}&start={start - 301}&end={start + 7_493}&step=61.337"),
        Format($"/api/v1/query_range?query={query}&start={start + 1_000}&end={start + 7_600}&step=7m"),
        Format($"/api/v1/query_range?query={query}&start={start + 2_345.678}&end={start + 2_400}&step=1.5"),
    ];

    static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
