using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Almagest.Server.Ingest.Logs;

/// <summary>Reads the times senders of lines write, into nanoseconds since 1970.</summary>
static class LogTime
{
    const long NanosPerSecond = 1_000_000_000;
    const int FractionDigits = 9;

    // A number of so many seconds is the year 2286; larger ones are milliseconds, and so on by thousands.
    const long MaxSeconds = 10_000_000_000;

    // Hot path: per line.
    /// <summary>
    /// Reads a time as in RFC 3339, where a space may stand for the T and the offset may be missing (UTC then), with up to nine digits behind
    /// the point or comma; or a number of seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by its size.
    /// </summary>
    internal static bool TryParse(ReadOnlySpan<byte> text, out long unixNano) =>
        text.Length >= 16 && text[4] == '-' ? TryCalendar(text, out unixNano) : TryNumber(text, out unixNano);

    static bool TryCalendar(ReadOnlySpan<byte> text, out long unixNano)
    {
        unixNano = 0;
        if (!TryDigits(text, 0, 4, out var year) || !TryDigits(text, 5, 2, out var month) || !TryDigits(text, 8, 2, out var day)
            || !TryDigits(text, 11, 2, out var hour) || !TryDigits(text, 14, 2, out var minute)
            || text[7] != '-' || text[10] is not ((byte)'T' or (byte)'t' or (byte)' ') || text[13] != ':')
            return false;
        var at = 16;
        var second = 0;
        if (at < text.Length && text[at] == ':')
        {
            if (!TryDigits(text, 17, 2, out second))
                return false;
            at = 19;
        }

        var nanos = Fraction(text, ref at);
        if (nanos < 0 || !TryOffset(text[at..], out var offset) || year is < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)
            || hour > 23 || minute > 59 || second > 60)
            return false;
        var days = (new DateTime(year, month, day) - DateTime.UnixEpoch).Days;
        return TryCompose((((((days * 24L) + hour) * 60) + minute) * 60) + second - offset, nanos, out unixNano);
    }

    /// <summary>Nanoseconds behind a point; further digits are cut; -1 when there is a point but no digit.</summary>
    static int Fraction(ReadOnlySpan<byte> text, ref int at)
    {
        if (at >= text.Length || text[at] is not ((byte)'.' or (byte)','))
            return 0;
        var start = ++at;
        var nanos = 0;
        for (; at < text.Length && char.IsAsciiDigit((char)text[at]); at++)
            nanos = at - start < FractionDigits ? (nanos * 10) + text[at] - '0' : nanos;
        for (var i = at - start; i < FractionDigits; i++)
            nanos *= 10;
        return at == start ? -1 : nanos;
    }

    static bool TryOffset(ReadOnlySpan<byte> text, out int seconds)
    {
        seconds = 0;
        text = text.TrimStart((byte)' ');
        if (text.IsEmpty || (text.Length == 1 && text[0] is (byte)'Z' or (byte)'z') || text.SequenceEqual("UTC"u8))
            return true;
        if (text[0] is not ((byte)'+' or (byte)'-') || !TryDigits(text, 1, 2, out var hours))
            return false;
        var minutes = 0;
        if (text.Length > 3 && !TryDigits(text, text[3] == ':' ? 4 : 3, 2, out minutes))
            return false;
        seconds = ((hours * 60) + minutes) * 60 * (text[0] == '-' ? -1 : 1);
        return text.Length <= 6 && hours < 24 && minutes < 60;
    }

    static bool TryNumber(ReadOnlySpan<byte> text, out long unixNano)
    {
        unixNano = 0;
        if (Utf8Parser.TryParse(text, out long number, out var read) && read == text.Length)
            return TryInteger(number, out unixNano);
        // A fraction of seconds; a double would lose the nanoseconds.
        return decimal.TryParse(Encoding.ASCII.GetString(text), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && Math.Abs(value) < MaxSeconds && TryCompose((long)Math.Floor(value), (int)((value - Math.Floor(value)) * NanosPerSecond), out unixNano);
    }

    static bool TryInteger(long number, out long unixNano)
    {
        var size = number == long.MinValue ? long.MaxValue : Math.Abs(number);
        var perUnit = size switch
        {
            < MaxSeconds => NanosPerSecond,
            < MaxSeconds * 1_000 => 1_000_000,
            < MaxSeconds * 1_000_000 => 1_000,
            _ => 1,
        };
        var nanos = (Int128)number * perUnit;
        unixNano = (long)Int128.Clamp(nanos, long.MinValue, long.MaxValue);
        return unixNano == nanos;
    }

    static bool TryCompose(long seconds, int nanos, out long unixNano)
    {
        var whole = ((Int128)seconds * NanosPerSecond) + nanos;
        unixNano = (long)Int128.Clamp(whole, long.MinValue, long.MaxValue);
        return unixNano == whole;
    }

    static bool TryDigits(ReadOnlySpan<byte> text, int at, int count, out int value)
    {
        value = 0;
        if (at + count > text.Length)
            return false;
        for (var i = at; i < at + count; i++)
        {
            if (!char.IsAsciiDigit((char)text[i]))
                return false;
            value = (value * 10) + text[i] - '0';
        }

        return true;
    }
}
