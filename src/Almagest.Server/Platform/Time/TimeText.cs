using System.Globalization;
using System.Text.RegularExpressions;
using Almagest.Model;

namespace Almagest.Server.Platform.Time;

/// <summary>Reads the moments people and pages write: <c>now</c>, <c>now-15m</c>, RFC 3339, or milliseconds since 1970.</summary>
public static partial class TimeText
{
    /// <summary>The moment <paramref name="text"/> names.</summary>
    /// <param name="name">The parameter, for the error.</param>
    /// <param name="text">What was written.</param>
    /// <param name="now">What <c>now</c> means.</param>
    /// <exception cref="UserErrorException">The text names no moment.</exception>
    public static DateTimeOffset Parse(string name, string text, DateTimeOffset now)
    {
        if (Relative().Match(text) is { Success: true } relative)
            return relative.Groups[1].Success ? now - Amount(relative) : now;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var millis)
            && millis is > -62135596800000 and < 253402300800000)
            return DateTimeOffset.FromUnixTimeMilliseconds(millis);
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment))
            return moment;
        throw new UserErrorException(UserErrorKind.Invalid, "invalid_time",
            $"{name} \"{text}\" is not a time: expected now, now-15m, RFC 3339 such as 2026-11-20T10:00:00Z, or milliseconds since 1970");
    }

    static TimeSpan Amount(Match relative)
    {
        var amount = double.Parse(relative.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        var seconds = amount * relative.Groups[2].Value switch { "s" => 1, "m" => 60, "h" => 3600, "d" => 86_400, _ => 604_800 };
        return TimeSpan.FromSeconds(Math.Min(seconds, 3_650L * 86_400));
    }

    [GeneratedRegex(@"^now(?:-(\d{1,9})([smhdw]))?$")]
    private static partial Regex Relative();
}
