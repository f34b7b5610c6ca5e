using System.Globalization;
using System.Text;
using Almagest.Query.PromQL.Values;

namespace Almagest.Query.PromQL.Syntax;

/// <summary>Numbers and durations as PromQL writes them: those of Go's literals, and <c>1h30m</c>.</summary>
public static class PromQlNumbers
{
    /// <summary>The longest duration, seconds: 2^63 nanoseconds, about 292 years.</summary>
    public const double MaxDurationSeconds = 9223372036.854775808;

    static readonly (string Unit, long Ms, bool Exact)[] Units =
    [
        ("y", 365L * 86_400_000, true), ("w", 7L * 86_400_000, true), ("d", 86_400_000, false), ("h", 3_600_000, false), ("m", 60_000, false), ("s", 1000, false), ("ms", 1, false),
    ];

    /// <summary>The value of a number token. Integers may be hexadecimal, or octal after a leading zero; digits may be parted by underscores.</summary>
    /// <exception cref="FormatException">Malformed or too large, in Go's words.</exception>
    public static double ParseNumber(string text)
    {
        var digits = text.Replace("_", "", StringComparison.Ordinal);
        if (digits.Equals("inf", StringComparison.OrdinalIgnoreCase))
            return double.PositiveInfinity;
        if (digits.Equals("nan", StringComparison.OrdinalIgnoreCase))
            return double.NaN;
        if (digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
            return long.TryParse(digits.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex) && hex >= 0 ? hex : throw Fault(text, "invalid syntax");
        if (digits.Length > 1 && digits[0] == '0' && digits.AsSpan().IndexOfAnyExceptInRange('0', '7') < 0 && digits.Length <= 21)
            return Convert.ToInt64(digits, 8);
        if (long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var whole))
            return whole;
        if (!double.TryParse(digits, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var value))
            throw Fault(text, "invalid syntax");
        return double.IsFinite(value) ? value : throw Fault(text, "value out of range");
    }

    /// <summary>Milliseconds of a duration such as <c>1h30m</c>: units from large to small, each once.</summary>
    /// <exception cref="FormatException">Malformed or longer than 292 years, in Prometheus' words.</exception>
    public static long ParseDuration(string text)
    {
        if (text.Length == 0)
            throw new FormatException("empty duration string");
        if (text == "0")
            return 0;
        var (total, last) = (0L, -1);
        for (var at = 0; at < text.Length;)
        {
            var number = text.AsSpan(at)[..Run(text, at, digits: true)];
            var unit = text.Substring(at + number.Length, Run(text, at + number.Length, digits: false));
            if (unit.Length == 0 || !ulong.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
                throw NotValid(text);
            var index = Array.FindIndex(Units, row => row.Unit == unit);
            if (index < 0)
                throw new FormatException($"unknown unit {GoText.Quote(unit)} in duration {GoText.Quote(text)}");
            if (index <= last)
                throw NotValid(text);
            (last, at) = (index, at + number.Length + unit.Length);
            if (count > (ulong)(long.MaxValue / 1_000_000 / Units[index].Ms) || (total += (long)count * Units[index].Ms) > long.MaxValue / 1_000_000)
                throw new FormatException("duration out of range");
        }

        return total;
    }

    /// <summary>A duration in its shortest whole units, such as <c>1h30m</c>; years and weeks only when nothing remains.</summary>
    public static string FormatDuration(long ms)
    {
        if (ms == 0)
            return "0s";
        var text = new StringBuilder(ms < 0 ? "-" : "");
        ms = Math.Abs(ms);
        foreach (var (unit, size, exact) in Units)
        {
            if ((exact && ms % size != 0) || ms < size)
                continue;
            text.Append(CultureInfo.InvariantCulture, $"{ms / size}{unit}");
            ms %= size;
        }

        return text.ToString();
    }

    /// <summary>A number in plain digits without an exponent, as few as tell it from all others.</summary>
    public static string Format(double value)
    {
        Span<byte> text = stackalloc byte[NumberText.LongestPlain];
        return Encoding.ASCII.GetString(text[..NumberText.WritePlain(value, text)]);
    }

    /// <summary>Whole milliseconds of seconds, cut as Prometheus cuts its nanoseconds.</summary>
    public static long ToMs(double seconds) => (long)Math.Round(seconds * 1e9, MidpointRounding.AwayFromZero) / 1_000_000;

    static int Run(string text, int from, bool digits)
    {
        var end = from;
        while (end < text.Length && char.IsAsciiDigit(text[end]) == digits)
            end++;
        return end - from;
    }

    static FormatException NotValid(string text) => new($"not a valid duration string: {GoText.Quote(text)}");

    static FormatException Fault(string text, string what) => new($"error parsing number: strconv.ParseFloat: parsing {GoText.Quote(text)}: {what}");
}
