using System.Text.RegularExpressions;

namespace Almagest.Server.Ingest.Logs.Pipelines.Stages;

/// <summary>A line filter of LogQL: <c>|= "text"</c>, <c>!= "text"</c>, <c>|~ "expression"</c>, <c>!~ "expression"</c>.</summary>
sealed partial class LineFilter(string text, StageRegex? regex, bool wanted)
{
    /// <summary>Whether a line passes.</summary>
    internal bool Passes(string line) => (regex?.IsMatch(line) ?? line.Contains(text, StringComparison.Ordinal)) == wanted;

    /// <summary>Where the braces of a selector end; its length when they do not.</summary>
    internal static int SelectorEnd(string selector)
    {
        var quote = '\0';
        for (var at = 0; at < selector.Length; at++)
        {
            var c = selector[at];
            if (quote != '\0')
            {
                if (c == '\\' && quote == '"')
                    at++;
                else if (c == quote)
                    quote = '\0';
            }
            else if (c is '"' or '`')
            {
                quote = c;
            }
            else if (c == '}')
            {
                return at + 1;
            }
        }

        return selector.Length;
    }

    /// <summary>The filters behind a selector.</summary>
    /// <exception cref="Model.UserErrorException">There is something else.</exception>
    internal static LineFilter[] Parse(string text, StageOptions options)
    {
        var filters = new List<LineFilter>();
        for (var at = 0; at < text.Length;)
        {
            var match = Filter().Match(text, at);
            if (!match.Success && text[at..].Trim().Length == 0)
                break;
            if (!match.Success)
                throw options.Invalid($"\"selector\" has \"{text[at..].Trim()}\" behind the labels: expected line filters such as |= \"text\"");
            var value = match.Groups["raw"].Success ? match.Groups["raw"].Value : Regex.Unescape(match.Groups["quoted"].Value);
            var op = match.Groups["op"].Value;
            filters.Add(new LineFilter(value, op[1] == '~' ? StageRegex.Compile(value, "match") : null, op[0] == '|'));
            at += match.Length;
        }

        return [.. filters];
    }

    [GeneratedRegex("""\G\s*(?<op>\|=|!=|\|~|!~)\s*(?:"(?<quoted>(?:[^"\\]|\\.)*)"|`(?<raw>[^`]*)`)""")]
    private static partial Regex Filter();
}
