using System.Text.RegularExpressions;

namespace Almagest.Query.PromQL.Syntax;

/// <summary>Names a malformed regular expression in the words of Go's regexp package, which users of Prometheus know.</summary>
static class GoRegexFault
{
    /// <summary>The message for an expression that could not be compiled.</summary>
    public static string Describe(string regex, Exception fault)
    {
        // Compiled with what surrounds it a fault at its end looks like another.
        var (what, part) = Alone(regex) ?? fault switch
        {
            RegexParseException parse => Describe(regex, parse),
            _ => ("invalid or unsupported Perl syntax", regex),
        };
        return $"error parsing regexp: {what}: `{part}`";
    }

    static (string What, string Part)? Alone(string regex)
    {
        try
        {
            _ = new Regex(regex, RegexOptions.CultureInvariant);
            return null;
        }
        catch (RegexParseException parse)
        {
            return Describe(regex, parse);
        }
    }

    static (string What, string Part) Describe(string regex, RegexParseException parse) => parse.Error switch
    {
        RegexParseError.InsufficientClosingParentheses => ("missing closing )", regex),
        RegexParseError.InsufficientOpeningParentheses => ("unexpected )", regex),
        RegexParseError.UnterminatedBracket => ("missing closing ]", regex[Math.Max(0, regex.LastIndexOf('['))..]),
        RegexParseError.QuantifierAfterNothing => ("missing argument to repetition operator", Last(regex, parse.Offset, 1)),
        RegexParseError.NestedQuantifiersNotParenthesized => ("invalid nested repetition operator", Last(regex, parse.Offset, 2)),
        RegexParseError.ReversedQuantifierRange => ("invalid repeat count", Braces(regex, parse.Offset)),
        RegexParseError.ReversedCharacterRange => ("invalid character class range", Last(regex, parse.Offset, 3)),
        RegexParseError.UnescapedEndingBackslash => ("trailing backslash at end of expression", ""),
        RegexParseError.UnrecognizedEscape => ("invalid escape sequence", Last(regex, parse.Offset, 2)),
        _ => ("invalid or unsupported Perl syntax", regex),
    };

    static string Last(string regex, int end, int length) => end <= regex.Length && end >= length ? regex[(end - length)..end] : regex;

    static string Braces(string regex, int end)
    {
        var open = regex.LastIndexOf('{', Math.Min(end, regex.Length) - 1);
        var close = open < 0 ? -1 : regex.IndexOf('}', open);
        return close < 0 ? regex : regex[open..(close + 1)];
    }
}
