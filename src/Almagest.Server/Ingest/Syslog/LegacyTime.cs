namespace Almagest.Server.Ingest.Syslog;

/// <summary>Times of RFC 3164, <c>Nov  5 08:15:30</c>, also with a year or a fraction as routers write them.</summary>
static class LegacyTime
{
    static readonly string[] Months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

    // Hot path: per message.
    /// <summary>Takes a time off the text; false, and nothing taken, when there is none.</summary>
    internal static bool TryRead(ref ReadOnlySpan<byte> text, TimeZoneInfo zone, TimeProvider time, out long unixNano)
    {
        unixNano = 0;
        var rest = text;
        // Routers put a star or a dot before a time they are not sure of.
        rest = rest.TrimStart("*."u8);
        var month = Month(rest);
        if (month == 0 || rest.Length < 15 || rest[3] != ' ')
            return false;
        rest = rest[4..].TrimStart((byte)' ');
        if (!TryNumber(ref rest, 2, out var day) || !TryTake(ref rest, ' '))
            return false;
        var year = 0;
        if (rest.Length > 5 && rest[4] == ' ' && TryNumber(ref rest, 4, out year))
            rest = rest[1..];
        if (!TryNumber(ref rest, 2, out var hour) || !TryTake(ref rest, ':') || !TryNumber(ref rest, 2, out var minute) || !TryTake(ref rest, ':')
            || !TryNumber(ref rest, 2, out var second))
            return false;
        var nanos = Fraction(ref rest);
        rest = rest.StartsWith(":"u8) ? rest[1..] : rest;
        if (!rest.IsEmpty && !TryTake(ref rest, ' '))
            return false;
        if (!TryCompose(new(year, month, day, hour, minute, second), zone, time, out unixNano))
            return false;
        unixNano += nanos;
        text = rest;
        return true;
    }

    /// <summary>A moment without a year is the latest that is not in the future: messages of December arrive in January.</summary>
    static bool TryCompose(Moment moment, TimeZoneInfo zone, TimeProvider time, out long unixNano)
    {
        var now = time.GetUtcNow();
        for (var year = moment.Year == 0 ? TimeZoneInfo.ConvertTime(now, zone).Year + 1 : moment.Year; ; year--)
        {
            unixNano = 0;
            if (moment.Day < 1 || moment.Hour > 23 || moment.Minute > 59 || moment.Second > 60 || year < 1970)
                return false;
            if (moment.Day > DateTime.DaysInMonth(year, moment.Month))
            {
                // The 29th of February exists in some year.
                if (moment is { Year: 0, Month: 2, Day: 29 })
                    continue;
                return false;
            }

            var local = new DateTime(year, moment.Month, moment.Day, moment.Hour, moment.Minute, Math.Min(moment.Second, 59));
            var utc = new DateTimeOffset(local, zone.GetUtcOffset(local));
            if (moment.Year == 0 && utc > now.AddDays(1))
                continue;
            unixNano = (utc - DateTimeOffset.UnixEpoch).Ticks * 100;
            return true;
        }
    }

    static int Month(ReadOnlySpan<byte> text)
    {
        for (var i = 0; i < Months.Length && text.Length >= 3; i++)
        {
            if (System.Text.Ascii.EqualsIgnoreCase(text[..3], Months[i]))
                return i + 1;
        }

        return 0;
    }

    static long Fraction(ref ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text[0] != '.')
            return 0;
        long nanos = 0, unit = 1_000_000_000;
        for (text = text[1..]; !text.IsEmpty && char.IsAsciiDigit((char)text[0]); text = text[1..])
        {
            unit /= 10;
            nanos += (text[0] - '0') * unit;
        }

        return nanos;
    }

    static bool TryNumber(ref ReadOnlySpan<byte> text, int digits, out int value)
    {
        value = 0;
        var count = 0;
        while (count < digits && count < text.Length && char.IsAsciiDigit((char)text[count]))
            value = (value * 10) + text[count++] - '0';
        text = text[count..];
        return count > 0;
    }

    static bool TryTake(ref ReadOnlySpan<byte> text, char wanted)
    {
        if (text.IsEmpty || text[0] != wanted)
            return false;
        text = text[1..];
        return true;
    }

    readonly record struct Moment(int Year, int Month, int Day, int Hour, int Minute, int Second);
}
