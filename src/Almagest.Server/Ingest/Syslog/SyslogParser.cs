using Almagest.Server.Ingest.Logs;

namespace Almagest.Server.Ingest.Syslog;

/// <summary>
/// Reads a message of RFC 5424 or, when it is none, as RFC 3164 describes what programs send. Nothing is refused: what has no header is a
/// message without one, of facility user and severity notice (RFC 3164, section 4.3.3).
/// </summary>
sealed class SyslogParser(TimeZoneInfo zone, TimeProvider time)
{
    const int DefaultPriority = 13;
    const int MaxPriority = 191;
    const int MaxTagBytes = 64;

    // Hot path: per message.
    internal SyslogMessage Parse(ReadOnlySpan<byte> text)
    {
        var message = new SyslogMessage();
        var priority = ReadPriority(ref text);
        (message.Facility, message.Severity) = (priority >> 3, priority & 7);
        if (text.StartsWith("1 "u8))
            ReadModern(text[2..], ref message);
        else
            ReadLegacy(text, ref message);
        return message;
    }

    static int ReadPriority(ref ReadOnlySpan<byte> text)
    {
        var end = text.Length > 2 && text[0] == '<' ? text[..Math.Min(text.Length, 5)].IndexOf((byte)'>') : -1;
        var value = 0;
        for (var i = 1; i < end; i++)
            value = char.IsAsciiDigit((char)text[i]) ? (value * 10) + text[i] - '0' : MaxPriority + 1;
        if (end < 2 || value > MaxPriority)
            return DefaultPriority;
        text = text[(end + 1)..];
        return value;
    }

    static void ReadModern(ReadOnlySpan<byte> text, ref SyslogMessage message)
    {
        message.Time = LogTime.TryParse(Word(ref text), out var time) ? time : null;
        message.Host = Given(Word(ref text));
        message.App = Given(Word(ref text));
        message.ProcessId = Given(Word(ref text));
        message.MessageId = Given(Word(ref text));
        var end = StructuredDataEnd(text);
        message.StructuredData = Given(text[..end]);
        text = text[end..];
        message.Text = text.StartsWith(" "u8) ? text[1..] : text;
        if (message.Text.StartsWith("\uFEFF"u8))
            message.Text = message.Text[3..];
    }

    static ReadOnlySpan<byte> Word(scoped ref ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf((byte)' ');
        var word = end < 0 ? text : text[..end];
        text = end < 0 ? [] : text[(end + 1)..];
        return word;
    }

    static ReadOnlySpan<byte> Given(ReadOnlySpan<byte> word) => word.SequenceEqual("-"u8) ? [] : word;

    /// <summary>Where the structured data ends: behind its last bracket that is neither quoted nor escaped.</summary>
    static int StructuredDataEnd(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text[0] == '-')
            return Math.Min(1, text.Length);
        var (quoted, at) = (false, 0);
        while (at < text.Length && (at > 0 || text[0] == '['))
        {
            switch (text[at++])
            {
                case (byte)'\\' when quoted:
                    at++;
                    break;
                case (byte)'"':
                    quoted = !quoted;
                    break;
                case (byte)']' when !quoted && (at == text.Length || text[at] != '['):
                    return at;
            }
        }

        // Brackets that do not close are no structured data but the text.
        return 0;
    }

    void ReadLegacy(ReadOnlySpan<byte> text, ref SyslogMessage message)
    {
        var hasTime = TryLegacyTime(ref text, out var time);
        message.Time = hasTime ? time : null;
        // Without a time nobody knows whether the first word is a host: RFC 3164 calls all of it content.
        if (hasTime && !LooksLikeTag(text))
            message.Host = Word(ref text);
        ReadTag(ref text, ref message);
        message.Text = text;
    }

    bool TryLegacyTime(ref ReadOnlySpan<byte> text, out long unixNano)
    {
        // Many send a time as in RFC 3339 in the old frame.
        var word = text.IndexOf((byte)' ');
        if (word > 16 && LogTime.TryParse(text[..word], out unixNano))
        {
            text = text[(word + 1)..];
            return true;
        }

        return LegacyTime.TryRead(ref text, zone, time, out unixNano);
    }

    /// <summary>Whether the first word ends in a colon or a process id: then it is the tag, and there is no host.</summary>
    static bool LooksLikeTag(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf((byte)' ');
        var word = end < 0 ? text : text[..end];
        return word.EndsWith(":"u8) || (word.EndsWith("]"u8) && word.Contains((byte)'['));
    }

    static void ReadTag(ref ReadOnlySpan<byte> text, ref SyslogMessage message)
    {
        var length = 0;
        while (length < text.Length && length <= MaxTagBytes && text[length] is > (byte)' ' and not ((byte)'[' or (byte)':'))
            length++;
        if (length is 0 or > MaxTagBytes || length == text.Length)
            return;
        var rest = text[length..];
        ReadOnlySpan<byte> processId = default;
        if (rest[0] == '[' && rest.IndexOf((byte)']') is > 0 and var end)
        {
            processId = rest[1..end];
            rest = rest[(end + 1)..];
        }

        if (rest.IsEmpty || rest[0] != ':')
            return;
        message.App = text[..length];
        message.ProcessId = processId;
        text = rest[1..].TrimStart((byte)' ');
    }
}
