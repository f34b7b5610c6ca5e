namespace Almagest.Server.Ingest.Otlp.Metrics;

/// <summary>Units of UCUM (https://ucum.org/ucum) in the words that Prometheus puts into names.</summary>
static class PrometheusUnits
{
    static readonly Dictionary<string, string> Main = new(StringComparer.Ordinal)
    {
        ["d"] = "days", ["h"] = "hours", ["min"] = "minutes", ["s"] = "seconds", ["ms"] = "milliseconds", ["us"] = "microseconds",
        ["ns"] = "nanoseconds", ["By"] = "bytes", ["KiBy"] = "kibibytes", ["MiBy"] = "mebibytes", ["GiBy"] = "gibibytes",
        ["TiBy"] = "tibibytes", ["KBy"] = "kilobytes", ["MBy"] = "megabytes", ["GBy"] = "gigabytes", ["TBy"] = "terabytes",
        ["m"] = "meters", ["V"] = "volts", ["A"] = "amperes", ["J"] = "joules", ["W"] = "watts", ["g"] = "grams",
        ["Cel"] = "celsius", ["Hz"] = "hertz", ["1"] = "", ["%"] = "percent",
    };

    static readonly Dictionary<string, string> Per = new(StringComparer.Ordinal)
    {
        ["s"] = "second", ["m"] = "minute", ["h"] = "hour", ["d"] = "day", ["w"] = "week", ["mo"] = "month", ["y"] = "year",
    };

    /// <summary>The unit before the slash and the one after it; empty where there is none or only an annotation in braces.</summary>
    internal static (string Main, string Per) Translate(string unit)
    {
        var slash = unit.IndexOf('/');
        return slash < 0
            ? (Word(unit, Main), "")
            : (Word(unit[..slash], Main), Word(unit[(slash + 1)..], Per));
    }

    static string Word(string unit, Dictionary<string, string> known)
    {
        unit = unit.Trim();
        if (unit.Contains('{', StringComparison.Ordinal) || unit.Contains('}', StringComparison.Ordinal))
            return "";
        return known.TryGetValue(unit, out var word) ? word : string.Join('_', PrometheusNames.Words(unit, colon: false));
    }
}
