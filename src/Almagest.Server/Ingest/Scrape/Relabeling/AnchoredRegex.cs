using System.Text.RegularExpressions;
using Almagest.Query.Common;

namespace Almagest.Server.Ingest.Scrape.Relabeling;

/// <summary>A regular expression of relabelling: the whole value has to match, in linear time as with RE2.</summary>
sealed class AnchoredRegex
{
    readonly GoRegex _regex;
    readonly bool _matchesAll;

    /// <exception cref="ArgumentException">The expression is malformed.</exception>
    internal AnchoredRegex(string pattern)
    {
        Pattern = pattern;
        _matchesAll = pattern is "(.*)" or ".*";
        try
        {
            _regex = GoRegex.OfWhole(pattern);
        }
        catch (FormatException fault)
        {
            throw new ArgumentException(fault.Message, fault);
        }
    }

    /// <summary>As written.</summary>
    internal string Pattern { get; }

    internal bool IsMatch(string value) => _matchesAll || _regex.IsMatch(value);

    internal Match Match(string value) => _regex.Match(value);

    /// <summary>Replaces <c>$1</c>, <c>${1}</c>, <c>$name</c>, <c>${name}</c> and <c>$$</c> as Go's Regexp.Expand does: an unknown group is empty.</summary>
    internal string Expand(string template, Match match) => _regex.Expand(template, match);
}
