using System.Text;
using System.Text.RegularExpressions;

namespace Almagest.Query.Common;

/// <summary>
/// A regular expression of Go's dialect RE2 (https://github.com/google/re2/wiki/Syntax), run by .NET's engine without backtracking. Classes such as
/// <c>\d</c> are ASCII, <c>$</c> is the very end, groups keep their numbers.
/// </summary>
public sealed class GoRegex
{
    readonly Regex _regex;

    /// <exception cref="FormatException">The expression is malformed; with Go's message.</exception>
    public GoRegex(string pattern)
        : this(pattern, isWhole: false)
    {
    }

    GoRegex(string pattern, bool isWhole)
    {
        Pattern = pattern;
        var translated = new GoRegexTranslation(pattern, isWhole);
        try
        {
            _regex = new Regex(isWhole ? $"^(?s:{translated.Run()})\\z" : translated.Run(), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception fault) when (fault is ArgumentException or NotSupportedException)
        {
            // It is well-formed; .NET refuses what would need a machine too large.
            throw new FormatException($"error parsing regexp: expression too large: `{pattern}`", fault);
        }

        GroupNames = translated.GroupNames;
    }

    /// <summary>One that has to match the whole text, line ends included, as matchers of labels and relabelling have it.</summary>
    /// <exception cref="FormatException">The expression is malformed; with Go's message.</exception>
    public static GoRegex OfWhole(string pattern) => new(pattern, isWhole: true);

    /// <summary>As it was written.</summary>
    public string Pattern { get; }

    /// <summary>Names of the groups by number; the first, the whole match, and nameless groups are empty.</summary>
    public IReadOnlyList<string> GroupNames { get; }

    /// <summary>Whether it matches anywhere.</summary>
    public bool IsMatch(string text) => _regex.IsMatch(text);

    /// <summary>The leftmost match; see <see cref="Group.Success"/>.</summary>
    public Match Match(string text) => _regex.Match(text);

    /// <summary>How many matches there are that do not overlap.</summary>
    public int Count(string text) => _regex.Count(text);

    /// <summary>Replaces every match by a template with <c>$1</c> and <c>${name}</c>.</summary>
    public string Replace(string text, string template) => _regex.Replace(text, match => Expand(template, match));

    /// <summary>Replaces every match by the text as it is.</summary>
    public string ReplaceLiteral(string text, string replacement) => _regex.Replace(text, _ => replacement);

    /// <summary>Fills a template with the groups of a match: <c>$1</c>, <c>$name</c>, <c>${1}</c>, <c>$$</c>; the longest word counts, an unknown group is empty.</summary>
    public string Expand(string template, Match match)
    {
        var text = new StringBuilder();
        for (var at = 0; at < template.Length;)
        {
            if (template[at] != '$' || at + 1 == template.Length)
            {
                text.Append(template[at++]);
                continue;
            }

            if (template[at + 1] == '$')
            {
                text.Append('$');
                at += 2;
                continue;
            }

            var braced = template[at + 1] == '{';
            var start = at + (braced ? 2 : 1);
            var end = start;
            while (end < template.Length && (char.IsLetterOrDigit(template[end]) || template[end] == '_'))
                end++;
            if (end == start || (braced && (end == template.Length || template[end] != '}')))
            {
                text.Append(template[at++]);
                continue;
            }

            text.Append(Group(match, template[start..end]));
            at = braced ? end + 1 : end;
        }

        return text.ToString();
    }

    string Group(Match match, string name)
    {
        if (int.TryParse(name, out var number))
            return number < match.Groups.Count ? match.Groups[number].Value : "";
        for (var i = 1; i < GroupNames.Count; i++)
            if (GroupNames[i] == name)
                return match.Groups[i].Value;
        return "";
    }
}
