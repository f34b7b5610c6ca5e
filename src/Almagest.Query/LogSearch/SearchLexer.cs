using System.Globalization;
using System.Text;
using Almagest.Query.Common;

namespace Almagest.Query.LogSearch;

/// <summary>
/// Cuts a query into tokens, by the grammar of Lucene's classic query parser
/// (https://lucene.apache.org/core/10_0_0/queryparser/org/apache/lucene/queryparser/classic/package-summary.html).
/// </summary>
sealed class SearchLexer(string text)
{
    // What ends a word unless escaped. Signs count only at its beginning; a slash inside of a word, as in a path, is part of it.
    const string Ends = "():\"[]{}^~";

    static readonly string[] Symbols = ["&&", "||", ">=", "<=", "(", ")", ":", "[", "]", "{", "}", "^", "~", "+", "-", "!", ">", "<"];

    int _at;

    internal List<SearchToken> Read()
    {
        var tokens = new List<SearchToken>();
        while (true)
        {
            var before = _at;
            while (_at < text.Length && (char.IsWhiteSpace(text[_at]) || text[_at] == '\u3000'))
                _at++;
            var token = _at < text.Length ? Next() : new SearchToken(SearchTokenKind.End, new SourceSpan(_at, _at), "the end of the query");
            tokens.Add(token with { Spaced = before < token.Span.Start });
            if (token.Kind == SearchTokenKind.End)
                return tokens;
        }
    }

    /// <summary>Reads a bound of a range: its characters up to a blank or the closing bracket, a colon and signs included.</summary>
    internal static SearchToken Bound(string text, int start)
    {
        var at = start;
        while (at < text.Length && char.IsWhiteSpace(text[at]))
            at++;
        if (at < text.Length && text[at] == '"')
            return new SearchLexer(text) { _at = at }.Delimited('"', SearchTokenKind.Quoted);
        var (begin, value) = (at, new StringBuilder());
        for (; at < text.Length && !char.IsWhiteSpace(text[at]) && text[at] is not (']' or '}'); at++)
        {
            if (text[at] == '\\' && at + 1 < text.Length)
                at++;
            value.Append(text[at]);
        }

        return new SearchToken(SearchTokenKind.Word, new SourceSpan(begin, at), value.ToString());
    }

    SearchToken Next()
    {
        if (text[_at] == '"')
            return Delimited('"', SearchTokenKind.Quoted);
        if (text[_at] == '/')
            return Delimited('/', SearchTokenKind.Regex);
        foreach (var symbol in Symbols)
            if (text.AsSpan(_at).StartsWith(symbol, StringComparison.Ordinal))
            {
                _at += symbol.Length;
                return new SearchToken(SearchTokenKind.Symbol, new SourceSpan(_at - symbol.Length, _at), symbol);
            }

        return Word();
    }

    SearchToken Delimited(char sign, SearchTokenKind kind)
    {
        var (start, value) = (_at++, new StringBuilder());
        while (_at < text.Length && text[_at] != sign)
        {
            if (text[_at] == '\\' && _at + 1 < text.Length)
            {
                _at++;
                // The escapes of an expression are its own, but for the slash that would end it.
                if (kind == SearchTokenKind.Regex && text[_at] != '/')
                    value.Append('\\');
            }

            value.Append(text[_at++]);
        }

        if (_at >= text.Length)
            throw SearchError.At(start, kind == SearchTokenKind.Quoted ? "the phrase that begins here is not closed: add \" at its end, or write \\\" for a quotation mark"
                : "the regular expression that begins here is not closed: add / at its end, or put a path in quotes");
        _at++;
        return new SearchToken(kind, new SourceSpan(start, _at), value.ToString());
    }

    SearchToken Word()
    {
        var (start, whole, literal, parts, escaped) = (_at, new StringBuilder(), new StringBuilder(), new List<WildcardPart>(), false);
        void Flush()
        {
            if (literal.Length > 0)
                parts.Add(new WildcardPart(WildcardKind.Literal, literal.ToString()));
            literal.Clear();
        }

        for (; _at < text.Length && !char.IsWhiteSpace(text[_at]) && !Ends.Contains(text[_at]); _at++)
        {
            var c = text[_at];
            if (c is '*' or '?')
            {
                Flush();
                if (c == '?' || parts.Count == 0 || parts[^1].Kind != WildcardKind.Any)
                    parts.Add(new WildcardPart(c == '*' ? WildcardKind.Any : WildcardKind.One, ""));
                whole.Append(c);
                continue;
            }

            if (c == '\\')
                (c, escaped) = (Escape(), true);
            literal.Append(c);
            whole.Append(c);
        }

        Flush();
        var wild = parts.Exists(static p => p.Kind != WildcardKind.Literal);
        return new SearchToken(SearchTokenKind.Word, new SourceSpan(start, _at), whole.ToString(), wild ? parts : null, Escaped: escaped);
    }

    char Escape()
    {
        if (_at + 1 >= text.Length)
            throw SearchError.At(_at, "a backslash at the end escapes nothing: write \\\\ for a backslash");
        _at++;
        if (text[_at] == 'u' && _at + 4 < text.Length
            && ushort.TryParse(text.AsSpan(_at + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
        {
            _at += 4;
            return (char)code;
        }

        return text[_at];
    }
}
