using System.Buffers;

namespace Almagest.Query.PromQL.Sources;

/// <summary>Finds out when a regular expression is only a choice of fixed texts, which dashboards send most: <c>api|web|db</c>.</summary>
static class RegexLiterals
{
    static readonly SearchValues<char> Special = SearchValues.Create(@"\.+*?()[]{}^$");

    /// <summary>The texts, or null when the expression is anything more.</summary>
    public static IReadOnlyList<string>? Find(string regex)
    {
        var body = regex.StartsWith('(') && regex.EndsWith(')') && !regex.StartsWith("(?", StringComparison.Ordinal) ? regex[1..^1] : regex;
        return body.AsSpan().ContainsAny(Special) ? null : body.Split('|');
    }
}
