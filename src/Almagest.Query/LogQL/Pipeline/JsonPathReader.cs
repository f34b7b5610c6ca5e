namespace Almagest.Query.LogQL.Pipeline;

/// <summary>Reads a path word by word, with the messages of Loki's parser: a word it does not know is an end to it.</summary>
sealed class JsonPathReader(string path)
{
    const string End = "$end";

    readonly List<string> _steps = [];
    int _at;
    string _text = "";
    string? _fault;

    internal IReadOnlyList<string> Read()
    {
        var word = Next();
        if (word == "FIELD")
            _steps.Add(_text);
        else if (word == "LSB")
            Bracket();
        else
            throw Unexpected(word, ", expecting LSB or FIELD");
        while ((word = Next()) != End)
        {
            if (word == "LSB")
                Bracket();
            else if (word != "DOT")
                throw Unexpected(word, "");
            else if ((word = Next()) == "FIELD")
                _steps.Add(_text);
            else
                throw Unexpected(word, ", expecting FIELD");
        }

        return _fault is null ? _steps : throw new FormatException(_fault);
    }

    void Bracket()
    {
        var word = Next();
        if (word is not ("STRING" or "INDEX"))
            throw Unexpected(word, ", expecting STRING or INDEX");
        _steps.Add(word == "INDEX" ? $"[{_text}]" : _text);
        if (Next() is var close && close != "RSB")
            throw Unexpected(close, ", expecting RSB");
    }

    string Next()
    {
        while (_at < path.Length && path[_at] is ' ' or '\t' or '\n')
            _at++;
        if (_at >= path.Length)
            return End;
        var start = _at++;
        switch (path[start])
        {
            case '[':
                return "LSB";
            case ']':
                return "RSB";
            case '.':
                return "DOT";
            case '"':
                // A bracket ends it as well.
                while (_at < path.Length && path[_at] is not ('"' or ']'))
                    _at++;
                _text = path[(start + 1).._at++];
                return "STRING";
            case >= '0' and <= '9':
                return Index(start);
            case var letter when char.IsAsciiLetter(letter) || letter == '_':
                while (_at < path.Length && (char.IsAsciiLetterOrDigit(path[_at]) || path[_at] == '_'))
                    _at++;
                _text = path[start.._at];
                return "FIELD";
            default:
                return Fail($"unexpected char {path[start]}");
        }
    }

    string Index(int start)
    {
        while (_at < path.Length && char.IsAsciiDigit(path[_at]))
            _at++;
        if (_at >= path.Length)
            return Fail("non-integer value: \0");
        if (path[_at] is not (' ' or '\t' or '\n' or ']'))
            return Fail(path[_at] == '.' ? "cannot use float as array index" : $"non-integer value: {path[_at]}");
        _text = path[start.._at];
        return "INDEX";
    }

    string Fail(string fault)
    {
        (_fault, _at) = (fault, path.Length);
        return End;
    }

    static FormatException Unexpected(string word, string expecting) => new($"syntax error: unexpected {word}{expecting}");
}
