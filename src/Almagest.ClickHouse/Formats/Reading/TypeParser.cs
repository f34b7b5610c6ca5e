using System.Globalization;
using System.Text;

namespace Almagest.ClickHouse.Formats.Reading;

/// <summary>
/// Reads type texts such as <c>Map(LowCardinality(String), Array(Tuple(a UInt8, `b c` Enum8('x' = -1))))</c>.
/// </summary>
sealed class TypeParser(string text)
{
    // The server nests far less; a damaged text must not overflow the stack.
    const int MaxDepth = 64;

    int _at;

    public ColumnType Parse()
    {
        var type = Type(0);
        Spaces();
        return _at == text.Length ? type : throw Unexpected("the end");
    }

    ColumnType Type(int depth)
    {
        if (depth > MaxDepth)
            throw new FormatException($"type \"{text}\" is nested too deeply");
        Spaces();
        var begin = _at;
        var name = Name();
        // The paths and limits inside JSON(…) do not change how its text form is read.
        List<TypeArgument> arguments = [];
        if (Peek() == '(')
            if (name is "JSON" or "Object")
                SkipParentheses();
            else
                arguments = Arguments(depth);
        return new ColumnType(name, arguments, text[begin.._at]);
    }

    List<TypeArgument> Arguments(int depth)
    {
        List<TypeArgument> arguments = [];
        _at++;
        Spaces();
        if (Peek() == ')')
        {
            _at++;
            return arguments;
        }
        while (true)
        {
            arguments.Add(Argument(depth));
            Spaces();
            var next = Peek();
            _at++;
            if (next == ')')
                return arguments;
            if (next != ',')
                throw Unexpected("\",\" or \")\"");
        }
    }

    TypeArgument Argument(int depth)
    {
        Spaces();
        var first = Peek();
        if (first == '\'')
            return Member(Quoted('\''));
        if (first == '`')
            return new TypeArgument(Quoted('`'), Type(depth + 1), null);
        if (first is '-' or >= '0' and <= '9')
            return new TypeArgument(null, null, Number());
        var begin = _at;
        var word = Name();
        Spaces();
        if (Peek() == '=')
            return Member(word);
        if (Peek() is ',' or ')' or '(')
        {
            _at = begin;
            return new TypeArgument(null, Type(depth + 1), null);
        }
        return new TypeArgument(word, Type(depth + 1), null);
    }

    TypeArgument Member(string label)
    {
        Spaces();
        if (Peek() != '=')
            return new TypeArgument(label, null, null);
        _at++;
        Spaces();
        return new TypeArgument(label, null, Number());
    }

    long Number()
    {
        var begin = _at;
        while (Peek() is '-' or '.' or >= '0' and <= '9')
            _at++;
        var digits = text.AsSpan(begin, _at - begin);
        if (long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return number;
        // Parameters of aggregate functions may have a fraction; no type that is read here does.
        return double.TryParse(digits, CultureInfo.InvariantCulture, out _) ? 0 : throw Unexpected("a number");
    }

    string Name()
    {
        var begin = _at;
        while (Peek() is '_' or '.' || char.IsLetterOrDigit(Peek()))
            _at++;
        return _at > begin ? text[begin.._at] : throw Unexpected("a name");
    }

    string Quoted(char quote)
    {
        var value = new StringBuilder();
        for (_at++; Peek() != quote; _at++)
        {
            if (Peek() == '\\')
                _at++;
            if (_at >= text.Length)
                throw Unexpected("a closing quote");
            value.Append(text[_at] switch { 'n' when text[_at - 1] == '\\' => '\n', 't' when text[_at - 1] == '\\' => '\t', var c => c });
        }
        _at++;
        return value.ToString();
    }

    void SkipParentheses()
    {
        var open = 0;
        do
        {
            switch (Peek())
            {
                case '(': open++; _at++; break;
                case ')': open--; _at++; break;
                case '\'' or '`': Quoted(Peek()); break;
                case '\0': throw Unexpected("\")\"");
                default: _at++; break;
            }
        }
        while (open > 0);
    }

    char Peek() => _at < text.Length ? text[_at] : '\0';

    void Spaces()
    {
        while (Peek() is ' ' or '\n')
            _at++;
    }

    FormatException Unexpected(string expected) =>
        new($"expected {expected} at character {_at + 1} of type \"{(text.Length > 200 ? text[..200] : text)}\"");
}
