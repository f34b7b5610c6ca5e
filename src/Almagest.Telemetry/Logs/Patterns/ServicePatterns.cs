namespace Almagest.Telemetry.Logs.Patterns;

/// <summary>
/// The patterns of one service. A line whose words are those of a line before has its pattern. A new one is a pattern of its own until enough patterns
/// are the same but for one word: then that word is a gap, and one pattern stands for all. That keeps "connection opened" apart from "connection
/// closed", and makes one of "user alice logged in" and "user bob logged in" when there are more users.
/// </summary>
sealed class ServicePatterns(PatternLimits limits)
{
    // So many words at one place make it a gap. Measured on the public loghub sets: 4 to 6 are about as good, 3 and 10 are worse.
    const int WordsOfAGap = 5;

    // So many words must stay: with less left, lines of any kind would be the same.
    const int LeastConstants = 3;

    readonly Dictionary<ulong, LogPattern> _byShape = [];
    readonly Dictionary<int, List<LogPattern>> _general = [];
    readonly Siblings _siblings = new();
    readonly List<LogPattern> _patterns = [];
    readonly Queue<LogPattern> _changed = new();

    /// <summary>The patterns, those that another stands for among them.</summary>
    internal IReadOnlyList<LogPattern> Patterns => _patterns;

    /// <summary>Patterns this service may still have, replenished with time.</summary>
    internal PatternBudget Budget { get; } = new(limits);

    // Hot path: per line.
    /// <summary>The pattern of lines with these words; null when the words are new.</summary>
    internal LogPattern? Find(LineTokens tokens)
    {
        if (_byShape.TryGetValue(tokens.Shape, out var known))
            return known.Root;
        if (!_general.TryGetValue(tokens.Count, out var candidates))
            return null;
        for (var i = 0; i < candidates.Count; i++)
        {
            var candidate = candidates[i];
            if (candidate.MergedInto is not null || !candidate.Matches(tokens))
                continue;
            // The next line of this kind finds it sooner.
            (candidates[i / 2], candidates[i]) = (candidate, candidates[i / 2]);
            Remember(tokens.Shape, candidate);
            return candidate;
        }

        return null;
    }

    /// <summary>Adds a pattern for words that <see cref="Find"/> does not know; returns the pattern that stands for it.</summary>
    internal LogPattern Add(LogPattern pattern)
    {
        _patterns.Add(pattern);
        if (pattern.MergedInto is not null)
            return pattern;
        Remember(pattern.Shape, pattern);
        if (pattern.IsGeneral)
            AddGeneral(pattern);
        _changed.Enqueue(pattern);
        while (_changed.TryDequeue(out var changed))
            if (changed.MergedInto is null)
                Compare(changed);
        return pattern.Root;
    }

    /// <summary>Forgets the patterns least recently seen when there are too many; returns them.</summary>
    internal List<LogPattern> Trim()
    {
        if (_patterns.Count <= limits.MaxPatterns)
            return [];
        var oldest = _patterns.Where(static p => p.MergedInto is null).OrderBy(static p => p.Storage.TouchedIn).Take(_patterns.Count / 8 + 1).ToHashSet();
        var gone = _patterns.Where(p => oldest.Contains(p.Root)).ToList();
        _patterns.RemoveAll(p => oldest.Contains(p.Root));
        Rebuild();
        return gone;
    }

    void Compare(LogPattern pattern)
    {
        if (pattern.Constants - 1 < LeastConstants)
            return;
        var shape = pattern.Shape;
        for (var i = 0; i < pattern.Words.Length; i++)
        {
            if (pattern.Words[i] == LineTokens.Variable)
                continue;
            var without = shape - LineTokens.Part(pattern.Words[i], i) + LineTokens.Part(LineTokens.Variable, i);
            var alike = _siblings.Add(without, pattern);
            if (_byShape.TryGetValue(without, out var general) && general.Root != pattern)
            {
                // The word stands where there are gaps already.
                Merge(general.Root, pattern);
                return;
            }

            if (alike.Count < WordsOfAGap)
                continue;
            var root = alike[0].Root;
            foreach (var other in alike.Skip(1).ToList())
                Merge(root, other.Root);
            return;
        }
    }

    void Merge(LogPattern into, LogPattern other)
    {
        if (into == other || into.Words.Length != other.Words.Length || into.Form != other.Form)
            return;
        into.Take(other);
        AddGeneral(into);
        Remember(into.Shape, into);
        _changed.Enqueue(into);
    }

    void AddGeneral(LogPattern pattern)
    {
        if (!_general.TryGetValue(pattern.Words.Length, out var list))
            _general[pattern.Words.Length] = list = [];
        if (!list.Contains(pattern))
            list.Add(pattern);
        list.RemoveAll(static p => p.MergedInto is not null);
    }

    void Remember(ulong shape, LogPattern pattern)
    {
        if (_byShape.Count >= limits.MaxPatterns * 16)
            Rebuild();
        _byShape[shape] = pattern;
    }

    void Rebuild()
    {
        _byShape.Clear();
        _general.Clear();
        _siblings.Clear();
        foreach (var pattern in _patterns.Where(static p => p.MergedInto is null))
        {
            _byShape[pattern.Shape] = pattern;
            if (pattern.IsGeneral)
                AddGeneral(pattern);
        }
    }
}
