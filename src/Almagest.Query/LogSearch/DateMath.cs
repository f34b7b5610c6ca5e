using System.Globalization;
using System.Text.RegularExpressions;

namespace Almagest.Query.LogSearch;

/// <summary>
/// Moments as Elasticsearch writes them (https://www.elastic.co/docs/reference/elasticsearch/rest-apis/common-options#date-math): <c>now</c> or a date,
/// the date followed by <c>||</c>, then any of <c>+1h</c>, <c>-2d</c>, <c>/d</c>; or milliseconds since 1970. Units are y M w d h H m s.
/// </summary>
public static partial class DateMath
{
    static readonly string[] Formats =
        ["yyyy", "yyyy-MM", "yyyy-MM-dd", "yyyy-MM-dd'T'HH", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF",
         "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFFF"];

    /// <summary>The moment a text names; null when it names none.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="now">What <c>now</c> means.</param>
    /// <param name="end">Take the last moment (100 ns before the next) of what is rounded or written without its smaller parts, instead of the first.</param>
    public static DateTimeOffset? Parse(string text, DateTimeOffset now, bool end)
    {
        var isNow = text.StartsWith("now", StringComparison.Ordinal);
        var anchor = isNow ? -1 : text.IndexOf("||", StringComparison.Ordinal);
        var math = isNow ? text[3..] : anchor >= 0 ? text[(anchor + 2)..] : "";
        try
        {
            // A date with arithmetic is its first moment; without, what it leaves out is filled up.
            var moment = isNow ? now : Date(anchor >= 0 ? text[..anchor] : text, end && math.Length == 0);
            return moment is { } begin && Steps().Match(math) is { Success: true } steps ? Apply(begin, steps.Groups[1].Captures, end) : null;
        }
        catch (ArgumentOutOfRangeException)
        {
            // The calendar ends in the year 9999.
            return null;
        }
    }

    static DateTimeOffset? Date(string text, bool end)
    {
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (text.Length > 4 && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var millis))
            return DateTimeOffset.FromUnixTimeMilliseconds(millis);
        if (Zone().Match(text) is { Success: true } zone && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out var zoned))
            return end ? End(zoned, text[..zone.Index]) : zoned;
        return DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, Utc, out var moment) ? end ? End(moment, text) : moment : null;
    }

    static DateTimeOffset End(DateTimeOffset start, string written) => written.Length switch
    {
        4 => start.AddYears(1).AddTicks(-1),
        7 => start.AddMonths(1).AddTicks(-1),
        10 => start.AddDays(1).AddTicks(-1),
        13 => start.AddHours(1).AddTicks(-1),
        16 => start.AddMinutes(1).AddTicks(-1),
        19 => start.AddSeconds(1).AddTicks(-1),
        23 => start.AddMilliseconds(1).AddTicks(-1),
        _ => start,
    };

    static DateTimeOffset Apply(DateTimeOffset moment, CaptureCollection steps, bool end)
    {
        foreach (var step in steps.Select(static s => s.Value))
        {
            if (step[0] == '/')
            {
                var floor = Floor(moment, step[1]);
                moment = end ? Add(floor, step[1], 1).AddTicks(-1) : floor;
                continue;
            }

            var count = step.Length == 2 ? 1 : int.Parse(step.AsSpan(1, step.Length - 2), CultureInfo.InvariantCulture);
            moment = Add(moment, step[^1], step[0] == '-' ? -count : count);
        }

        return moment;
    }

    static DateTimeOffset Add(DateTimeOffset moment, char unit, int count) => unit switch
    {
        'y' => moment.AddYears(count),
        'M' => moment.AddMonths(count),
        'w' => moment.AddDays(7L * count),
        'd' => moment.AddDays(count),
        'h' or 'H' => moment.AddHours(count),
        'm' => moment.AddMinutes(count),
        _ => moment.AddSeconds(count),
    };

    static DateTimeOffset Floor(DateTimeOffset moment, char unit)
    {
        var day = new DateTimeOffset(moment.UtcDateTime.Date, TimeSpan.Zero);
        return unit switch
        {
            'y' => day.AddDays(1 - day.DayOfYear),
            'M' => day.AddDays(1 - day.Day),
            // Weeks begin on Monday.
            'w' => day.AddDays(-(((int)day.DayOfWeek + 6) % 7)),
            'd' => day,
            'h' or 'H' => day.AddHours(moment.UtcDateTime.Hour),
            'm' => day.AddHours(moment.UtcDateTime.Hour).AddMinutes(moment.UtcDateTime.Minute),
            _ => day.AddSeconds(Math.Floor(moment.UtcDateTime.TimeOfDay.TotalSeconds)),
        };
    }

    [GeneratedRegex(@"^((?:[+-]\d{0,9}[yMwdhHms])|(?:/[yMwdhHms]))*$")]
    private static partial Regex Steps();

    [GeneratedRegex(@"(?<=T.*)(Z|[+-]\d\d:?\d\d)$")]
    private static partial Regex Zone();
}
