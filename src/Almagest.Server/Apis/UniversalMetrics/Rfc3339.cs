using System.Globalization;

namespace Almagest.Server.Apis.UniversalMetrics;

/// <summary>
/// Times as text to the nanosecond, by RFC 3339 (https://www.rfc-editor.org/rfc/rfc3339#section-5.6). A time without an offset
/// is taken as UTC, because that is what Python's <c>datetime.utcnow().isoformat()</c> means by it.
/// </summary>
static class Rfc3339
{
    const long NanosPerSecond = 1_000_000_000;
    static readonly string[] Forms = ["yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm"];

    /// <summary>Reads a time between 1970 and 2099 into nanoseconds since 1970; false for anything else.</summary>
    internal static bool TryParse(string text, out long unixNano)
    {
        unixNano = 0;
        var (local, offset) = SplitOffset(text);
        if (offset is null) return false;
        var dot = local.IndexOf('.');
        if (!TryFraction(dot < 0 ? "" : local[(dot + 1)..], dot >= 0, out var nanos)) return false;
        var whole = (dot < 0 ? local : local[..dot]).Replace(' ', 'T').Replace('t', 'T');
        if (!DateTime.TryParseExact(whole, Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)) return false;
        var seconds = (long)(time - DateTime.UnixEpoch).TotalSeconds - offset.Value;
        if (seconds < 0 || seconds >= 4_102_444_800) return false;
        unixNano = (seconds * NanosPerSecond) + nanos;
        return true;
    }

    /// <summary>Writes a time in UTC with as many digits as it needs.</summary>
    internal static string Format(long unixNano)
    {
        var (seconds, nanos) = Math.DivRem(unixNano, NanosPerSecond);
        var text = DateTime.UnixEpoch.AddSeconds(seconds).ToString(Forms[0], CultureInfo.InvariantCulture);
        return nanos == 0 ? text + "Z" : text + "." + nanos.ToString("D9", CultureInfo.InvariantCulture).TrimEnd('0') + "Z";
    }

    static (string Local, long? Seconds) SplitOffset(string text)
    {
        if (text.Length == 0) return (text, null);
        if (text[^1] is 'Z' or 'z') return (text[..^1], 0);
        var sign = text.LastIndexOfAny(['+', '-']);
        // A minus within the date is no offset.
        if (sign < 11) return (text, 0);
        var offset = text[(sign + 1)..];
        if (offset.Length != 5 || offset[2] != ':' || !int.TryParse(offset[..2], NumberStyles.None, CultureInfo.InvariantCulture, out var hours)
            || !int.TryParse(offset[3..], NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) || hours > 23 || minutes > 59)
            return (text, null);
        var seconds = (hours * 3600L) + (minutes * 60L);
        return (text[..sign], text[sign] == '-' ? -seconds : seconds);
    }

    static bool TryFraction(string digits, bool present, out long nanos)
    {
        nanos = 0;
        if (!present) return true;
        if (digits.Length is 0 or > 9 || !digits.All(char.IsAsciiDigit)) return false;
        nanos = long.Parse(digits.PadRight(9, '0'), CultureInfo.InvariantCulture);
        return true;
    }
}
