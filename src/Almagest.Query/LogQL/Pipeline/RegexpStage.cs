using System.Text.RegularExpressions;
using Almagest.Query.Common;

namespace Almagest.Query.LogQL.Pipeline;

/// <summary><c>| regexp "(?P&lt;name&gt;…)"</c>: named groups of the first match become labels.</summary>
sealed class RegexpStage : Stage
{
    readonly GoRegex _regex;

    /// <exception cref="FormatException">The expression is malformed or names no group.</exception>
    internal RegexpStage(string pattern)
    {
        _regex = new GoRegex(pattern);
        Check(_regex);
    }

    internal override bool Process(LineState line)
    {
        var match = _regex.Match(line.Text);
        if (!match.Success)
            return true;
        for (var i = 1; i < _regex.GroupNames.Count; i++)
            if (_regex.GroupNames[i].Length > 0 && !Extract(line, LabelKeys.Sanitize(_regex.GroupNames[i]), match.Groups[i]))
                return false;
        return true;
    }

    /// <exception cref="FormatException">No group is named, or two have one name.</exception>
    internal static void Check(GoRegex regex)
    {
        var names = regex.GroupNames.Where(static n => n.Length > 0).ToList();
        if (names.Count == 0)
            throw new FormatException("at least one named capture must be supplied");
        foreach (var name in names)
            if (names.Count(n => n == name) > 1)
                throw new FormatException($"duplicate extracted label name '{name}'");
    }

    static bool Extract(LineState line, string key, Group group)
    {
        if (key.Length == 0)
            return true;
        if (line.Labels.IsTaken(key))
            key += LineLabels.DuplicateSuffix;
        var hints = line.Labels.Hints;
        if (!hints.ShouldExtract(key) || hints.IsExtracted(key))
            return true;
        line.Labels.Set(LabelCategory.Parsed, key, group.Value);
        return hints.ShouldContinue(key, line);
    }
}
