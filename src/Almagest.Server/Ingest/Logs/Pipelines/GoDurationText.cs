using System.Globalization;
using System.Text.RegularExpressions;

namespace Almagest.Server.Ingest.Logs.Pipelines;

/// <summary>Durations as Go writes them: <c>1h30m</c>, <c>250ms</c>; days and weeks too, as Prometheus has them.</summary>
static partial class GoDurationText
{
    /// <summary>The duration; null when it is none.</summary>
    internal static TimeSpan? Parse(string text)
    {
        if (text == "0")
            return TimeSpan.Zero;
        if (!Whole().IsMatch(text))
            return null;
        var seconds = 0.0;
        foreach (Match part in Part().Matches(text))
        {
            seconds += double.Parse(part.Groups[1].ValueSpan, CultureInfo.InvariantCulture) * part.Groups[2].Value switch
            {
                "ns" => 1e-9,
                "us" or "µs" => 1e-6,
                "ms" => 1e-3,
                "s" => 1,
                "m" => 60,
                "h" => 3600,
                "d" => 86_400,
                _ => 604_800,
            };
        }

        return TimeSpan.FromSeconds(seconds);
    }

    [GeneratedRegex(@"^(\d+(\.\d+)?(ns|us|µs|ms|s|m|h|d|w))+$")]
    private static partial Regex Whole();

    [GeneratedRegex(@"(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h|d|w)")]
    private static partial Regex Part();
}
