namespace Almagest.Telemetry.Logs.Patterns;

/// <summary>Gathers counts of lines by pattern.</summary>
sealed class PatternTally
{
    readonly Dictionary<string, List<PatternLines>> _byId = [];

    /// <summary>Lines in all, those without a pattern among them.</summary>
    internal long Lines { get; private set; }

    internal void Add(string id, PatternLines lines)
    {
        Lines += lines.Lines;
        if (id.Length == 0)
            return;
        if (!_byId.TryGetValue(id, out var list))
            _byId[id] = list = [];
        list.Add(lines);
    }

    /// <summary>The ids with most lines.</summary>
    internal IReadOnlyList<string> Top(int count) => [.. _byId.OrderByDescending(static p => p.Value.Sum(static l => l.Lines)).Take(count).Select(static p => p.Key)];

    /// <summary>The patterns with what is stored about them; lines of those that another stands for are its lines.</summary>
    internal PatternReport Report(IReadOnlyDictionary<string, StoredPattern> stored, int limit)
    {
        var patterns = new Dictionary<string, List<PatternLines>>();
        foreach (var (id, lines) in _byId)
        {
            if (!stored.TryGetValue(id, out var pattern))
                continue;
            var root = pattern.MergedInto.Length > 0 && stored.ContainsKey(pattern.MergedInto) ? pattern.MergedInto : id;
            (patterns.TryGetValue(root, out var list) ? list : patterns[root] = []).AddRange(lines);
        }

        return new PatternReport(Lines, [.. patterns.Select(p => Found(stored[p.Key], p.Value))
            .OrderByDescending(static p => p.Lines).ThenBy(static p => p.Id, StringComparer.Ordinal).Take(limit)]);
    }

    static FoundPattern Found(StoredPattern stored, List<PatternLines> lines)
    {
        var counts = lines.GroupBy(static l => (l.Level, l.TimeNano))
            .Select(static g => new PatternLines(g.Key.Level, g.Key.TimeNano, g.Sum(static l => l.Lines), g.Min(static l => l.FirstNano), g.Max(static l => l.LastNano)))
            .OrderBy(static l => l.TimeNano).ThenBy(static l => l.Level, StringComparer.Ordinal).ToList();
        return new FoundPattern(stored.Id, stored.Template, PatternText.LineFilter(stored.Template, stored.Form), stored.Service, stored.FirstSeenNano, stored.Level, stored.Sample, counts);
    }
}
