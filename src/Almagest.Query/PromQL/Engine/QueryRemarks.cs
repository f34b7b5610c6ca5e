namespace Almagest.Query.PromQL.Engine;

/// <summary>
/// The warnings and infos of an answer, with the steps they are about, so that those of a part of the steps, or of two answers one after the other,
/// are what a query over these steps would give. Remarks of the same text are shown as one: with the last position, or the first when they have details.
/// </summary>
public sealed class QueryRemarks
{
    /// <summary>No remarks.</summary>
    public static readonly QueryRemarks None = new([]);

    readonly IReadOnlyList<PlacedRemark> _all;

    internal QueryRemarks(IReadOnlyList<PlacedRemark> all) => _all = all;

    /// <summary>Whether it is known of all remarks which steps they are about.</summary>
    public bool CanBeCut => _all.All(static r => r.Times is not null);

    /// <summary>About how many bytes of memory they take.</summary>
    public long Bytes => _all.Sum(static r => 100 + ((r.Times?.Length ?? 0) * 8L) + ((r.Details?.Length ?? 0) * 100L));

    /// <summary>The remarks of a query over the steps within these times.</summary>
    public QueryRemarks Within(long startMs, long endMs) => _all.Count == 0 ? this : new([.. _all.Select(r => r.Within(startMs, endMs)).OfType<PlacedRemark>()]);

    /// <summary>The remarks of this answer and one that follows it; null when they do not tell which of two positions is shown.</summary>
    public QueryRemarks? FollowedBy(QueryRemarks later)
    {
        if (_all.Count == 0 || later._all.Count == 0)
            return _all.Count == 0 ? later : this;
        var joined = new List<PlacedRemark>();
        foreach (var text in _all.Concat(later._all).Select(static r => r.Annotation.Text).Distinct(StringComparer.Ordinal).ToList())
        {
            var (before, after) = (Of(text), later.Of(text));
            if (after.All(r => before.Exists(r.IsAt)))
                joined.AddRange(before.Select(b => after.Find(b.IsAt) is { } a ? b.With(a) : b));
            else if (before.All(r => after.Exists(r.IsAt)))
                joined.AddRange(after.Select(a => before.Find(a.IsAt) is { } b ? b.With(a) : a));
            else
                return null;
        }

        return new QueryRemarks(joined);
    }

    /// <summary>The warnings, or the informations, ready to be shown: with positions, in ordinal order.</summary>
    public IReadOnlyList<string> Render(string query, bool warnings)
    {
        if (_all.Count == 0)
            return [];
        var byText = new Dictionary<string, Annotation>(StringComparer.Ordinal);
        foreach (var remark in _all)
        {
            if (remark.Annotation.IsWarning != warnings)
                continue;
            var whole = remark.Whole();
            byText[whole.Text] = byText.TryGetValue(whole.Text, out var earlier) ? whole.Merge(earlier) : whole;
        }

        return [.. byText.Values.Select(remark => remark.Render(query)).Order(StringComparer.Ordinal)];
    }

    List<PlacedRemark> Of(string text) => [.. _all.Where(r => r.Annotation.Text == text)];
}
