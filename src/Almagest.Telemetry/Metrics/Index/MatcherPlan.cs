using System.Runtime.InteropServices;
using Almagest.Query.PromQL.Sources;

namespace Almagest.Telemetry.Metrics.Index;

/// <summary>
/// Finds series by matchers: begins with the matcher that leaves the fewest, then narrows down. Matchers that the empty value satisfies can only
/// take away, so they never begin.
/// </summary>
static class MatcherPlan
{
    /// <summary>Numbers of the series that satisfy all matchers, ascending.</summary>
    internal static ReadOnlySpan<int> Find(SeriesIndex index, IReadOnlyList<LabelMatcher> matchers)
    {
        var lists = new List<(int Cost, LabelMatcher Matcher)>();
        var filters = new List<LabelMatcher>();
        foreach (var matcher in matchers)
        {
            if (matcher.Matches(""))
                filters.Add(matcher);
            else
                lists.Add((Cost(index, matcher), matcher));
        }

        lists.Sort(static (a, b) => a.Cost.CompareTo(b.Cost));
        var found = lists.Count == 0 ? Everything(index) : Union(index, lists[0].Matcher);
        foreach (var (_, matcher) in lists.Skip(1))
            found = Narrow(index, found, matcher);
        foreach (var filter in filters)
            found = Filter(index, found, filter);
        return found;
    }

    static int Cost(SeriesIndex index, LabelMatcher matcher)
    {
        if (index.Label(matcher.Name) is not { } label)
            return 0;
        return matcher switch
        {
            { Kind: MatchKind.Equal } => label.Find(matcher.Value)?.Count ?? 0,
            { Kind: MatchKind.Regex, Literals: { } values } => values.Sum(value => label.Find(value)?.Count ?? 0),
            // Trying every value comes last.
            _ => int.MaxValue / 2,
        };
    }

    static ReadOnlySpan<int> Narrow(SeriesIndex index, ReadOnlySpan<int> found, LabelMatcher matcher)
    {
        // Reading one label of a few series is faster than walking a long list.
        if (matcher.Kind == MatchKind.Equal && index.Label(matcher.Name)?.Find(matcher.Value) is { } list && list.Count < found.Length * 32L)
            return Intersect(found, list.Series);
        return Filter(index, found, matcher);
    }

    static ReadOnlySpan<int> Intersect(ReadOnlySpan<int> few, ReadOnlySpan<int> many)
    {
        var both = new List<int>(few.Length);
        var at = 0;
        foreach (var series in few)
        {
            while (at < many.Length && many[at] < series)
                at++;
            if (at == many.Length)
                break;
            if (many[at] == series)
                both.Add(series);
        }

        return CollectionsMarshal.AsSpan(both);
    }

    static ReadOnlySpan<int> Filter(SeriesIndex index, ReadOnlySpan<int> found, LabelMatcher matcher)
    {
        var kept = new List<int>(found.Length);
        var series = index.Series;
        // Values repeat: each is tried once. Texts are shared, so the reference alone is the key.
        var tried = new Dictionary<string, bool>(ReferenceEqualityComparer.Instance as IEqualityComparer<string>);
        foreach (var number in found)
        {
            if (number >= series.Length)
                break;
            var value = series[number].Labels[matcher.Name];
            if (!tried.TryGetValue(value, out var matches))
                tried[value] = matches = matcher.Matches(value);
            if (matches)
                kept.Add(number);
        }

        return CollectionsMarshal.AsSpan(kept);
    }

    static ReadOnlySpan<int> Union(SeriesIndex index, LabelMatcher matcher)
    {
        if (index.Label(matcher.Name) is not { } label)
            return [];
        if (matcher.Kind == MatchKind.Equal)
            return label.Find(matcher.Value) is { } only ? only.Series : [];
        var lists = matcher is { Kind: MatchKind.Regex, Literals: { } values }
            ? values.Distinct().Select(label.Find).OfType<PostingList>()
            : label.All.Where(value => matcher.Matches(value.Key)).Select(static value => value.Value);
        var all = new List<int>();
        foreach (var list in lists)
            all.AddRange(list.Series);
        // A series has one value of the label, so no number comes twice.
        all.Sort();
        return CollectionsMarshal.AsSpan(all);
    }

    static ReadOnlySpan<int> Everything(SeriesIndex index)
    {
        var all = new int[index.Count];
        for (var i = 0; i < all.Length; i++)
            all[i] = i;
        return all;
    }
}
