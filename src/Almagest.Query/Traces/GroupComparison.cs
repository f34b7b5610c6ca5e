using Almagest.Model.Traces;

namespace Almagest.Query.Traces;

/// <summary>How often an attribute has a value in each of two groups.</summary>
/// <param name="Key">Attribute; of the resource with <c>resource.</c> before it, <c>name</c> and the like for the span's own fields.</param>
/// <param name="Value">Value.</param>
/// <param name="ShareA">Share of the first group's spans, 0 to 1.</param>
/// <param name="ShareB">Share of the second group's.</param>
public sealed record AttributeDifference(string Key, string Value, double ShareA, double ShareB);

/// <summary>Tells which attributes set one group of spans apart from another.</summary>
public static class GroupComparison
{
    /// <summary>The <paramref name="limit"/> largest differences of share.</summary>
    public static IReadOnlyList<AttributeDifference> Compare(IReadOnlyCollection<TraceSpan> a, IReadOnlyCollection<TraceSpan> b, int limit)
    {
        var (left, right) = (Count(a), Count(b));
        return [.. left.Keys.Union(right.Keys)
            .Select(key => new AttributeDifference(key.Key, key.Value, Share(left, key, a.Count), Share(right, key, b.Count)))
            .OrderByDescending(static d => Math.Abs(d.ShareA - d.ShareB)).ThenBy(static d => d.Key, StringComparer.Ordinal)
            .Where(static d => d.ShareA != d.ShareB).Take(limit)];
    }

    static double Share(Dictionary<(string Key, string Value), int> counts, (string Key, string Value) key, int all) =>
        all == 0 ? 0 : (double)counts.GetValueOrDefault(key) / all;

    static Dictionary<(string Key, string Value), int> Count(IEnumerable<TraceSpan> spans)
    {
        var counts = new Dictionary<(string, string), int>();
        foreach (var span in spans)
        {
            foreach (var pair in Pairs(span))
                counts[pair] = counts.GetValueOrDefault(pair) + 1;
        }

        return counts;
    }

    static HashSet<(string Key, string Value)> Pairs(TraceSpan span) =>
    [
        ("service", span.Service), ("name", span.Name), ("kind", SpanWords.Of(span.Kind)), ("status", SpanWords.Of(span.Status)),
        .. span.Attributes.Select(static a => (a.Key, a.Text)),
        .. span.Resource.Where(static a => a.Key != "service.name").Select(static a => ("resource." + a.Key, a.Text)),
    ];
}
