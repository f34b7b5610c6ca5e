using System.Buffers;
using System.Globalization;
using System.Text;
using Almagest.Query.PromQL.Syntax;

namespace Almagest.Query.LogQL.Literals;

/// <summary>Durations as Go reads and prints them (https://pkg.go.dev/time#ParseDuration), in nanoseconds.</summary>
public static class GoDurations
{
    static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    static readonly Dictionary<string, long> Units = new()
    {
        ["ns"] = 1, ["us"] = 1000, ["µs"] = 1000, ["μs"] = 1000, ["ms"] = 1_000_000, ["s"] = 1_000_000_000, ["m"] = 60_000_000_000, ["h"] = 3_600_000_000_000,
    };

    /// <summary>Nanoseconds of <c>1h15m30.5s</c> and the like.</summary>
    /// <exception cref="FormatException">It is no duration; with Go's message.</exception>
    public static long Parse(string text) => TryParse(text, out var nanos, out var fault) ? nanos : throw new FormatException(fault);

    /// <summary>The same without an exception.</summary>
    public static bool TryParse(string text, out long nanos, out string fault)
    {
        (nanos, fault) = (0, $"time: invalid duration {GoText.Quote(text)}");
        var rest = text.AsSpan();
        var negative = rest.Length > 0 && rest[0] == '-';
        if (rest.Length > 0 && rest[0] is '-' or '+')
            rest = rest[1..];
        if (rest is "0")
            return true;
        if (rest.Length == 0)
            return false;
        var total = 0m;
        while (rest.Length > 0)
        {
            var digits = rest.IndexOfAnyExcept(Digits);
            var number = digits < 0 ? rest : rest[..digits];
            if (number.Length == 0 || number is "." || !decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count))
                return false;
            rest = rest[number.Length..];
            var end = rest.IndexOfAny(Digits);
            var unit = (end < 0 ? rest : rest[..end]).ToString();
            if (unit.Length == 0)
            {
                fault = $"time: missing unit in duration {GoText.Quote(text)}";
                return false;
            }

            if (!Units.TryGetValue(unit, out var size))
            {
                fault = $"time: unknown unit {GoText.Quote(unit)} in duration {GoText.Quote(text)}";
                return false;
            }

            if (count > long.MaxValue / size || (total += Math.Truncate(count * size)) > long.MaxValue)
                return false;
            rest = rest[unit.Length..];
        }

        nanos = (long)(negative ? -total : total);
        return true;
    }

    /// <summary>The form Go prints: <c>1h15m30.5s</c>, <c>250ms</c>, <c>0s</c>.</summary>
    public static string Format(long nanos)
    {
        if (nanos == 0)
            return "0s";
        var sign = nanos < 0 ? "-" : "";
        var left = (ulong)Math.Abs((decimal)nanos);
        if (left < 1_000_000_000)
        {
            var (size, unit) = left < 1000 ? (1m, "ns") : left < 1_000_000 ? (1000m, "µs") : (1_000_000m, "ms");
            return string.Create(CultureInfo.InvariantCulture, $"{sign}{left / size:0.#########}{unit}");
        }

        var text = new StringBuilder(sign);
        var (hours, minutes) = (left / 3_600_000_000_000, left / 60_000_000_000 % 60);
        if (hours > 0)
            text.Append(CultureInfo.InvariantCulture, $"{hours}h");
        if (hours > 0 || minutes > 0)
            text.Append(CultureInfo.InvariantCulture, $"{minutes}m");
        return text.Append(CultureInfo.InvariantCulture, $"{left % 60_000_000_000 / 1_000_000_000m:0.#########}s").ToString();
    }
}
