namespace Almagest.Query.LogQL.Pipeline;

/// <summary>Literal text with places for anything: <c>&lt;ip&gt; - &lt;_&gt; "&lt;method&gt; …</c>.</summary>
public sealed class LinePattern
{
    readonly List<(string Text, bool IsCapture)> _parts;

    LinePattern(List<(string, bool)> parts)
    {
        _parts = parts;
        for (var i = 0; i + 1 < parts.Count; i++)
            if (_parts[i].IsCapture && _parts[i + 1].IsCapture)
                throw new FormatException($"found consecutive capture '<{_parts[i].Text}><{_parts[i + 1].Text}>': invalid expression");
    }

    /// <summary>Names of the captures, in order.</summary>
    internal IReadOnlyList<string> Names => [.. _parts.Where(static p => p.IsCapture && p.Text != "_").Select(static p => p.Text)];

    /// <summary>The literal texts of a pattern, in order: all of them are in every line it matches.</summary>
    /// <exception cref="FormatException">It is malformed.</exception>
    public static IReadOnlyList<string> LiteralsOf(string pattern) => [.. ParseFilter(pattern)._parts.Where(static p => !p.IsCapture).Select(static p => p.Text)];

    /// <summary>A pattern for the parser, which needs names.</summary>
    /// <exception cref="FormatException">It is malformed.</exception>
    internal static LinePattern ParseCaptures(string pattern)
    {
        var parts = Split(pattern);
        if (!parts.Any(static p => p.IsCapture && p.Text != "_"))
            throw new FormatException("at least one capture is required");
        var parsed = new LinePattern(parts);
        var seen = new HashSet<string>();
        foreach (var name in parsed.Names)
            if (!seen.Add(name))
                throw new FormatException($"duplicate capture name ({name}): invalid expression");
        return parsed;
    }

    /// <summary>A pattern for a line filter, which has no names.</summary>
    /// <exception cref="FormatException">It is malformed.</exception>
    internal static LinePattern ParseFilter(string pattern)
    {
        var parsed = new LinePattern(Split(pattern));
        return parsed.Names.Count == 0 ? parsed : throw new FormatException($"named captures are not allowed: found '<{parsed.Names[0]}>'");
    }

    /// <summary>The texts of the captures; fewer when the line does not go on as the pattern does.</summary>
    internal void Capture(string line, List<string> into)
    {
        into.Clear();
        var (at, part) = (0, 0);
        if (line.Length == 0 || _parts.Count == 0)
            return;
        if (!_parts[0].IsCapture)
        {
            if (!line.StartsWith(_parts[0].Text, StringComparison.Ordinal))
                return;
            (at, part) = (_parts[0].Text.Length, 1);
        }

        for (; part < _parts.Count; part += 2)
        {
            var named = _parts[part].Text != "_";
            var end = part + 1 < _parts.Count ? line.IndexOf(_parts[part + 1].Text, at, StringComparison.Ordinal) : -1;
            if (named)
                into.Add(end < 0 ? line[at..] : line[at..end]);
            if (end < 0)
                return;
            at = end + _parts[part + 1].Text.Length;
        }
    }

    /// <summary>Whether the whole line is the pattern, where no place may be empty.</summary>
    internal bool IsMatch(string line)
    {
        if (line.Length == 0 || _parts.Count == 0)
            return line.Length == 0 && _parts.Count == 0;
        var at = 0;
        for (var i = 0; i < _parts.Count; i++)
        {
            if (_parts[i].IsCapture)
                continue;
            var found = line.IndexOf(_parts[i].Text, at, StringComparison.Ordinal);
            if (found < 0 || (i != 0 && found == at))
                return false;
            at = found + _parts[i].Text.Length;
        }

        return _parts[^1].IsCapture == (at != line.Length);
    }

    static List<(string Text, bool IsCapture)> Split(string pattern)
    {
        var parts = new List<(string, bool)>();
        var (begin, at) = (0, 0);
        while (at < pattern.Length)
        {
            var end = pattern[at] == '<' ? NameEnd(pattern, at + 1) : -1;
            if (end < 0)
            {
                at++;
                continue;
            }

            if (at > begin)
                parts.Add((pattern[begin..at], false));
            parts.Add((pattern[(at + 1)..end], true));
            begin = at = end + 1;
        }

        if (begin < pattern.Length)
            parts.Add((pattern[begin..], false));
        return parts;
    }

    static int NameEnd(string pattern, int at)
    {
        if (at >= pattern.Length || !(char.IsAsciiLetter(pattern[at]) || pattern[at] == '_'))
            return -1;
        while (at < pattern.Length && (char.IsAsciiLetterOrDigit(pattern[at]) || pattern[at] == '_'))
            at++;
        return at < pattern.Length && pattern[at] == '>' ? at : -1;
    }
}
