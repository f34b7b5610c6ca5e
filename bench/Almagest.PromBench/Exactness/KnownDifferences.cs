using System.Text.RegularExpressions;

namespace Almagest.PromBench.Exactness;

/// <summary>
/// Where Almagest, which speaks the language of Prometheus 3.14, answers other than Prometheus 3.5.3, and why. Each is a change Prometheus made in
/// between (its scripts of tests, which all pass here, hold the newer behaviour), or something that only one of the two has.
/// </summary>
static class KnownDifferences
{
    static readonly (Regex Query, string Why)[] ByQuery =
    [
        (new("mad_over_time"), "3.14: NaN among the samples makes the deviation NaN"),
        (new(@"edge_(histogram|custom|odd).*\[|sum\(edge_histogram\)|\{__name__=~""edge_\.\*"), "3.14: histograms are added with compensation, extrapolated to zero as floats are, and custom bounds reconciled"),
        (new("^sort"), "3.14: warns that sorting has no effect in range queries"),
        (new("^histogram_(quantile|fraction).*(edge_seconds_bucket|demo_memory)"), "3.14: other words about buckets that shrink or have no bound; fractions of classic histograms below their first bound"),
        (new("group_left edge_(many|one)"), "3.14: names duplicate series in order"),
        (new(@"^info\(edge_one, \{__name__"), "3.14: a matcher of the name alone asks for no label"),
        (new(@"^(up offset|start\(\)|end\(\)|up @ end\(\)\[5m\])$"), "3.14: step(), range(), start() and end() are expressions"),
        (new(@"^(up @ (foo|start\(|1e30|NaN|end\(\)\[5m\]))$"), "3.14: the sign @ has a name in messages"),
        (new(@"^(topk|limit_ratio)\((NaN|scalar)"), "3.14: other words about NaN as a parameter"),
    ];

    static readonly (Regex Path, string Why)[] ByPath =
    [
        (new("^/api/v1/parse_query"), "3.14: the tree has more fields"),
        (new(@"^/api/v1/label/kind/values\?limit=2$"), "which values a limit leaves depends on the order of arrival"),
        (new("^/api/v2/query$"), "unknown paths are answered as everywhere in Almagest"),
        (new("^/api/v1/query/$"), "a slash at the end is passed over"),
        (new("^/-/"), "names the product"),
        (new("step=0.0001$"), "3.5.3 answers a division by zero"),
        (new("timeout=-1$"), "Prometheus answers one of two errors, by chance"),
    ];

    /// <summary>Why the answers to a question may differ; null when they may not.</summary>
    internal static string? Find(ExactQuestion question)
    {
        foreach (var (path, why) in ByPath)
        {
            if (path.IsMatch(question.Path))
                return why;
        }

        foreach (var (query, why) in ByQuery)
        {
            if (query.IsMatch(question.Query))
                return why;
        }

        return null;
    }
}
