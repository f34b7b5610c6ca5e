using System.Globalization;
using System.Text;
using Flags = (bool Lazy, bool Lines, bool DotsAll);

namespace Almagest.Query.Common;

/// <summary>
/// Reads an expression of Go's dialect RE2 (https://pkg.go.dev/regexp/syntax) and writes it for .NET: what both write alike but mean differently, and
/// what only RE2 has. Faults have Go's words.
/// </summary>
/// <param name="pattern">The expression.</param>
/// <param name="dotsAll">Whether a dot stands for line ends, too.</param>
sealed class GoRegexTranslation(string pattern, bool dotsAll)
{
    // A repetition of repetitions may not be longer.
    const int MostRepeated = 1000;

    readonly StringBuilder _out = new(pattern.Length + 16);
    readonly List<string> _names = [""];
    readonly Stack<(int Begin, Flags Outer, long Weight)> _groups = new();
    int _at;

    // The piece that a repetition would be about: where it was written, and how often it repeats itself; -1 when there is none.
    int _piece = -1;
    long _weight = 1;
    long _groupWeight = 1;
    int _lastRepeat = -1;
    Flags _flags = (false, false, dotsAll);

    /// <summary>Names of the groups by number, empty for those without.</summary>
    internal IReadOnlyList<string> GroupNames => _names;

    /// <exception cref="FormatException">The expression is malformed; with Go's message.</exception>
    internal string Run()
    {
        while (_at < pattern.Length)
        {
            var repeat = -1;
            switch (pattern[_at])
            {
                case '(':
                    Open();
                    break;
                case ')':
                    Close();
                    break;
                case '|':
                    _out.Append('|');
                    _at++;
                    _piece = -1;
                    break;
                case '*' or '+' or '?':
                    repeat = _at++;
                    Repeat(repeat, pattern[repeat].ToString(), 1);
                    break;
                case '{' when Count(out var text, out var most, out var isValid):
                    repeat = _at;
                    _at += text.Length;
                    Repeat(repeat, text, isValid ? most : MostRepeated + 1);
                    break;
                case '[':
                    var members = GoRegexClass.Read(pattern, ref _at);
                    Piece(IsManyFollowing || !members.StartsWith("[^", StringComparison.Ordinal) ? members : GoRegexClass.OrPair(members[1..^1]));
                    break;
                case '.':
                    _at++;
                    // A character beyond 16 bits is one; of many of them it does not matter.
                    Piece(IsManyFollowing ? "." : GoRegexClass.OrPair(_flags.DotsAll ? @"\x00-\uFFFF" : @"^\n"));
                    break;
                case '^':
                    _at++;
                    Piece("(?:^)");
                    break;
                case '$':
                    _at++;
                    Piece(_flags.Lines ? "(?:$)" : @"(?:\z)");
                    break;
                case '\\':
                    Escape();
                    break;
                default:
                    Literal();
                    break;
            }

            _lastRepeat = repeat;
        }

        return _groups.Count > 0 ? throw Fault("missing closing )", pattern) : _out.ToString();
    }

    bool IsManyFollowing => _at < pattern.Length && pattern[_at] is '*' or '+';

    void Literal()
    {
        var length = char.IsHighSurrogate(pattern[_at]) && _at + 1 < pattern.Length ? 2 : 1;
        var text = GoRegexClass.Escaped(pattern.Substring(_at, length));
        _at += length;
        Piece(length == 2 && _at < pattern.Length && pattern[_at] is '*' or '+' or '?' or '{' ? $"(?:{text})" : text);
    }

    void Piece(string text)
    {
        (_piece, _weight) = (_out.Length, 1);
        _out.Append(text);
    }

    void Repeat(int start, string sign, long most)
    {
        var lazy = _flags.Lazy;
        if (_at < pattern.Length && pattern[_at] == '?')
            (lazy, _at) = (!lazy, _at + 1);
        if (most > MostRepeated)
            throw Fault("invalid repeat count", sign);
        if (_lastRepeat >= 0)
            throw Fault("invalid nested repetition operator", pattern[_lastRepeat.._at]);
        if (_piece < 0)
            throw Fault("missing argument to repetition operator", pattern[start.._at]);
        if (most > 1 && (_weight *= most) > MostRepeated)
            throw Fault("invalid repeat count", pattern[start.._at]);
        _groupWeight = Math.Max(_groupWeight, _weight);
        _out.Append(sign);
        if (lazy)
            _out.Append('?');
    }

    /// <summary>Whether a brace begins a count; else it is a sign like others.</summary>
    bool Count(out string text, out long most, out bool isValid)
    {
        var at = _at + 1;
        (text, most, isValid) = ("", 0, false);
        if (Number(ref at) is not { } least)
            return false;
        var upper = least;
        if (at < pattern.Length && pattern[at] == ',')
        {
            at++;
            upper = at < pattern.Length && pattern[at] == '}' ? -1 : Number(ref at) ?? -2;
        }

        if (upper == -2 || at >= pattern.Length || pattern[at] != '}')
            return false;
        text = pattern[_at..(at + 1)];
        most = Math.Max(upper < 0 ? least : upper, 1);
        isValid = least <= MostRepeated && upper <= MostRepeated && (upper < 0 || least <= upper);
        return true;
    }

    long? Number(ref int at)
    {
        var start = at;
        while (at < pattern.Length && char.IsAsciiDigit(pattern[at]))
            at++;
        if (at == start || (at - start > 1 && pattern[start] == '0'))
            return null;
        return at - start > 8 ? int.MaxValue : long.Parse(pattern.AsSpan(start, at - start), CultureInfo.InvariantCulture);
    }

    void Open()
    {
        if (_at + 1 >= pattern.Length || pattern[_at + 1] != '?')
        {
            _at++;
            Begin("(", "", _flags);
            return;
        }

        var rest = pattern.AsSpan(_at);
        var named = rest.Length > 4 && rest.StartsWith("(?P<") ? 4 : rest.Length > 3 && rest.StartsWith("(?<") ? 3 : 0;
        if (named == 0)
        {
            Flagged();
            return;
        }

        var end = rest.IndexOf('>');
        if (end < 0)
            throw Fault("invalid named capture", rest.ToString());
        var name = rest[named..end].ToString();
        if (name.Length == 0 || name.Any(static c => c != '_' && !char.IsAsciiLetterOrDigit(c)))
            throw Fault("invalid named capture", rest[..(end + 1)].ToString());
        _at += end + 1;
        // A plain group: .NET would number named groups after all others.
        Begin("(", name, _flags);
    }

    void Begin(string written, string? name, Flags flags)
    {
        if (name is not null)
            _names.Add(name);
        _groups.Push((_out.Length, _flags, _groupWeight));
        (_flags, _piece, _groupWeight) = (flags, -1, 1);
        _out.Append(written);
    }

    void Flagged()
    {
        var (start, flags, known) = (_at, _flags, "");
        var (isOff, any) = (false, false);
        for (_at += 2; _at < pattern.Length; _at++)
        {
            var sign = pattern[_at];
            if (sign is 'i' or 's' or 'm' or 'U')
            {
                any = true;
                if (sign == 'm')
                    flags.Lines = !isOff;
                if (sign == 's')
                    flags.DotsAll = !isOff;
                if (sign == 'U')
                    flags.Lazy = !isOff;
                else
                    known += sign;
                continue;
            }

            if (sign == '-' && !isOff)
            {
                (isOff, any) = (true, false);
                known += sign;
                continue;
            }

            _at++;
            if (sign is not (':' or ')') || (isOff && !any))
                throw Fault("invalid or unsupported Perl syntax", pattern[start.._at]);
            known = known.TrimEnd('-');
            if (sign == ':')
                Begin($"(?{known}:", null, flags);
            else
            {
                _flags = flags;
                _out.Append(known.Length > 0 ? $"(?{known})" : "");
            }

            return;
        }

        throw Fault("invalid or unsupported Perl syntax", pattern[start..]);
    }

    void Close()
    {
        if (_groups.Count == 0)
            throw Fault("unexpected )", pattern);
        _at++;
        _out.Append(')');
        _weight = _groupWeight;
        (_piece, _flags, var outer) = _groups.Pop();
        _groupWeight = Math.Max(outer, _weight);
    }

    void Escape()
    {
        var next = _at + 1 < pattern.Length ? pattern[_at + 1] : '\0';
        switch (next)
        {
            case 'A' or 'z' or 'b' or 'B':
                _at += 2;
                Piece($"(?:\\{next})");
                return;
            case 'C':
                throw Fault("invalid escape sequence", @"\C");
            case 'Q':
                Quotation();
                return;
        }

        if (GoRegexClass.ReadSet(pattern, ref _at) is { } set)
        {
            Piece(IsManyFollowing || !set.IsNegated ? $"[{set.Members}]" : GoRegexClass.OrPair(set.Members));
            return;
        }

        var rune = GoRegexClass.ReadEscape(pattern, ref _at);
        var text = GoRegexClass.Escaped(char.ConvertFromUtf32(rune is >= 0xd800 and <= 0xdfff ? 0xfffd : rune));
        Piece(rune > 0xffff ? $"(?:{text})" : text);
    }

    void Quotation()
    {
        var end = pattern.IndexOf(@"\E", _at, StringComparison.Ordinal);
        var text = end < 0 ? pattern[(_at + 2)..] : pattern[(_at + 2)..end];
        _at = end < 0 ? pattern.Length : end + 2;
        // A repetition after it is about its last sign.
        for (var i = 0; i < text.Length; i++)
            Piece(GoRegexClass.Escaped(text[i].ToString()));
    }

    static FormatException Fault(string what, string part) => GoRegexClass.Fault(what, part);
}
