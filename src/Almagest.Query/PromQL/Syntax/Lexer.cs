using System.Text;
using Almagest.Query.Common;

namespace Almagest.Query.PromQL.Syntax;

/// <summary>
/// Cuts a query into tokens. What a character means depends on the brackets around it: within braces all words are names, within square brackets
/// only durations are words. Positions count UTF-8 bytes.
/// </summary>
sealed class Lexer
{
    readonly string _query;
    readonly byte[] _text;
    readonly NumberScanner _numbers;
    int _start;
    int _at;
    int _depth;
    bool _brace;
    bool _bracket;

    // Until the first number after '[' stricter rules hold: no name but a duration's may stand there.
    bool _bracketStart;
    bool _colon;
    bool _number;

    /// <param name="query">The text to cut.</param>
    public Lexer(string query)
    {
        (_query, _text) = (query, Encoding.UTF8.GetBytes(query));
        _numbers = new NumberScanner(_text);
    }

    /// <summary>The next token; <see cref="TokenKind.End"/> for ever at the end.</summary>
    /// <exception cref="PromQlParseException">No token begins here.</exception>
    public Token Next()
    {
        SkipSpaceAndComments();
        _start = _at;
        if (_brace)
            return InBraces();
        return _bracketStart ? InBracket() : Anywhere();
    }

    Token Anywhere()
    {
        var rune = Read();
        if (rune is null)
            return AtEnd();
        switch (rune.Value.Value)
        {
            case ',' or '=' or '!' or '<' or '>' or '*' or '/' or '%' or '+' or '-' or '^' or '@':
                return Symbol((char)rune.Value.Value);
            case '"' or '\'' or '`':
                return Quoted((char)rune.Value.Value);
            case '(' or ')' or '{' or '[' or ']':
                return Bracket((char)rune.Value.Value);
            case '.' when !IsDigit(_at):
                break;
            case '.' or (>= '0' and <= '9'):
                return Number();
            case var letter when IsWordStart(letter) || letter == ':':
                return _bracket ? WordInBracket((char)letter) : Word();
        }

        throw Fault($"unexpected character: {GoText.QuoteRune(rune)}");
    }

    Token InBraces()
    {
        var rune = Read() ?? throw Fault("unexpected end of input inside braces");
        switch (rune.Value)
        {
            case ',':
                return Make(TokenKind.Punctuation, ",");
            case '"' or '\'' or '`':
                return Quoted((char)rune.Value);
            case '=':
                return Accept('~') ? Make(TokenKind.Operator, "=~") : Make(TokenKind.Punctuation, "=");
            case '!':
                var next = Read();
                return next?.Value switch
                {
                    '~' => Make(TokenKind.Operator, "!~"),
                    '=' => Make(TokenKind.Operator, "!="),
                    _ => throw Fault($"unexpected character after '!' inside braces: {GoText.QuoteRune(next)}"),
                };
            case '{':
                throw Fault("unexpected left brace '{'");
            case '}':
                _brace = false;
                return Make(TokenKind.Punctuation, "}");
            case var letter when IsWordStart(letter):
                SkipWord();
                return Make(TokenKind.Identifier, "");
            default:
                throw Fault($"unexpected character inside braces: {GoText.QuoteRune(rune)}");
        }
    }

    Token InBracket()
    {
        var rune = Read() ?? throw Fault("unexpected end of input in duration expression");
        switch (rune.Value)
        {
            case ']':
                return Bracket(']');
            case ':' when !_number:
                throw FaultAfter("unexpected colon before duration in duration expression");
            case ':' when _colon:
                throw FaultAfter("unexpected repeated colon in duration expression");
            case ':':
                _colon = true;
                return Make(TokenKind.Punctuation, ":");
            case '(' or ')':
                return Bracket((char)rune.Value);
            case '+' or '-' or '*' or '/' or '%' or '^' or ',':
                return Symbol((char)rune.Value);
            case >= '0' and <= '9':
            case '.' when IsDigit(_at):
                (_number, _bracketStart) = (true, false);
                return Number();
            default:
                return DurationWord(rune.Value) ?? throw Fault($"unexpected character in duration expression: {GoText.QuoteRune(rune)}");
        }
    }

    Token AtEnd()
    {
        if (_depth != 0)
            throw Fault("unclosed left parenthesis");
        return _bracket ? throw Fault("unclosed left bracket") : new Token(TokenKind.End, "", "", new SourceSpan(_at, _at));
    }

    Token Symbol(char first)
    {
        switch (first)
        {
            case '=' when Accept('='):
                return Make(TokenKind.Operator, "==");
            case '=' when Peek() == '~':
                throw Fault("unexpected character after '=': '~'");
            case '!':
                var next = Read();
                return next?.Value == '=' ? Make(TokenKind.Operator, "!=") : throw Fault($"unexpected character after '!': {GoText.QuoteRune(next)}");
            case '<' or '>' when Accept('=') || Accept('/'):
                return Make(TokenKind.Operator, Text());
            default:
                return Make(first is ',' or '=' ? TokenKind.Punctuation : TokenKind.Operator, first.ToString());
        }
    }

    Token Bracket(char bracket)
    {
        switch (bracket)
        {
            case '(':
                _depth++;
                break;
            case ')' when --_depth < 0:
                throw FaultAfter("unexpected right parenthesis ')'");
            case '{':
                _brace = true;
                break;
            case '[' when _bracket:
                throw Fault("unexpected left bracket '['");
            case '[':
                (_bracket, _bracketStart, _colon) = (true, true, false);
                break;
            case ']' when !_bracket:
                throw Fault("unexpected right bracket ']'");
            case ']':
                (_bracket, _bracketStart) = (false, false);
                break;
        }

        return Make(TokenKind.Punctuation, bracket.ToString());
    }

    Token Word()
    {
        SkipWord(colons: true);
        var text = Text();
        if (Keywords.Find(text) is { } kind && !(text.StartsWith("fill", StringComparison.OrdinalIgnoreCase) && !OpensParenthesis()))
            return Make(kind, kind == TokenKind.Number ? "" : text.ToLowerInvariant());
        return Make(text.Contains(':', StringComparison.Ordinal) ? TokenKind.MetricIdentifier : TokenKind.Identifier, "");
    }

    Token WordInBracket(char first)
    {
        if (first == ':' && !_colon)
        {
            _colon = true;
            return Make(TokenKind.Punctuation, ":");
        }

        if (first == ':')
            throw Fault("unexpected colon ':'");
        return DurationWord(first) ?? throw Fault($"unexpected character: {GoText.QuoteRune(new Rune(first))}, expected ':'");
    }

    Token? DurationWord(int first)
    {
        if (!IsWordStart(first))
            return null;
        while (_at < _text.Length && IsWordStart(_text[_at]))
            _at++;
        var word = Text().ToLowerInvariant();
        return Keywords.IsDuration(word) ? Make(TokenKind.Preprocessor, word) : null;
    }

    Token Number()
    {
        var (end, kind) = _numbers.Scan(_start);
        _at = end;
        return kind is { } found ? Make(found, "") : throw Fault($"bad number or duration syntax: {GoText.Quote(Text())}");
    }

    Token Quoted(char quote)
    {
        while (true)
        {
            var rune = Read();
            if (rune is null || (rune.Value.Value == '\n' && quote != '`'))
                throw Fault(quote == '`' ? "unterminated raw string" : "unterminated quoted string");
            if (rune.Value == Rune.ReplacementChar)
                throw Fault("invalid UTF-8 rune");
            if (rune.Value.Value == quote)
                return Make(TokenKind.String, "");
            if (rune.Value.Value == '\\' && quote != '`')
                SkipEscape(quote);
        }
    }

    void SkipEscape(char quote)
    {
        var rune = Read() ?? throw Fault("escape sequence not terminated");
        if (rune.Value == quote || "abfnrtv\\".Contains((char)rune.Value, StringComparison.Ordinal))
            return;
        var (digits, radix, max) = rune.Value switch
        {
            >= '0' and <= '7' => (3, 8, 255u),
            'x' => (2, 16, 255u),
            'u' => (4, 16, 0x10ffffu),
            'U' => (8, 16, 0x10ffffu),
            _ => throw Fault($"unknown escape sequence U+{rune.Value:X4} {GoText.QuoteRune(rune)}"),
        };
        var value = radix == 8 ? (uint)(rune.Value - '0') : 0;
        for (var i = radix == 8 ? 1 : 0; i < digits; i++)
        {
            var next = Read() ?? throw Fault("escape sequence not terminated");
            if (!next.IsAscii || !char.IsAsciiHexDigit((char)next.Value) || (radix == 8 && next.Value is < '0' or > '7'))
                throw Fault($"illegal character U+{next.Value:X4} {GoText.QuoteRune(next)} in escape sequence");
            value = (value * (uint)radix) + Convert.ToUInt32(((char)next.Value).ToString(), 16);
        }

        if (value > max || value is >= 0xd800 and < 0xe000)
            throw Fault("escape sequence is an invalid Unicode code point");
    }

    void SkipSpaceAndComments()
    {
        while (_at < _text.Length && (IsSpace(_text[_at]) || (_text[_at] == '#' && !_bracketStart)))
        {
            if (_text[_at] != '#')
                _at++;
            else
                while (_at < _text.Length && _text[_at] is not ((byte)'\n' or (byte)'\r'))
                    _at++;
        }
    }

    void SkipWord(bool colons = false)
    {
        while (_at < _text.Length && (IsWordStart(_text[_at]) || IsDigit(_at) || (colons && _text[_at] == ':')))
            _at++;
    }

    bool OpensParenthesis()
    {
        var at = _at;
        while (at < _text.Length && IsSpace(_text[at]))
            at++;
        return at < _text.Length && _text[at] == '(';
    }

    Rune? Read()
    {
        if (_at >= _text.Length)
            return null;
        Rune.DecodeFromUtf8(_text.AsSpan(_at), out var rune, out var length);
        _at += length;
        return rune;
    }

    int Peek() => _at < _text.Length ? _text[_at] : -1;

    bool Accept(char symbol)
    {
        if (Peek() != symbol)
            return false;
        _at++;
        return true;
    }

    bool IsDigit(int at) => at < _text.Length && _text[at] is >= (byte)'0' and <= (byte)'9';

    static bool IsSpace(int symbol) => symbol is ' ' or '\t' or '\n' or '\r';

    static bool IsWordStart(int symbol) => symbol is '_' or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z');

    string Text() => Encoding.UTF8.GetString(_text, _start, _at - _start);

    Token Make(TokenKind kind, string word) => new(kind, word, Text(), new SourceSpan(_start, _at));

    PromQlParseException Fault(string what) => new(_query, new SourceSpan(_start, _text.Length), what);

    // Some faults are found when the character is already a token: they point behind it.
    PromQlParseException FaultAfter(string what) => new(_query, new SourceSpan(_at, _text.Length), what);
}
