using System.Text.RegularExpressions;

namespace Almagest.Query.PromQL.Syntax;

/// <summary>Names a malformed regular expression in the words of Go's regexp package, which users of Prometheus know.</summary>
static class GoRegexFault
{
    /// <summary>The message for an expression that could not be compiled.</summary>
    public static string Describe(string regex, Exception fault)
    {
        var what = fault is not RegexParseException parse ? "invalid or unsupported Perl syntax" : parse.Error switch
        {
            RegexParseError.InsufficientClosingParentheses => "missing closing )",
            RegexParseError.InsufficientOpeningParentheses => "unexpected )",
            RegexParseError.UnterminatedBracket => "missing closing ]",
            RegexParseError.QuantifierAfterNothing => "missing argument to repetition operator",
            RegexParseError.NestedQuantifiersNotParenthesized => "invalid nested repetition operator",
            RegexParseError.ReversedCharacterRange => "invalid character class range",
            RegexParseError.UnescapedEndingBackslash => "trailing backslash at end of expression",
            RegexParseError.UnrecognizedEscape => "invalid escape sequence",
            _ => "invalid or unsupported Perl syntax",
        };
        return $"error parsing regexp: {what}: `{regex}`";
    }
}
