using System.Buffers;
using System.Text;

namespace Almagest.Query.GuardedSql;

/// <summary>
/// Cuts a query into tokens by the lexical rules of ClickHouse (nested block comments, <c>--</c>, <c>//</c> and <c># </c>
/// comments, backslash and doubled-quote escapes, here-documents) and refuses what those rules leave open or what differs
/// between versions: curly quotes, backslashes and other stray characters. It also writes the text that may be sent on: each
/// comment becomes blanks of the same length, so that the store cannot read a comment differently from us while the
/// positions in its messages stay right.
/// </summary>
ref struct SqlLexer
{
    static readonly SearchValues<char> Blanks = SearchValues.Create(
        " \t\n\r\f\v\u0085\u00A0\u180E\u2000\u2001\u2002\u2003\u2004\u2005\u2006"
        + "\u2007\u2008\u2009\u200A\u200B\u200C\u200D\u2028\u2029\u202F\u205F\u2060\u3000\uFEFF");
    static readonly SearchValues<char> Symbols = SearchValues.Create("()[]{},;.+-*/%=!<>?:|^");

    readonly string _text;
    readonly char[] _clean;
    readonly List<SqlToken> _tokens = [];
    int _at;

    SqlLexer(string text)
    {
        _text = text;
        _clean = text.ToCharArray();
    }

    /// <summary>The tokens of a query, ending with <see cref="SqlTokenKind.End"/>, and its text without comments.</summary>
    /// <exception cref="SqlProblemException">A character or a quotation the store would not read as we do.</exception>
    internal static (IReadOnlyList<SqlToken> Tokens, string Clean) Read(string text)
    {
        var lexer = new SqlLexer(text);
        lexer.RefuseBrokenCharacters();
        while (lexer._at < text.Length) lexer.Next();
        lexer._tokens.Add(new SqlToken(SqlTokenKind.End, "", text.Length, 0));
        return (lexer._tokens, new string(lexer._clean));
    }

    readonly char Peek(int ahead) => _at + ahead < _text.Length ? _text[_at + ahead] : '\0';

    readonly void RefuseBrokenCharacters()
    {
        for (var i = 0; i < _text.Length; i++)
        {
            if (_text[i] == '\0')
                throw Invalid(i, "null_character", "the query holds a null character; remove it");
            if (!char.IsSurrogate(_text[i])) continue;
            if (i + 1 >= _text.Length || !char.IsSurrogatePair(_text[i], _text[i + 1]))
                throw Invalid(i, "broken_unicode", "the query holds half of a Unicode surrogate pair; send valid UTF-8");
            i++;
        }
    }

    void Next()
    {
        var c = _text[_at];
        if (Blanks.Contains(c)) BlankOut(1);
        else if ((c == '-' && Peek(1) == '-') || (c == '/' && Peek(1) == '/') || (c == '#' && Peek(1) is ' ' or '!')) LineComment();
        else if (c == '/' && Peek(1) == '*') BlockComment();
        else if (c == '\'') Quoted(SqlTokenKind.String);
        else if (c is '"' or '`') Quoted(SqlTokenKind.QuotedName);
        else if (char.IsAsciiDigit(c)) Number();
        else if (IsWordCharacter(c)) Word();
        else if (c == '$') HereDocument();
        else if (Symbols.Contains(c)) Add(SqlTokenKind.Symbol, c == ':' && Peek(1) == ':' ? 2 : 1);
        else throw Stray(c);
    }

    // Unicode blanks become plain ones too, so that the store needs no opinion about them.
    void BlankOut(int length)
    {
        for (var end = _at + length; _at < end; _at++)
            if (_text[_at] is not ('\n' or '\r' or '\t'))
                _clean[_at] = ' ';
    }

    void LineComment()
    {
        var end = _text.IndexOf('\n', _at);
        BlankOut((end < 0 ? _text.Length : end) - _at);
    }

    void BlockComment()
    {
        var depth = 0;
        for (var i = _at; i + 1 < _text.Length; i++)
        {
            if (_text[i] == '/' && _text[i + 1] == '*') depth++;
            else if (_text[i] == '*' && _text[i + 1] == '/') depth--;
            else continue;
            i++;
            if (depth > 0) continue;
            BlankOut(i + 1 - _at);
            return;
        }

        throw Invalid(_at, "unclosed_comment", "the comment opened here is not closed; comments nest, each \"/*\" needs its \"*/\"");
    }

    void Quoted(SqlTokenKind kind)
    {
        var quote = _text[_at];
        var name = new StringBuilder();
        for (var i = _at + 1; i < _text.Length; i++)
        {
            if (_text[i] == quote && i + 1 < _text.Length && _text[i + 1] == quote)
                name.Append(_text[++i]);
            else if (_text[i] == quote)
            {
                Add(kind, i + 1 - _at, kind == SqlTokenKind.QuotedName ? Name(name.ToString()) : null);
                return;
            }
            else if (_text[i] == '\\' && ++i < _text.Length)
                name.Append('\\').Append(_text[i]);
            else if (i < _text.Length)
                name.Append(_text[i]);
        }

        throw Invalid(_at, "unclosed_quote", $"the quotation opened with {quote} here is not closed");
    }

    // An escape or a control character in a name has no honest use, and would let a name look different to us and to the store.
    readonly string Name(string name)
    {
        if (name.Length == 0) throw Invalid(_at, "empty_name", "an identifier in quotes must not be empty");
        return name.Any(static c => c == '\\' || char.IsControl(c))
            ? throw Refused(_at, "escaped_name", "backslashes and control characters in quoted identifiers are not allowed; use the plain name")
            : name;
    }

    void Number()
    {
        var afterDot = _tokens.Count > 0 && _tokens[^1].IsSymbol('.');
        var end = EndOfWord(_at);
        if (!afterDot && end < _text.Length && _text[end] == '.' && (end + 1 == _text.Length || !IsWordCharacter(_text[end + 1]) || char.IsAsciiDigit(_text[end + 1])))
            end = EndOfWord(end + 1);
        var signed = end + 1 < _text.Length && _text[end] is '+' or '-' && char.IsAsciiDigit(_text[end + 1]);
        if (signed && _text[end - 1] is 'e' or 'E' or 'p' or 'P' && !afterDot) end = EndOfWord(end + 1);
        Add(SqlTokenKind.Number, end - _at);
    }

    void Word() => Add(SqlTokenKind.Word, EndOfWord(_at) - _at);

    readonly int EndOfWord(int at)
    {
        while (at < _text.Length && (IsWordCharacter(_text[at]) || (_text[at] == '$' && at > _at))) at++;
        return at;
    }

    void HereDocument()
    {
        var tagEnd = _at + 1;
        while (tagEnd < _text.Length && IsWordCharacter(_text[tagEnd])) tagEnd++;
        if (tagEnd >= _text.Length || _text[tagEnd] != '$') throw Stray('$');
        var tag = _text[_at..(tagEnd + 1)];
        var close = _text.IndexOf(tag, tagEnd + 1, StringComparison.Ordinal);
        if (close < 0) throw Invalid(_at, "unclosed_quote", $"the string opened with \"{tag}\" here is not closed");
        Add(SqlTokenKind.String, close + tag.Length - _at);
    }

    void Add(SqlTokenKind kind, int length, string? text = null)
    {
        _tokens.Add(new SqlToken(kind, text ?? _text.Substring(_at, length), _at, length));
        _at += length;
    }

    static bool IsWordCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

    readonly SqlProblemException Stray(char c) => c switch
    {
        '\u2018' or '\u2019' or '\u201C' or '\u201D' =>
            Invalid(_at, "curly_quote", $"curly quote \"{c}\" is not allowed; use ' around strings and ` around names"),
        '\u2212' or '\u2013' or '\u2014' => Invalid(_at, "stray_character", $"\"{c}\" is not a minus sign; use \"-\""),
        '@' => Refused(_at, "variable", "\"@\" is not allowed: server variables are not readable"),
        _ => Invalid(_at, "stray_character", $"character \"{c}\" (U+{(int)c:X4}) is not allowed outside strings and quoted names"),
    };

    readonly SqlProblemException Invalid(int at, string code, string message) => Problem(SqlProblemKind.Invalid, at, code, message);

    readonly SqlProblemException Refused(int at, string code, string message) => Problem(SqlProblemKind.Refused, at, code, message);

    readonly SqlProblemException Problem(SqlProblemKind kind, int at, string code, string message)
    {
        var (line, column) = SourceText.Position(_text, at);
        return new SqlProblemException(new SqlProblem(kind, code, message, line, column));
    }
}
