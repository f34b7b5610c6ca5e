using System.Text;
using Almagest.Model;

namespace Almagest.Query.TraceQL;

/// <summary>
/// Reads the filter of a query somebody is still typing, as Tempo does for its lists of tags: a comparison without a right side
/// (<c>{ .a = }</c>) counts as true, a brace that is missing at the end is added, and what still cannot be read filters nothing.
/// </summary>
public static class LenientFilter
{
    /// <summary>The condition; null when the text has none, is not one filter, or cannot be read.</summary>
    public static FieldExpr? Parse(string text) =>
        Filter(text) is not { } query ? null : query.Stages is [SpansetStage { Expression: FilterExpr filter }, ..] && query.Calculation is null ? filter.Condition : null;

    static TraceQlQuery? Filter(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        try
        {
            return TraceQlParser.Parse(text);
        }
        catch (UserErrorException)
        {
            // The usual case while somebody types: tried once more below.
        }

        try
        {
            return TraceQlParser.Parse(Completed(text));
        }
        catch (UserErrorException)
        {
            return null;
        }
    }

    static string Completed(string text)
    {
        var tokens = new TraceQlLexer(text).Read();
        var (completed, open, from) = (new StringBuilder(), 0, 0);
        for (var i = 0; i + 1 < tokens.Count; i++)
        {
            open += tokens[i].Is("{") ? 1 : tokens[i].Is("}") ? -1 : 0;
            if (!IsField(tokens[i]) || !IsComparison(tokens[i + 1]) || !EndsComparison(tokens[i + 2]))
                continue;
            completed.Append(text, from, tokens[i].Position - from).Append("true ");
            from = tokens[i + 1].Position + tokens[i + 1].Text.Length;
        }

        completed.Append(text, from, text.Length - from);
        for (; open > 0; open--)
            completed.Append(" }");
        return completed.ToString();
    }

    static bool IsField(Token token) => token.Kind == TokenKind.Attribute || (token.Kind == TokenKind.Word && IntrinsicInfo.ByWord.ContainsKey(token.Text));

    static bool IsComparison(Token token) => token.Kind == TokenKind.Symbol && token.Text is "=" or "!=" or "<" or "<=" or ">" or ">=" or "=~" or "!~";

    static bool EndsComparison(Token token) => token.Kind == TokenKind.End || (token.Kind == TokenKind.Symbol && token.Text is "}" or ")" or "&&" or "||" or "|");
}
