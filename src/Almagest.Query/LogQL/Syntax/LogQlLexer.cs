using System.Buffers;
using System.Text;
using Almagest.Query.LogQL.Literals;
using Almagest.Query.PromQL.Syntax;

namespace Almagest.Query.LogQL.Syntax;

/// <summary>Cuts a query into tokens, by the rules of Go's text scanner that Loki uses.</summary>
sealed class LogQlLexer(string query)
{
    static readonly SearchValues<char> Decimals = SearchValues.Create("0123456789_");

    int _at;
    int _start;

    /// <summary>The next token; <see cref="LogQlToken.End"/> for ever at the end.</summary>
    /// <exception cref="LogQlParseException">No token begins here.</exception>
    internal LogQlToken Next()
    {
        SkipSpaceAndComments();
        _start = _at;
        if (_at >= query.Length)
            return Make(LogQlToken.End, "") is var end && query.Length == 0 ? end with { Line = 0, Column = 0 } : end;
        var next = query[_at];
        if (char.IsLetter(next) || next == '_')
            return Word();
        if (char.IsAsciiDigit(next) || (next == '.' && _at + 1 < query.Length && char.IsAsciiDigit(query[_at + 1])))
            return Number();
        switch (next)
        {
            case '"':
                return Quoted();
            case '`':
                return Raw();
            case '[':
                return Range();
            case '-':
                return Minus();
            default:
                return Sign();
        }
    }

    LogQlToken Word()
    {
        while (_at < query.Length && (char.IsLetterOrDigit(query[_at]) || query[_at] == '_'))
            _at++;
        var text = query[_start.._at];
        var lower = text.ToLowerInvariant();
        if (LogQlWords.Functions.TryGetValue(lower, out var function))
            return OpensFunction() ? Make(function, lower) : Make(LogQlToken.Identifier, text);
        return LogQlWords.Reserved.Contains(lower) ? Make(lower, lower) : Make(LogQlToken.Identifier, text);
    }

    LogQlToken Number()
    {
        var hexadecimal = query.AsSpan(_at).StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        var binary = IsPrefix("0b");
        if (binary && !(_at + 2 < query.Length && query[_at + 2] is '0' or '1'))
            throw Fault("decimal literal has no digits");
        if (hexadecimal || binary || IsPrefix("0o"))
            _at += 2;
        SkipDigits(hexadecimal);
        if (_at < query.Length && query[_at] == '.')
        {
            _at++;
            SkipDigits(hexadecimal);
        }

        SkipExponent(hexadecimal ? 'p' : 'e');
        var number = query[_start.._at];
        if (number.Length > 1 && number[0] == '0' && !number.AsSpan().ContainsAnyExcept(Decimals) && number.AsSpan().IndexOfAny('8', '9') is > 0 and var digit)
            throw Fault($"invalid digit '{number[digit]}' in octal literal");
        return TryDuration(number) ?? TrySize(number) ?? Make(LogQlToken.Number, number);
    }

    LogQlToken Minus()
    {
        var end = _at;
        while (end < query.Length && (char.IsLetter(query[end]) || query[end] == '-'))
            end++;
        if (LogQlWords.Flags.Contains(query[_at..end]))
        {
            _at = end;
            return Make(LogQlToken.Flag, query[_start..end]) with { Line = 0 };
        }

        _at++;
        return TryDuration("-") ?? Make("-", "-");
    }

    LogQlToken? TryDuration(string begun)
    {
        var end = End(static c => char.IsNumber(c) || c is 'n' or 'u' or 'µ' or 'm' or 's' or 'h' or 'd' or 'w' or 'y' or '.');
        if (end == _at)
            return null;
        var text = begun + query[_at..end];
        if (!TryPrometheusDuration(text, out var nanos) && !GoDurations.TryParse(text, out nanos, out _))
            return null;
        _at = end;
        return Make(LogQlToken.Duration, text) with { Nanos = nanos, Line = 0 };
    }

    LogQlToken? TrySize(string begun)
    {
        var end = End(static c => char.IsNumber(c) || c is 'B' or 'i' or 'k' or 'K' or 'M' or 'G' or 'T' or 'P' or '.');
        if (end == _at || !ByteSizes.TryParse(begun + query[_at..end], out var size, out _))
            return null;
        var text = begun + query[_at..end];
        _at = end;
        return Make(LogQlToken.Bytes, text) with { Size = size, Line = 0 };
    }

    LogQlToken Range()
    {
        var end = query.IndexOf(']', _at);
        if (end < 0)
            throw Fault("missing closing ']' in duration", line: 0);
        try
        {
            var nanos = PromQlNumbers.ParseDuration(query[(_at + 1)..end]) * 1_000_000;
            _at = end + 1;
            return Make(LogQlToken.Range, query[_start.._at]) with { Nanos = nanos, Line = 0 };
        }
        catch (FormatException fault)
        {
            throw Fault(fault.Message, line: 0);
        }
    }

    LogQlToken Quoted()
    {
        for (_at++; ; _at++)
        {
            if (_at >= query.Length || query[_at] == '\n')
                throw Fault("literal not terminated");
            if (query[_at] == '"')
                break;
            if (query[_at] == '\\' && ++_at < query.Length && !IsEscape())
                throw Fault("invalid char escape");
        }

        _at++;
        if (query.AsSpan(_start, _at - _start).Contains('\ufffd'))
            throw Fault("invalid UTF-8 encoding");
        if (query.AsSpan(_start, _at - _start).Contains('\0'))
            throw Fault("invalid character NUL");
        try
        {
            return Make(LogQlToken.String, GoText.Unquote(query[_start.._at]));
        }
        catch (Exception fault) when (fault is FormatException or OverflowException)
        {
            throw Fault("invalid syntax");
        }
    }

    LogQlToken Raw()
    {
        var end = query.IndexOf('`', _at + 1);
        if (end < 0)
            throw Fault("literal not terminated");
        _at = end + 1;
        return Make(LogQlToken.String, query[(_start + 1)..end].Replace("\r", "", StringComparison.Ordinal));
    }

    LogQlToken Sign()
    {
        var pair = query.Substring(_at, Math.Min(2, query.Length - _at));
        if (pair.Length == 2 && LogQlWords.Reserved.Contains(pair))
        {
            _at += 2;
            return Make(pair, pair) with { Line = 0 };
        }

        var rune = Rune.GetRuneAt(query, _at).ToString();
        _at += rune.Length;
        return LogQlWords.Reserved.Contains(rune) ? Make(rune, rune) : Make(LogQlToken.Identifier, rune);
    }

    /// <summary>A function's name is one only before a parenthesis, or before <c>by (</c> and <c>without (</c>.</summary>
    bool OpensFunction()
    {
        var rest = query.AsSpan(_at).TrimStart();
        if (rest.StartsWith("by", StringComparison.OrdinalIgnoreCase))
            rest = rest[2..].TrimStart();
        else if (rest.StartsWith("without", StringComparison.OrdinalIgnoreCase))
            rest = rest[7..].TrimStart();
        return rest.StartsWith("(");
    }

    bool IsEscape()
    {
        var digits = query[_at] switch { 'a' or 'b' or 'f' or 'n' or 'r' or 't' or 'v' or '\\' or '"' => 0, >= '0' and <= '7' => 2, 'x' => 2, 'u' => 4, 'U' => 8, _ => -1 };
        if (digits < 0 || _at + digits >= query.Length)
            return false;
        for (var i = 1; i <= digits; i++)
            if (!char.IsAsciiHexDigit(query[_at + i]))
                return false;
        _at += digits;
        return true;
    }

    void SkipSpaceAndComments()
    {
        while (_at < query.Length)
        {
            if (query[_at] is ' ' or '\t' or '\n' or '\r')
                _at++;
            else if (query[_at] == '#' || query.AsSpan(_at).StartsWith("//"))
                _at = query.IndexOf('\n', _at) is >= 0 and var end ? end : query.Length;
            else if (query.AsSpan(_at).StartsWith("/*"))
                _at = query.IndexOf("*/", _at + 2, StringComparison.Ordinal) is >= 0 and var end ? end + 2 : throw Fault("comment not terminated");
            else
                return;
        }
    }

    void SkipDigits(bool hexadecimal)
    {
        while (_at < query.Length && (hexadecimal ? char.IsAsciiHexDigit(query[_at]) : char.IsAsciiDigit(query[_at]) || query[_at] == '_'))
            _at++;
    }

    void SkipExponent(char letter)
    {
        if (_at >= query.Length || (query[_at] | 0x20) != letter)
            return;
        var end = _at + 1;
        if (end < query.Length && query[end] is '+' or '-')
            end++;
        // Without digits it is an exponent all the same, and no number.
        if (letter == 'p' && (end >= query.Length || !char.IsAsciiDigit(query[end])))
            return;
        if (end < query.Length && char.IsAsciiLetter(query[end]))
            throw Fault("exponent has no digits");
        _at = end;
        SkipDigits(false);
    }

    int End(Func<char, bool> belongs)
    {
        var end = _at;
        while (end < query.Length && belongs(query[end]))
            end++;
        return end;
    }

    bool IsPrefix(string prefix) => query.AsSpan(_at).StartsWith(prefix, StringComparison.OrdinalIgnoreCase);

    static bool TryPrometheusDuration(string text, out long nanos)
    {
        nanos = 0;
        // Most candidates are no such durations: "250ms" is, "1.5s" and "-5m" are not, and exceptions are slow.
        if (text.AsSpan().ContainsAny("-.nuµ"))
            return false;
        try
        {
            nanos = PromQlNumbers.ParseDuration(text) * 1_000_000;
            return true;
        }
        catch (FormatException)
        {
            // Not a duration of Prometheus: the caller tries the next form.
            return false;
        }
    }

    LogQlToken Make(string kind, string text)
    {
        var (line, column) = Position();
        return new LogQlToken(kind, text, line, column);
    }

    LogQlParseException Fault(string what, int? line = null)
    {
        var (at, column) = Position();
        return new LogQlParseException(line ?? at, column, what);
    }

    (int Line, int Column) Position()
    {
        var before = query.AsSpan(0, _start);
        var line = before.Count('\n') + 1;
        var column = 1;
        foreach (var _ in before[(before.LastIndexOf('\n') + 1)..].EnumerateRunes())
            column++;
        return (line, column);
    }
}
