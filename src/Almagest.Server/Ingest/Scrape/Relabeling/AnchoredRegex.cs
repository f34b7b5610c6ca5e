using System.Text;
using System.Text.RegularExpressions;

namespace Almagest.Server.Ingest.Scrape.Relabeling;

/// <summary>A regular expression of relabelling: the whole value has to match, in linear time as with RE2.</summary>
sealed class AnchoredRegex
{
    readonly Regex _regex;
    readonly bool _matchesAll;

    /// <exception cref="ArgumentException">The expression is malformed.</exception>
    internal AnchoredRegex(string pattern)
    {
        Pattern = pattern;
        _matchesAll = pattern is "(.*)" or ".*";
        // RE2 names groups with (?P<, .NET with (?<.
        _regex = new Regex($"^(?s:{pattern.Replace("(?P<", "(?<", StringComparison.Ordinal)})\\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
    }

    /// <summary>As written.</summary>
    internal string Pattern { get; }

    internal bool IsMatch(string value) => _matchesAll || _regex.IsMatch(value);

    internal Match Match(string value) => _regex.Match(value);

    /// <summary>Replaces <c>$1</c>, <c>${1}</c>, <c>$name</c>, <c>${name}</c> and <c>$$</c> as Go's Regexp.Expand does: an unknown group is empty.</summary>
    internal static string Expand(string template, Match match)
    {
        if (!template.Contains('$', StringComparison.Ordinal))
            return template;
        var text = new StringBuilder();
        for (var i = 0; i < template.Length; i++)
        {
            if (template[i] != '$')
            {
                text.Append(template[i]);
                continue;
            }

            if (i + 1 < template.Length && template[i + 1] == '$')
            {
                text.Append('$');
                i++;
                continue;
            }

            var name = ReadName(template, i + 1, out var end);
            if (name.Length == 0)
            {
                text.Append('$');
                continue;
            }

            text.Append(match.Groups[name].Value);
            i = end - 1;
        }

        return text.ToString();
    }

    static string ReadName(string template, int start, out int end)
    {
        end = start;
        var braced = start < template.Length && template[start] == '{';
        var first = braced ? start + 1 : start;
        var at = first;
        while (at < template.Length && (char.IsLetterOrDigit(template[at]) || template[at] == '_'))
            at++;
        if (braced && (at == template.Length || template[at] != '}'))
            return "";
        end = braced ? at + 1 : at;
        return template[first..at];
    }
}
