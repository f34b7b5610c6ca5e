using System.Globalization;
using System.Text;
using Almagest.Model;

namespace Almagest.Query.TraceQL;

enum TokenKind
{
    End,
    Word,
    Attribute,
    String,
    Int,
    Float,
    Duration,
    Symbol,
}

/// <summary>A token; for attributes <paramref name="Text"/> is the name and <paramref name="Prefix"/> what stood before it.</summary>
readonly record struct Token(TokenKind Kind, int Position, string Text, double Number = 0, string Prefix = "")
{
    internal bool Is(string symbol) => Kind is TokenKind.Symbol or TokenKind.Word && Text == symbol;
}

/// <summary>Cuts a query into tokens. Syntax as Tempo documents it (https://grafana.com/docs/tempo/latest/traceql/).</summary>
sealed class TraceQlLexer(string text)
{
    // Longest first: the first that fits is taken.
    static readonly string[] Symbols =
        ["&>>", "&<<", "!>>", "!<<", "&&", "||", "=~", "!~", "!=", "<=", ">=", ">>", "<<", "&>", "&<", "&~", "!>", "!<",
         "{", "}", "(", ")", ",", "|", "=", "<", ">", "~", "!", "+", "-", "*", "/", "%", "^"];

    static readonly string[] Prefixes =
        ["parent.resource.", "parent.span.", "instrumentation.", "resource.", "parent.", "event.", "span.", "link.", "."];

    static readonly (string Unit, double Nano)[] Units =
        [("ns", 1), ("us", 1e3), ("µs", 1e3), ("μs", 1e3), ("ms", 1e6), ("s", 1e9), ("m", 60e9), ("h", 3600e9), ("d", 86_400e9)];

    int _at;

    internal List<Token> Read()
    {
        var tokens = new List<Token>();
        while (true)
        {
            SkipBlank();
            if (_at >= text.Length)
            {
                tokens.Add(new Token(TokenKind.End, _at, "end of query"));
                return tokens;
            }

            tokens.Add(Next());
        }
    }

    internal static UserErrorException Error(string text, int position, string message)
    {
        var before = text.AsSpan(0, Math.Min(position, text.Length));
        var line = before.Count('\n') + 1;
        return new UserErrorException(UserErrorKind.Invalid, "traceql", $"parse error at line {line}, col {position - before.LastIndexOf('\n')}: {message}");
    }

    Token Next()
    {
        var c = text[_at];
        if (c is '"' or '`')
            return new Token(TokenKind.String, _at, Quoted());
        if (char.IsAsciiDigit(c) || (c == '.' && _at + 1 < text.Length && char.IsAsciiDigit(text[_at + 1])))
            return Number();
        foreach (var prefix in Prefixes)
            if (text.AsSpan(_at).StartsWith(prefix, StringComparison.Ordinal))
                return Attribute(prefix);
        foreach (var symbol in Symbols)
            if (text.AsSpan(_at).StartsWith(symbol, StringComparison.Ordinal))
            {
                _at += symbol.Length;
                return new Token(TokenKind.Symbol, _at - symbol.Length, symbol);
            }

        return char.IsAsciiLetter(c) || c == '_' ? Word() : throw Error(text, _at, $"unexpected character \"{c}\"");
    }

    void SkipBlank()
    {
        while (_at < text.Length && (char.IsWhiteSpace(text[_at]) || text.AsSpan(_at).StartsWith("//")))
        {
            if (char.IsWhiteSpace(text[_at]))
                _at++;
            else
                _at = text.IndexOf('\n', _at) is >= 0 and var end ? end : text.Length;
        }
    }

    Token Word()
    {
        var start = _at;
        while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] is '_' or ':'))
            _at++;
        return new Token(TokenKind.Word, start, text[start.._at]);
    }

    Token Attribute(string prefix)
    {
        var start = _at;
        _at += prefix.Length;
        var name = new StringBuilder();
        while (_at < text.Length && !char.IsWhiteSpace(text[_at]) && !"{}()=~!<>&|^,".Contains(text[_at]))
        {
            if (text[_at] == '"')
                name.Append(Quoted());
            else
                name.Append(text[_at++]);
        }

        return name.Length > 0 ? new Token(TokenKind.Attribute, start, name.ToString(), 0, prefix)
            : throw Error(text, start, $"expected the name of an attribute after \"{prefix}\"");
    }

    string Quoted()
    {
        var (start, quote) = (_at++, text[_at - 1]);
        var value = new StringBuilder();
        while (_at < text.Length && text[_at] != quote)
        {
            if (quote == '"' && text[_at] == '\\' && _at + 1 < text.Length)
            {
                _at++;
                value.Append(text[_at] switch
                {
                    'n' => '\n', 't' => '\t', 'r' => '\r', '"' => '"', '\\' => '\\',
                    var other => throw Error(text, _at - 1, $"unknown escape \"\\{other}\": use \\\\ for a backslash, or a text in backquotes"),
                });
                _at++;
                continue;
            }

            value.Append(text[_at++]);
        }

        if (_at >= text.Length)
            throw Error(text, start, "the text that begins here is not closed");
        _at++;
        return value.ToString();
    }

    Token Number()
    {
        var start = _at;
        var (nano, isDuration) = (0.0, false);
        while (true)
        {
            var digits = _at;
            while (_at < text.Length && (char.IsAsciiDigit(text[_at]) || text[_at] == '.' || IsExponent(digits)))
                _at++;
            var number = text[digits.._at];
            if (!double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
                throw Error(text, digits, $"\"{number}\" is not a number");
            var unit = Units.Where(u => text.AsSpan(_at).StartsWith(u.Unit, StringComparison.Ordinal))
                .OrderByDescending(static u => u.Unit.Length).FirstOrDefault();
            if (unit.Unit is null)
            {
                if (isDuration)
                    throw Error(text, digits, $"expected a unit after \"{number}\": ns, us, ms, s, m, h or d");
                var isWhole = !number.Any(static c => c is '.' or 'e' or 'E');
                if (isWhole && !long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out _))
                    throw Error(text, start, $"\"{number}\" is too large");
                return new Token(!isWhole ? TokenKind.Float : TokenKind.Int, start, number, value);
            }

            (nano, isDuration) = (nano + (value * unit.Nano), true);
            _at += unit.Unit.Length;
            if (_at >= text.Length || !char.IsAsciiDigit(text[_at]))
                return new Token(TokenKind.Duration, start, text[start.._at], Math.Round(nano));
        }
    }

    bool IsExponent(int start) =>
        (_at > start && text[_at] is 'e' or 'E' && _at + 1 < text.Length && (char.IsAsciiDigit(text[_at + 1]) || text[_at + 1] is '+' or '-'))
        || (text[_at] is '+' or '-' && _at > start && text[_at - 1] is 'e' or 'E');
}
