using System.Globalization;
using System.Text;

namespace Almagest.Query.LogQL.Literals;

/// <summary>Rewrites an RE2 expression for .NET: what both write alike but mean differently, and what only RE2 has.</summary>
sealed class GoRegexTranslation(string pattern)
{
    static readonly Dictionary<string, string> PosixClasses = new()
    {
        ["alnum"] = "0-9A-Za-z", ["alpha"] = "A-Za-z", ["ascii"] = @"\x00-\x7F", ["blank"] = @"\t ", ["cntrl"] = @"\x00-\x1F\x7F", ["digit"] = "0-9",
        ["graph"] = "!-~", ["lower"] = "a-z", ["print"] = " -~", ["punct"] = @"!-/:-@\[-`{-~", ["space"] = @"\t\n\v\f\r ", ["upper"] = "A-Z",
        ["word"] = "0-9A-Za-z_", ["xdigit"] = "0-9A-Fa-f",
    };

    readonly StringBuilder _out = new(pattern.Length + 16);
    readonly List<string> _names = [""];
    int _at;

    /// <summary>Names of the groups by number, empty for those without.</summary>
    internal IReadOnlyList<string> GroupNames => _names;

    /// <exception cref="NotSupportedException">The expression has what RE2 does not know.</exception>
    internal string Run()
    {
        while (_at < pattern.Length)
        {
            var next = pattern[_at];
            switch (next)
            {
                case '\\':
                    Escape(inClass: false);
                    break;
                case '[':
                    Class();
                    break;
                case '(':
                    Open();
                    break;
                case '$':
                    _out.Append(pattern.Contains("(?m", StringComparison.Ordinal) ? "$" : @"\z");
                    _at++;
                    break;
                default:
                    _out.Append(next);
                    _at++;
                    break;
            }
        }

        return _out.ToString();
    }

    void Open()
    {
        if (!pattern.AsSpan(_at).StartsWith("(?"))
        {
            _names.Add("");
            _out.Append('(');
            _at++;
            return;
        }

        var named = pattern.AsSpan(_at).StartsWith("(?P<") ? 4 : pattern.AsSpan(_at).StartsWith("(?<") && _at + 3 < pattern.Length && pattern[_at + 3] is not ('=' or '!') ? 3 : 0;
        if (named > 0)
        {
            var end = pattern.IndexOf('>', _at);
            if (end < 0)
                throw new NotSupportedException();
            _names.Add(pattern[(_at + named)..end]);
            // A plain group: .NET would number named groups after all others.
            _out.Append('(');
            _at = end + 1;
            return;
        }

        var close = pattern.AsSpan(_at + 2).IndexOfAny(')', ':');
        if (close < 0 || pattern.AsSpan(_at + 2, close).ContainsAnyExcept("imsU-"))
            throw new NotSupportedException();
        _out.Append(pattern, _at, close + 3);
        _at += close + 3;
    }

    void Class()
    {
        _out.Append('[');
        _at++;
        if (_at < pattern.Length && pattern[_at] == '^')
        {
            _out.Append('^');
            _at++;
        }

        for (var first = true; _at < pattern.Length && (first || pattern[_at] != ']'); first = false)
        {
            if (pattern.AsSpan(_at).StartsWith("[:") && pattern.IndexOf(":]", _at, StringComparison.Ordinal) is > 0 and var end)
            {
                _out.Append(PosixClasses.TryGetValue(pattern[(_at + 2)..end], out var members) ? members : throw new NotSupportedException());
                _at = end + 2;
            }
            else if (pattern[_at] == '\\')
                Escape(inClass: true);
            else
            {
                if (pattern[_at] is '[' or ']')
                    _out.Append('\\');
                _out.Append(pattern[_at++]);
            }
        }

        if (_at < pattern.Length)
            _out.Append(pattern[_at++]);
    }

    void Escape(bool inClass)
    {
        if (_at + 1 >= pattern.Length)
        {
            _out.Append(pattern[_at++]);
            return;
        }

        var letter = pattern[_at + 1];
        var replacement = (letter, inClass) switch
        {
            ('d', false) => "[0-9]",
            ('d', true) => "0-9",
            ('D', false) => "[^0-9]",
            ('D', true) => @"\x00-/:-\uFFFF",
            ('w', false) => "[0-9A-Za-z_]",
            ('w', true) => "0-9A-Za-z_",
            ('W', false) => "[^0-9A-Za-z_]",
            ('W', true) => @"\x00-/:-@\[-^`{-\uFFFF",
            ('s', false) => @"[\t\n\f\r ]",
            ('s', true) => @"\t\n\f\r ",
            ('S', false) => @"[^\t\n\f\r ]",
            ('S', true) => @"\x00-\x08\x0B\x0E-\x1F!-\uFFFF",
            _ => null,
        };
        if (replacement is not null)
        {
            _out.Append(replacement);
            _at += 2;
            return;
        }

        switch (letter)
        {
            case 'Q':
                Literal();
                break;
            case 'x' when _at + 2 < pattern.Length && pattern[_at + 2] == '{':
                CodePoint();
                break;
            case 'p' or 'P' when _at + 2 < pattern.Length && pattern[_at + 2] != '{':
                _out.Append('\\').Append(letter).Append('{').Append(pattern[_at + 2]).Append('}');
                _at += 3;
                break;
            case var other when char.IsAsciiLetterOrDigit(other) && !"abfnrtvxABzpP01234567".Contains(other, StringComparison.Ordinal):
                throw new FormatException($"error parsing regexp: invalid escape sequence: `\\{other}`");
            default:
                _out.Append('\\').Append(letter);
                _at += 2;
                break;
        }
    }

    void Literal()
    {
        var end = pattern.IndexOf(@"\E", _at, StringComparison.Ordinal);
        var text = end < 0 ? pattern[(_at + 2)..] : pattern[(_at + 2)..end];
        _out.Append(System.Text.RegularExpressions.Regex.Escape(text));
        _at = end < 0 ? pattern.Length : end + 2;
    }

    void CodePoint()
    {
        var end = pattern.IndexOf('}', _at);
        if (end < 0 || !int.TryParse(pattern.AsSpan(_at + 3, end - _at - 3), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) || !Rune.IsValid(code))
            throw new NotSupportedException();
        _out.Append(System.Text.RegularExpressions.Regex.Escape(new Rune(code).ToString()));
        _at = end + 1;
    }
}
