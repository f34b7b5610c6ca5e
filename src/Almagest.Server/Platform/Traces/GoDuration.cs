using System.Globalization;
using System.Text.RegularExpressions;

namespace Almagest.Server.Platform.Traces;

/// <summary>Durations as Go writes them: <c>1h15m</c>, <c>1.5s</c>, <c>100us</c> (https://pkg.go.dev/time#ParseDuration), days besides.</summary>
static partial class GoDuration
{
    static readonly Dictionary<string, double> Units = new()
    {
        ["ns"] = 1, ["us"] = 1e3, ["µs"] = 1e3, ["μs"] = 1e3, ["ms"] = 1e6, ["s"] = 1e9, ["m"] = 60e9, ["h"] = 3600e9, ["d"] = 86_400e9,
    };

    /// <summary>Nanoseconds; null when the text is no duration.</summary>
    internal static long? Parse(string text)
    {
        if (text == "0")
            return 0;
        var match = Pattern().Match(text);
        if (!match.Success)
            return null;
        var nano = match.Groups[1].Captures.Zip(match.Groups[2].Captures)
            .Sum(static p => double.Parse(p.First.ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture) * Units[p.Second.Value]);
        return nano < long.MaxValue ? (long)Math.Round(nano) : null;
    }

    [GeneratedRegex(@"^(?:(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h|d))+$")]
    private static partial Regex Pattern();
}
