using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Almagest.Server.Ingest.Scrape.Configuration;

/// <summary>Durations as Prometheus writes them: <c>1h30m</c>, <c>15s</c>, <c>500ms</c>; units once each, from years down.</summary>
static partial class PrometheusDuration
{
    static readonly (string Unit, double Milliseconds)[] Units =
        [("y", 365 * 86_400_000.0), ("w", 7 * 86_400_000.0), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)];

    /// <exception cref="ConfigException">It is no duration.</exception>
    internal static TimeSpan Parse(string text)
    {
        if (text == "0")
            return TimeSpan.Zero;
        if (text.Length == 0)
            throw new ConfigException("empty duration string");
        if (Form().Match(text) is not { Success: true } match)
            throw new ConfigException($"not a valid duration string: \"{text}\"");
        var total = 0.0;
        for (var i = 0; i < Units.Length; i++)
        {
            if (match.Groups[i + 1] is { Success: true } group)
                total += double.Parse(group.ValueSpan, CultureInfo.InvariantCulture) * Units[i].Milliseconds;
        }

        return TimeSpan.FromMilliseconds(total);
    }

    internal static string Write(TimeSpan duration)
    {
        var left = (long)duration.TotalMilliseconds;
        if (left == 0)
            return "0s";
        var text = new StringBuilder();
        foreach (var (unit, size) in Units)
        {
            // Years and weeks are written only when nothing is left over, as Prometheus does.
            if (left < size || (unit is "y" or "w" && left % (long)size != 0))
                continue;
            text.Append(left / (long)size).Append(unit);
            left %= (long)size;
        }

        return text.ToString();
    }

    [GeneratedRegex(@"^(?:([0-9]+)y)?(?:([0-9]+)w)?(?:([0-9]+)d)?(?:([0-9]+)h)?(?:([0-9]+)m)?(?:([0-9]+)s)?(?:([0-9]+)ms)?$")]
    private static partial Regex Form();
}
