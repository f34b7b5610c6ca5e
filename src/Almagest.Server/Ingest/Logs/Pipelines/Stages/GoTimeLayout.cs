using System.Globalization;
using System.Text.RegularExpressions;

namespace Almagest.Server.Ingest.Logs.Pipelines.Stages;

/// <summary>
/// Reads times by a layout of Go's package time: the moment Mon Jan 2 15:04:05 MST 2006 written as the times are
/// (https://pkg.go.dev/time#pkg-constants).
/// </summary>
sealed partial class GoTimeLayout
{
    const long NanosPerSecond = 1_000_000_000;

    static readonly Dictionary<string, string> Named = new()
    {
        ["ANSIC"] = "Mon Jan _2 15:04:05 2006",
        ["UnixDate"] = "Mon Jan _2 15:04:05 MST 2006",
        ["RubyDate"] = "Mon Jan 02 15:04:05 -0700 2006",
        ["RFC822"] = "02 Jan 06 15:04 MST",
        ["RFC822Z"] = "02 Jan 06 15:04 -0700",
        ["RFC850"] = "Monday, 02-Jan-06 15:04:05 MST",
        ["RFC1123"] = "Mon, 02 Jan 2006 15:04:05 MST",
        ["RFC1123Z"] = "Mon, 02 Jan 2006 15:04:05 -0700",
        ["RFC3339"] = "2006-01-02T15:04:05Z07:00",
        ["RFC3339Nano"] = "2006-01-02T15:04:05.999999999Z07:00",
    };

    // Longer layouts first: 2006 before 2, January before Jan.
    static readonly (string Token, string Pattern)[] Tokens =
    [
        ("2006", @"(?<year>\d{4})"), ("January", @"(?<month>[A-Za-z]+)"), ("Jan", @"(?<month>[A-Za-z]{3})"), ("Monday", "[A-Za-z]+"), ("Mon", "[A-Za-z]{3}"),
        ("MST", "(?<name>[A-Z]{3,5})"), ("Z07:00", @"(?<offset>Z|[+-]\d{2}:\d{2})"), ("Z0700", @"(?<offset>Z|[+-]\d{4})"), ("-07:00", @"(?<offset>[+-]\d{2}:\d{2})"),
        ("-0700", @"(?<offset>[+-]\d{4})"), ("-07", @"(?<offset>[+-]\d{2})"), ("01", @"(?<month>\d{2})"), ("02", @"(?<day>\d{2})"), ("_2", @" ?(?<day>\d{1,2})"), ("03", @"(?<hour>\d{2})"),
        ("04", @"(?<minute>\d{2})"), ("05", @"(?<second>\d{2})"), ("06", @"(?<short>\d{2})"), ("15", @"(?<hour>\d{1,2})"), ("PM", "(?<half>[AP]M)"), ("pm", "(?<half>[ap]m)"),
        ("1", @"(?<month>\d{1,2})"), ("2", @"(?<day>\d{1,2})"), ("3", @"(?<hour>\d{1,2})"), ("4", @"(?<minute>\d{1,2})"), ("5", @"(?<second>\d{1,2})"),
    ];

    readonly Regex? _layout;
    readonly long _nanosPerUnit;

    GoTimeLayout(Regex? layout, long nanosPerUnit) => (_layout, _nanosPerUnit) = (layout, nanosPerUnit);

    /// <summary>The layout; null when it has no part of a time.</summary>
    internal static GoTimeLayout? Parse(string format) => format switch
    {
        "Unix" => new GoTimeLayout(null, NanosPerSecond),
        "UnixMs" => new GoTimeLayout(null, 1_000_000),
        "UnixUs" => new GoTimeLayout(null, 1_000),
        "UnixNs" => new GoTimeLayout(null, 1),
        _ => ToRegex(Named.GetValueOrDefault(format, format)),
    };

    /// <summary>Reads a time; without a year it is the one that puts it nearest before now, without an offset it is of the zone.</summary>
    internal bool TryRead(string text, TimeZoneInfo zone, TimeProvider time, out long unixNano)
    {
        unixNano = 0;
        if (_layout is null)
            return TryUnix(text, out unixNano);
        return _layout.Match(text) is { Success: true } match && TryCompose(match, zone, time, out unixNano);
    }

    bool TryUnix(string text, out long unixNano)
    {
        unixNano = 0;
        if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || Math.Abs(number) > long.MaxValue / _nanosPerUnit)
            return false;
        unixNano = (long)(number * _nanosPerUnit);
        return true;
    }

    static GoTimeLayout? ToRegex(string format)
    {
        var pattern = new System.Text.StringBuilder("^");
        var parts = 0;
        for (var at = 0; at < format.Length;)
        {
            if (Fraction().Match(format, at) is { Success: true } fraction)
            {
                // Nines may be missing in the time, noughts may not; Go reads a fraction behind the seconds in any case.
                pattern.Append(@"(?:[.,](?<fraction>\d+))?");
                at += fraction.Length;
                continue;
            }

            var token = Array.Find(Tokens, t => string.CompareOrdinal(format, at, t.Token, 0, t.Token.Length) == 0);
            if (token.Token is null)
            {
                pattern.Append(Regex.Escape(format[at++].ToString()));
                continue;
            }

            pattern.Append(token.Pattern);
            at += token.Token.Length;
            parts++;
            if (token.Token is "05" or "5" && !Fraction().IsMatch(format, Math.Min(at, format.Length)))
                pattern.Append(@"(?:[.,](?<fraction>\d+))?");
        }

        return parts == 0 ? null : new GoTimeLayout(new Regex(pattern.Append('$').ToString(), RegexOptions.CultureInvariant), 0);
    }

    static bool TryCompose(Match match, TimeZoneInfo zone, TimeProvider time, out long unixNano)
    {
        unixNano = 0;
        var now = time.GetUtcNow();
        var hasYear = match.Groups["year"].Success || match.Groups["short"].Success;
        var year = match.Groups["short"].Success ? Short(Number(match, "short", 0)) : Number(match, "year", now.Year);
        var (month, day) = (Month(match), Number(match, "day", 1));
        var (hour, minute, second) = (Hour(match), Number(match, "minute", 0), Number(match, "second", 0));
        if (year is < 1 or > 9999 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59)
            return false;
        var local = new DateTime(year, month, day, hour, minute, second);
        // What seems to be more than a day ahead is of last year.
        if (!hasYear && local > now.UtcDateTime.AddDays(1) && !(month == 2 && day == 29))
            local = local.AddYears(-1);
        var offset = match.Groups["offset"].Success ? Offset(match.Groups["offset"].Value)
            : match.Groups["name"].Value is "UTC" or "GMT" ? TimeSpan.Zero : zone.GetUtcOffset(local);
        var seconds = (long)(local - DateTime.UnixEpoch - offset).TotalSeconds;
        var nanos = match.Groups["fraction"].Success ? long.Parse(match.Groups["fraction"].Value.PadRight(9, '0')[..9], CultureInfo.InvariantCulture) : 0;
        if (Math.Abs(seconds) >= long.MaxValue / NanosPerSecond)
            return false;
        unixNano = (seconds * NanosPerSecond) + nanos;
        return true;
    }

    static int Number(Match match, string group, int absent) => match.Groups[group].Success ? int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture) : absent;

    static int Short(int year) => year >= 69 ? 1900 + year : 2000 + year;

    static int Month(Match match)
    {
        var text = match.Groups["month"].Value;
        if (text.Length == 0 || char.IsAsciiDigit(text[0]))
            return Number(match, "month", 1);
        var format = CultureInfo.InvariantCulture.DateTimeFormat;
        return 1 + Array.FindIndex(text.Length == 3 ? format.AbbreviatedMonthNames : format.MonthNames, name => name.Equals(text, StringComparison.OrdinalIgnoreCase));
    }

    static int Hour(Match match)
    {
        var hour = Number(match, "hour", 0);
        if (!match.Groups["half"].Success)
            return hour;
        return (hour % 12) + (match.Groups["half"].Value is "PM" or "pm" ? 12 : 0);
    }

    static TimeSpan Offset(string text)
    {
        if (text == "Z")
            return TimeSpan.Zero;
        var digits = text[1..].Replace(":", "", StringComparison.Ordinal).PadRight(4, '0');
        var offset = new TimeSpan(int.Parse(digits[..2], CultureInfo.InvariantCulture), int.Parse(digits[2..], CultureInfo.InvariantCulture), 0);
        return text[0] == '-' ? -offset : offset;
    }

    [GeneratedRegex(@"\G[.,](?:0+|9+)(?!\d)")]
    private static partial Regex Fraction();
}
