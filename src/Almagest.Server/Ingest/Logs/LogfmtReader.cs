using System.Buffers;
using System.Text;

namespace Almagest.Server.Ingest.Logs;

/// <summary>
/// Walks the pairs of a logfmt line (https://brandur.org/logfmt, by the rules of github.com/go-logfmt/logfmt, which Loki uses): keys end at
/// <c>=</c> or space, values may be quoted with JSON's escapes. Values are slices of the line; one with escapes is copied.
/// </summary>
ref struct LogfmtReader(ReadOnlySpan<byte> line)
{
    static readonly SearchValues<byte> QuoteEnds = SearchValues.Create("\"\\"u8);

    readonly ReadOnlySpan<byte> _line = line;
    int _at;

    /// <summary>Key of the current pair; empty when it stands nowhere.</summary>
    internal ReadOnlySpan<byte> Key { get; private set; }

    /// <summary>Value of the current pair; empty when it has none.</summary>
    internal ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>Whether the walk ended before the line did, because something in it is no logfmt.</summary>
    internal bool Failed { get; private set; }

    // Hot path: per pair.
    /// <summary>Moves to the next pair; false at the end of the line or at the first fault.</summary>
    internal bool Next()
    {
        Key = default;
        Value = default;
        while (_at < _line.Length && _line[_at] <= ' ')
            _at++;
        if (_at == _line.Length)
            return false;
        var start = _at;
        while (_at < _line.Length && _line[_at] > ' ' && _line[_at] is not ((byte)'=' or (byte)'"'))
            _at++;
        Key = _line[start.._at];
        if (_at == _line.Length || _line[_at] <= ' ')
            return true;
        if (_line[_at] == '"' || Key.IsEmpty)
            return Fail();
        return ReadValue();
    }

    bool ReadValue()
    {
        _at++;
        if (_at == _line.Length || _line[_at] <= ' ')
            return true;
        if (_line[_at] == '"')
            return ReadQuoted();
        var start = _at;
        while (_at < _line.Length && _line[_at] > ' ')
        {
            if (_line[_at] is (byte)'=' or (byte)'"')
                return Fail();
            _at++;
        }

        Value = _line[start.._at];
        return true;
    }

    bool ReadQuoted()
    {
        var start = ++_at;
        var escaped = false;
        while (_line[_at..].IndexOfAny(QuoteEnds) is >= 0 and var next)
        {
            _at += next;
            if (_line[_at] == '\\')
            {
                escaped = true;
                _at = Math.Min(_at + 2, _line.Length);
                continue;
            }

            Value = _line[start.._at++];
            return !escaped || Unescape();
        }

        _at = _line.Length;
        return Fail();
    }

    bool Unescape()
    {
        try
        {
            var reader = new System.Text.Json.Utf8JsonReader([(byte)'"', .. Value, (byte)'"']);
            reader.Read();
            Value = Encoding.UTF8.GetBytes(reader.GetString() ?? "");
            return true;
        }
        catch (Exception error) when (error is System.Text.Json.JsonException or InvalidOperationException)
        {
            return Fail();
        }
    }

    bool Fail()
    {
        Failed = true;
        Key = default;
        Value = default;
        return false;
    }
}
