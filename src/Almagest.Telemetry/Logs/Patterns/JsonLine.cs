using System.Buffers;

namespace Almagest.Telemetry.Logs.Patterns;

/// <summary>
/// Walks over a line that is a JSON object: finds its message, and gathers its shape, which is all of it but the values. Escapes stay as they are.
/// </summary>
sealed class JsonLine
{
    const int MaxDepth = 8;

    static readonly SearchValues<byte> EndsOfValue = SearchValues.Create(",}] \t\r\n"u8);

    // Under these names a message stands beside something else more often than not: they count when no better one comes.
    static readonly byte[][] Better = [.. new[] { "message", "msg", "log", "_msg", "msg_", "@message", "short_message" }.Select(System.Text.Encoding.UTF8.GetBytes)];
    static readonly byte[][] Other = [.. new[] { "content", "event", "text", "body" }.Select(System.Text.Encoding.UTF8.GetBytes)];

    /// <summary>Where the message of the line last read stands; of length 0 when it has none.</summary>
    internal (int Start, int Length) Message { get; private set; }

    // Hot path: per line.
    /// <summary>Reads a line; false when it is not an object after all.</summary>
    internal bool Read(ReadOnlySpan<byte> line, LineTokens shape)
    {
        Message = default;
        shape.Clear(PatternForm.Shape);
        var (at, from, depth) = (1, 0, 1);
        while (true)
        {
            at = SkipBlanks(line, at);
            if (at >= line.Length)
                return false;
            if (line[at] == (byte)'}')
            {
                at++;
                if (--depth > 0)
                    continue;
                shape.AddConstant(line, from, at - from, spaced: false);
                return SkipBlanks(line, at) >= line.Length;
            }

            if (line[at] == (byte)',')
            {
                at++;
                continue;
            }

            if (line[at] != (byte)'"')
                return false;
            var end = EndOfText(line, at + 1);
            var name = (Start: at + 1, Length: end - at - 1);
            at = SkipBlanks(line, end + 1);
            if (at >= line.Length || line[at] != (byte)':')
                return false;
            at = SkipBlanks(line, at + 1);
            if (at >= line.Length)
                return false;
            if (line[at] == (byte)'{' && depth < MaxDepth)
            {
                depth++;
                at++;
                continue;
            }

            var value = at;
            at = EndOfValue(line, at);
            if (at < 0)
                return false;
            if (depth == 1 && line[value] == (byte)'"' && TakeMessage(line.Slice(name.Start, name.Length), value + 1, at - value - 2))
                return true;
            if (shape.IsFull)
                continue;
            shape.AddConstant(line, from, value - from, spaced: false);
            shape.AddVariable(value, at - value, spaced: false);
            from = at;
        }
    }

    /// <summary>Where a text ends that begins at <paramref name="at"/>: its closing quote, or the end of the line.</summary>
    internal static int EndOfText(ReadOnlySpan<byte> line, int at)
    {
        while (at < line.Length)
        {
            var next = line[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (next < 0)
                return line.Length;
            at += next;
            if (line[at] == (byte)'"')
                return at;
            at += 2;
        }

        return line.Length;
    }

    /// <summary>Notes a message; true when no better one can come.</summary>
    bool TakeMessage(ReadOnlySpan<byte> name, int start, int length)
    {
        if (length <= 0)
            return false;
        if (IsOneOf(name, Better))
        {
            Message = (start, length);
            return true;
        }

        if (Message.Length == 0 && IsOneOf(name, Other))
            Message = (start, length);
        return false;
    }

    static bool IsOneOf(ReadOnlySpan<byte> name, byte[][] names)
    {
        foreach (var candidate in names)
            if (name.SequenceEqual(candidate))
                return true;
        return false;
    }

    /// <summary>Behind a value; -1 when it does not end.</summary>
    static int EndOfValue(ReadOnlySpan<byte> line, int at)
    {
        if (line[at] == (byte)'"')
            return EndOfText(line, at + 1) is var end && end < line.Length ? end + 1 : -1;
        if (line[at] is not ((byte)'[' or (byte)'{'))
            return line[at..].IndexOfAny(EndsOfValue) is > 0 and var length ? at + length : -1;
        for (var depth = 0; at < line.Length; at++)
        {
            if (line[at] == (byte)'"')
                at = EndOfText(line, at + 1);
            else if (line[at] is (byte)'[' or (byte)'{')
                depth++;
            else if (line[at] is (byte)']' or (byte)'}' && --depth == 0)
                return at + 1;
        }

        return -1;
    }

    static int SkipBlanks(ReadOnlySpan<byte> line, int at)
    {
        while (at < line.Length && line[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            at++;
        return at;
    }
}
