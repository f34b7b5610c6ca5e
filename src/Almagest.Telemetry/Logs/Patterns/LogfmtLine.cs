namespace Almagest.Telemetry.Logs.Patterns;

/// <summary>Finds the message of a line in logfmt.</summary>
static class LogfmtLine
{
    /// <summary>The value of <c>msg</c> or <c>message</c> in a line that begins with a name and <c>=</c>; of length 0 when there is none.</summary>
    internal static (int Start, int Length) Message(ReadOnlySpan<byte> line)
    {
        if (line.Length == 0 || !char.IsAsciiLetter((char)line[0]) || WordClass.KeyLength(line) == 0)
            return default;
        var at = ValueOf(line, "msg="u8);
        if (at < 0)
            at = ValueOf(line, "message="u8);
        if (at < 0 || at >= line.Length)
            return default;
        if (line[at] != (byte)'"')
            return (at, line[at..].IndexOf((byte)' ') is >= 0 and var blank ? blank : line.Length - at);
        var end = JsonLine.EndOfText(line, at + 1);
        return (at + 1, end - at - 1);
    }

    static int ValueOf(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name)
    {
        if (line.StartsWith(name))
            return name.Length;
        for (var from = 0; line[from..].IndexOf(name) is >= 0 and var at; from += at + name.Length)
        {
            if (from + at > 0 && line[from + at - 1] == (byte)' ')
                return from + at + name.Length;
        }

        return -1;
    }
}
