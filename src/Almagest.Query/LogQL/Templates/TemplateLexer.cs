using System.Globalization;
using Almagest.Query.PromQL.Syntax;

namespace Almagest.Query.LogQL.Templates;

/// <summary>Cuts the inside of <c>{{ … }}</c> into words, up to the first that can not be read.</summary>
/// <param name="action">The inside.</param>
/// <param name="begin">Where it begins in the template.</param>
/// <param name="isClosed">Whether its end is there.</param>
sealed class TemplateLexer(string action, int begin, bool isClosed)
{
    int _at;
    int _parentheses;
    bool _spaced = true;

    internal List<TemplateWord> All()
    {
        var words = new List<TemplateWord>();
        while (true)
        {
            while (_at < action.Length && char.IsWhiteSpace(action[_at]))
                (_at, _spaced) = (_at + 1, true);
            if (_at >= action.Length)
            {
                if (!isClosed || _parentheses > 0)
                    words.Add(Fault(isClosed ? "unclosed left paren" : "unclosed action") with { At = begin + _at });
                return words;
            }

            var start = _at;
            var word = Next();
            words.Add(word with { At = begin + start, Source = action[start.._at] });
            if (word.Kind == WordKind.Fault)
                return words;
            _spaced = false;
        }
    }

    TemplateWord Next()
    {
        var letter = action[_at];
        switch (letter)
        {
            case '"' or '\'':
                return Quoted(letter);
            case '`':
                var end = action.IndexOf('`', _at + 1);
                if (end < 0)
                    return Fault("unterminated raw quoted string");
                var raw = action[(_at + 1)..end];
                _at = end + 1;
                return Word(WordKind.Text, raw);
            case '.' when !IsDigit(_at + 1):
                _at++;
                return Named(WordKind.Field, _at);
            case '$':
                return Named(WordKind.Variable, _at++);
            case '+' or '-' or '.' or (>= '0' and <= '9'):
                return Number();
            case '_' or _ when letter == '_' || char.IsLetter(letter):
                return Named(WordKind.Name, _at);
            case ':' when _at + 1 < action.Length && action[_at + 1] == '=':
                _at += 2;
                return Word(WordKind.Sign, ":=");
            case ':':
                return Fault("expected :=");
            case ')' when _parentheses == 0:
                return Fault("unexpected right paren");
            case < ' ' or > '~':
                return Fault($"unrecognized character in action: {Shown(letter)}");
            default:
                _parentheses += letter switch { '(' => 1, ')' => -1, _ => 0 };
                _at++;
                return Word(WordKind.Sign, letter.ToString());
        }
    }

    TemplateWord Named(WordKind kind, int start)
    {
        while (_at < action.Length && IsNamed(action[_at]))
            _at++;
        return _at >= action.Length || char.IsWhiteSpace(action[_at]) || action[_at] is '.' or ',' or '|' or ':' or '(' or ')'
            ? Word(kind, action[start.._at]) : Fault($"bad character {Shown(action[_at])}");
    }

    TemplateWord Number()
    {
        var start = _at;
        if (action[_at] is '+' or '-')
            _at++;
        var digits = "0123456789_";
        if (_at < action.Length && action[_at] == '0')
        {
            _at++;
            var base16 = _at < action.Length && action[_at] is 'x' or 'X';
            if (base16 || (_at < action.Length && action[_at] is 'o' or 'O' or 'b' or 'B'))
                (_at, digits) = (_at + 1, base16 ? "0123456789abcdefABCDEF_" : "01234567_");
        }

        SkipAny(digits);
        if (_at < action.Length && action[_at] == '.')
        {
            _at++;
            SkipAny(digits);
        }

        var exponents = digits.Length > 11 ? "pP" : "eE";
        if (_at < action.Length && exponents.Contains(action[_at], StringComparison.Ordinal))
        {
            _at++;
            if (_at < action.Length && action[_at] is '+' or '-')
                _at++;
            SkipAny("0123456789_");
        }

        if (_at < action.Length && IsNamed(action[_at]))
            return Fault($"bad number syntax: {GoText.Quote(action[start..(_at + 1)])}");
        return _at < action.Length && _at > start + (action[start] is '+' or '-' ? 1 : 0) && action[_at] is '+' or '-' ? Fault($"bad number syntax: {GoText.Quote(action[start..(_at + 1)])}")
            : Word(WordKind.Number, action[start.._at]);
    }

    TemplateWord Quoted(char quote)
    {
        var start = _at;
        for (_at++; _at < action.Length && action[_at] != quote && action[_at] != '\n'; _at++)
            if (action[_at] == '\\')
                _at++;
        if (_at >= action.Length || action[_at] != quote)
        {
            _at = Math.Min(_at, action.Length);
            return Fault(quote == '"' ? "unterminated quoted string" : "unterminated character constant");
        }

        _at++;
        var source = action[start.._at];
        if (quote == '"' && HasBadEscape(source))
            return Fault("invalid syntax");
        string value;
        try
        {
            value = GoText.Unquote(source);
        }
        catch (Exception malformed) when (malformed is FormatException or ArgumentException)
        {
            return Fault("invalid syntax");
        }

        if (quote == '"')
            return Word(WordKind.Text, value);
        // A character is its number.
        var runes = value.EnumerateRunes().ToArray();
        return runes.Length == 1 ? Word(WordKind.Number, runes[0].Value.ToString(CultureInfo.InvariantCulture)) : Fault($"malformed character constant: {source}");
    }

    static bool HasBadEscape(string source)
    {
        for (var i = 0; i + 1 < source.Length; i++)
            if (source[i] == '\\' && !"abfnrtv\\\"xuU01234567".Contains(source[++i], StringComparison.Ordinal))
                return true;
        return false;
    }

    void SkipAny(string letters)
    {
        while (_at < action.Length && letters.Contains(action[_at], StringComparison.Ordinal))
            _at++;
    }

    bool IsDigit(int at) => at < action.Length && char.IsAsciiDigit(action[at]);

    static bool IsNamed(char letter) => letter == '_' || char.IsLetterOrDigit(letter);

    TemplateWord Word(WordKind kind, string text) => new(kind, text, _spaced);

    TemplateWord Fault(string what) => new(WordKind.Fault, what, _spaced);

    static string Shown(char letter) => string.Create(CultureInfo.InvariantCulture, $"U+{(int)letter:X4}") + (char.IsControl(letter) ? "" : $" '{letter}'");
}
