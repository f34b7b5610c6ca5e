using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Almagest.Query.PromQL.Sources;

namespace Almagest.Server.Apis.Prometheus.Targets;

/// <summary>The selector of <c>match_target</c>: label matchers in braces.</summary>
static partial class TargetSelector
{
    internal static bool TryParse(string? text, [NotNullWhen(true)] out IReadOnlyList<LabelMatcher>? matchers, [NotNullWhen(false)] out string? error)
    {
        (matchers, error) = ([], null);
        if (string.IsNullOrEmpty(text))
            return true;
        if (Form().Match(text) is not { Success: true } match)
        {
            (matchers, error) = (null, $"invalid parameter \"match_target\": \"{text}\" is no selector such as {{job=\"x\"}}");
            return false;
        }

        try
        {
            matchers = [.. match.Groups["one"].Captures.Select(static c => Matcher(One().Match(c.Value)))];
            return true;
        }
        catch (ArgumentException malformed)
        {
            (matchers, error) = (null, $"invalid parameter \"match_target\": {malformed.Message}");
            return false;
        }
    }

    static LabelMatcher Matcher(Match match) => new(
        match.Groups[2].Value switch { "=" => MatchKind.Equal, "!=" => MatchKind.NotEqual, "=~" => MatchKind.Regex, _ => MatchKind.NotRegex },
        match.Groups[1].Value,
        match.Groups[3].Value.Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal));

    [GeneratedRegex("""^\s*\{\s*(?:(?<one>[a-zA-Z_][a-zA-Z0-9_]*\s*(?:=~|!~|!=|=)\s*"(?:[^"\\]|\\.)*")\s*,?\s*)*\}\s*$""")]
    private static partial Regex Form();

    [GeneratedRegex("""^([a-zA-Z_][a-zA-Z0-9_]*)\s*(=~|!~|!=|=)\s*"((?:[^"\\]|\\.)*)"$""")]
    private static partial Regex One();
}
