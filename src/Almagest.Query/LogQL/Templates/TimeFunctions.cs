using System.Globalization;
using Almagest.Query.LogQL.Literals;
using static Almagest.Query.LogQL.Templates.TemplateArguments;

namespace Almagest.Query.LogQL.Templates;

/// <summary>Functions on times. The local zone is UTC, as on Loki's servers.</summary>
static class TimeFunctions
{
    static readonly GoTime Zero = new(GoTime.ZeroNano, TimeZoneInfo.Utc);

    internal static IEnumerable<TemplateFunction> All { get; } =
    [
        new("now", 0, 0, static (run, _) => new GoTime(run.Now, TimeZoneInfo.Utc)),
        new("date", 2, 2, static (run, a) => GoTimeLayout.Format(Text(a[0]), Time(run, a[1]))),
        new("toDate", 2, static a => Parse(Text(a[0]), Text(a[1]), TimeZoneInfo.Utc)),
        new("toDateInZone", 3, static a => Parse(Text(a[0]), Text(a[2]), Zone(Text(a[1])))),
        new("unixToTime", 1, static a => FromUnix(Text(a[0]))),
        new("unixEpoch", 1, 1, static (run, a) => Number(Time(run, a[0]).UnixNano, 1_000_000_000)),
        new("unixEpochMillis", 1, 1, static (run, a) => Number(Time(run, a[0]).UnixNano, 1_000_000)),
        new("unixEpochNanos", 1, 1, static (run, a) => Number(Time(run, a[0]).UnixNano, 1)),
    ];

    static GoTime Time(TemplateRun run, object? value) => value switch
    {
        GoTime time => time,
        long seconds => new GoTime(seconds * 1_000_000_000, TimeZoneInfo.Utc),
        _ => new GoTime(run.Now, TimeZoneInfo.Utc),
    };

    // A text that is no such time is Go's zero time, without an error.
    static GoTime Parse(string layout, string text, TimeZoneInfo zone)
    {
        try
        {
            return GoTimeLayout.Parse(layout, text, zone);
        }
        catch (Exception fault) when (fault is FormatException or OverflowException)
        {
            return Zero;
        }
    }

    static TimeZoneInfo Zone(string name) => TimeZoneInfo.TryFindSystemTimeZoneById(name is "Local" or "" ? "UTC" : name, out var zone) ? zone : TimeZoneInfo.Utc;

    // What the number counts is told by its length: days, seconds, milli-, micro- or nanoseconds.
    static GoTime FromUnix(string text)
    {
        long number;
        try
        {
            number = GoNumbers.ParseInt(text);
        }
        catch (FormatException fault)
        {
            throw new FormatException($"unable to parse time '{text}': {fault.Message}", fault);
        }

        long? factor = text.Length switch { 5 => 86_400_000_000_000, 10 => 1_000_000_000, 13 => 1_000_000, 16 => 1000, 19 => 1, _ => null };
        return factor is { } nanos ? new GoTime(checked(number * nanos), TimeZoneInfo.Utc) : throw new FormatException($"unable to parse time '{text}': %!w(<nil>)");
    }

    static string Number(long nanos, long size) => Math.DivRem(nanos, size, out var rest) is var quotient && rest < 0
        ? (quotient - 1).ToString(CultureInfo.InvariantCulture) : quotient.ToString(CultureInfo.InvariantCulture);
}
