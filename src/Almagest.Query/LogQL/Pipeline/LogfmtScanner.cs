using Almagest.Query.PromQL.Syntax;

namespace Almagest.Query.LogQL.Pipeline;

/// <summary>Reads <c>key=value key="quoted value" key</c> pair by pair; after a fault it goes on behind the next space.</summary>
sealed class LogfmtScanner
{
    string _line = "";
    int _at;

    /// <summary>The key read last.</summary>
    internal string Key { get; private set; } = "";

    /// <summary>The value read last, empty when there was none.</summary>
    internal string Value { get; private set; } = "";

    /// <summary>The last fault, null while there was none.</summary>
    internal string? Fault { get; private set; }

    // Loki counts bytes.
    string Position => (System.Text.Encoding.UTF8.GetByteCount(_line.AsSpan(0, _at)) + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);

    internal bool AtEnd => _at >= _line.Length;

    internal void Reset(string line) => (_line, _at, Fault) = (line, 0, null);

    /// <summary>Reads a pair; false at the end or at a fault.</summary>
    internal bool Read()
    {
        (Key, Value) = ("", "");
        while (_at < _line.Length && _line[_at] <= ' ')
            _at++;
        if (AtEnd)
            return false;
        var start = _at;
        while (_at < _line.Length && _line[_at] > ' ' && _line[_at] is not ('=' or '"'))
            _at++;
        Key = _line[start.._at];
        if (Key.Contains('\ufffd', StringComparison.Ordinal))
            return Fail("invalid key", AtEnd || _line[_at] <= ' ');
        if (AtEnd || _line[_at] <= ' ')
            return true;
        if (_line[_at] == '"' || Key.Length == 0)
            return Unexpected();
        _at++;
        if (AtEnd || _line[_at] <= ' ')
            return true;
        return _line[_at] == '"' ? Quoted() : Bare();
    }

    bool Bare()
    {
        var start = _at;
        while (_at < _line.Length && _line[_at] > ' ')
        {
            if (_line[_at] is '=' or '"')
                return Unexpected();
            _at++;
        }

        Value = _line[start.._at];
        return true;
    }

    bool Quoted()
    {
        var start = _at;
        var escaped = false;
        for (_at++; _at < _line.Length; _at++)
        {
            if (_line[_at] == '\\')
            {
                escaped = true;
                _at++;
            }
            else if (_line[_at] == '"')
            {
                _at++;
                var text = escaped ? JsonText.Unescape(_line, start + 1, _at - 1) : _line[(start + 1)..(_at - 1)];
                Value = text ?? "";
                return text is not null || Fail("invalid quoted value", stay: true);
            }
        }

        _at = _line.Length;
        return Fail("unterminated quoted value", stay: true);
    }

    bool Unexpected()
    {
        Fault = $"logfmt syntax error at pos {Position} : unexpected {GoText.QuoteRune(new System.Text.Rune(_line[_at]))}";
        return SkipValue();
    }

    bool Fail(string what, bool stay)
    {
        Fault = $"logfmt syntax error at pos {Position} : {what}";
        return !stay && SkipValue();
    }

    bool SkipValue()
    {
        while (_at < _line.Length && _line[_at] > ' ')
            _at++;
        return false;
    }
}
