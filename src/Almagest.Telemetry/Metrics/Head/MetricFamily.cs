namespace Almagest.Telemetry.Metrics.Head;

/// <summary>Names of metric families: the series of a histogram or summary carry suffixes.</summary>
static class MetricFamily
{
    static readonly string[] Suffixes = ["_bucket", "_count", "_sum"];

    /// <summary>The family of a series' metric.</summary>
    internal static string NameOf(string metric, string type)
    {
        if (type is not ("histogram" or "summary"))
            return metric;
        var suffix = Suffixes.FirstOrDefault(s => metric.EndsWith(s, StringComparison.Ordinal));
        return suffix is null ? metric : metric[..^suffix.Length];
    }
}
