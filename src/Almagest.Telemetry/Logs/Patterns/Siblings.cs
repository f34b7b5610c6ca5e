namespace Almagest.Telemetry.Logs.Patterns;

/// <summary>Which patterns are the same but for one word. Most words of most patterns have no sibling: those cost one entry.</summary>
sealed class Siblings
{
    // Beyond it the memory starts over: gaps are found later then, nothing else.
    const int MaxEntries = 100_000;

    readonly Dictionary<ulong, LogPattern> _first = [];
    readonly Dictionary<ulong, List<LogPattern>> _several = [];

    /// <summary>Notes a pattern by its hash without one word; returns all that have it, oldest first.</summary>
    internal IReadOnlyList<LogPattern> Add(ulong without, LogPattern pattern)
    {
        if (_several.TryGetValue(without, out var list))
        {
            list.RemoveAll(static p => p.MergedInto is not null);
            if (!list.Contains(pattern))
                list.Add(pattern);
            return list;
        }

        if (_first.Count >= MaxEntries)
            Clear();
        if (_first.TryAdd(without, pattern) || _first[without] == pattern)
            return [pattern];
        return _several[without] = [_first[without].Root, pattern];
    }

    internal void Clear()
    {
        _first.Clear();
        _several.Clear();
    }
}
