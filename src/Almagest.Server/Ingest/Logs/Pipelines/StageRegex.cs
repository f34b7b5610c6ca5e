using System.Text.RegularExpressions;
using Almagest.Model;

namespace Almagest.Server.Ingest.Logs.Pipelines;

/// <summary>
/// A regular expression of RE2's syntax (https://github.com/google/re2/wiki/Syntax). It runs in time linear to the line, as RE2 does: lines
/// come from strangers.
/// </summary>
sealed class StageRegex
{
    readonly Regex _regex;

    StageRegex(Regex regex) => _regex = regex;

    /// <summary>The names of groups that have one.</summary>
    internal IEnumerable<string> Names => _regex.GetGroupNames().Where(static name => !char.IsAsciiDigit(name[0]));

    /// <exception cref="UserErrorException">It is no regular expression.</exception>
    internal static StageRegex Compile(string expression, string stage)
    {
        try
        {
            return new StageRegex(new Regex(expression.Replace("(?P<", "(?<", StringComparison.Ordinal), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant));
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            throw new UserErrorException(UserErrorKind.Invalid, "invalid_regex", $"pipeline stage \"{stage}\": \"{expression}\" is no regular expression of RE2: {error.Message}");
        }
    }

    internal bool IsMatch(string text) => _regex.IsMatch(text);

    internal Match Match(string text) => _regex.Match(text);

    internal string Replace(string text, MatchEvaluator replacement) => _regex.Replace(text, replacement);
}
