using System.Collections.Frozen;
using ValueType = Almagest.Query.PromQL.Syntax.ValueType;

namespace Almagest.Query.PromQL.Functions;

/// <summary>All functions of PromQL as of Prometheus 3.14 (https://prometheus.io/docs/prometheus/latest/querying/functions/).</summary>
public static class FunctionCatalog
{
    // Types by letter: S a number, T a text, V an instant vector, M a range vector.
    static readonly FrozenDictionary<string, FunctionSignature> Functions = new[]
    {
        Row("abs", "V", 'V', "the absolute value"),
        Row("absent", "V", 'V', "1 when the vector has no elements, else nothing"),
        Row("absent_over_time", "M", 'V', "1 when the range has no samples, else nothing"),
        Row("acos", "V", 'V', "the arccosine"),
        Row("acosh", "V", 'V', "the inverse hyperbolic cosine"),
        Row("asin", "V", 'V', "the arcsine"),
        Row("asinh", "V", 'V', "the inverse hyperbolic sine"),
        Row("atan", "V", 'V', "the arctangent"),
        Row("atanh", "V", 'V', "the inverse hyperbolic tangent"),
        Row("avg_over_time", "M", 'V', "the average of all samples in the range"),
        Row("ceil", "V", 'V', "rounds up to the next integer"),
        Row("changes", "M", 'V', "how often the value changed within the range"),
        Row("clamp", "VSS", 'V', "limits values to between a minimum and a maximum"),
        Row("clamp_max", "VS", 'V', "limits values to at most a maximum"),
        Row("clamp_min", "VS", 'V', "limits values to at least a minimum"),
        Row("cos", "V", 'V', "the cosine of an angle in radians"),
        Row("cosh", "V", 'V', "the hyperbolic cosine"),
        Row("count_over_time", "M", 'V', "how many samples the range has"),
        Row("day_of_month", "V", 'V', "the day of the month of a Unix time, 1 to 31, UTC", variadic: 1),
        Row("day_of_week", "V", 'V', "the day of the week of a Unix time, 0 (Sunday) to 6, UTC", variadic: 1),
        Row("day_of_year", "V", 'V', "the day of the year of a Unix time, 1 to 366, UTC", variadic: 1),
        Row("days_in_month", "V", 'V', "how many days the month of a Unix time has, 28 to 31", variadic: 1),
        Row("deg", "V", 'V', "radians as degrees"),
        Row("delta", "M", 'V', "the difference between end and start of the range, extrapolated to its edges; for gauges"),
        Row("deriv", "M", 'V', "the slope per second by linear regression; for gauges"),
        Row("double_exponential_smoothing", "MSS", 'V', "a smoothed value that follows the trend of the range", experimental: true),
        Row("end", "", 'S', "the end of the query, Unix seconds", experimental: true),
        Row("exp", "V", 'V', "e to the power of the value"),
        Row("first_over_time", "M", 'V', "the oldest sample in the range"),
        Row("floor", "V", 'V', "rounds down to the next integer"),
        Row("histogram_avg", "V", 'V', "the mean of the measurements in a native histogram"),
        Row("histogram_count", "V", 'V', "how many measurements a native histogram has"),
        Row("histogram_fraction", "SSV", 'V', "the estimated share of measurements between two bounds"),
        Row("histogram_quantile", "SV", 'V', "the estimated quantile of a classic or native histogram"),
        Row("histogram_quantiles", "VTSS", 'V', "several quantiles at once, each with its rank in a label", variadic: 9, experimental: true),
        Row("histogram_stddev", "V", 'V', "the estimated standard deviation of a native histogram"),
        Row("histogram_stdvar", "V", 'V', "the estimated variance of a native histogram"),
        Row("histogram_sum", "V", 'V', "the sum of the measurements in a native histogram"),
        Row("hour", "V", 'V', "the hour of a Unix time, 0 to 23, UTC", variadic: 1),
        Row("idelta", "M", 'V', "the difference between the last two samples; for gauges"),
        Row("increase", "M", 'V', "the growth of a counter over the range, resets taken into account"),
        Row("info", "VV", 'V', "adds the labels of matching info series", variadic: 1, experimental: true),
        Row("irate", "M", 'V', "the growth per second between the last two samples; for counters"),
        Row("label_join", "VTTT", 'V', "sets a label to several others joined by a separator", variadic: -1),
        Row("label_replace", "VTTTT", 'V', "sets a label from the groups of a regular expression matched against another"),
        Row("last_over_time", "M", 'V', "the newest sample in the range"),
        Row("ln", "V", 'V', "the natural logarithm"),
        Row("log10", "V", 'V', "the decimal logarithm"),
        Row("log2", "V", 'V', "the binary logarithm"),
        Row("mad_over_time", "M", 'V', "the median absolute deviation of the samples in the range", experimental: true),
        Row("max_of", "SS", 'S', "the larger of two numbers", experimental: true),
        Row("max_over_time", "M", 'V', "the largest sample in the range"),
        Row("min_of", "SS", 'S', "the smaller of two numbers", experimental: true),
        Row("min_over_time", "M", 'V', "the smallest sample in the range"),
        Row("minute", "V", 'V', "the minute of a Unix time, 0 to 59, UTC", variadic: 1),
        Row("month", "V", 'V', "the month of a Unix time, 1 to 12, UTC", variadic: 1),
        Row("pi", "", 'S', "the number pi"),
        Row("predict_linear", "MS", 'V', "the value so many seconds from now, by linear regression; for gauges"),
        Row("present_over_time", "M", 'V', "1 for every series with samples in the range"),
        Row("quantile_over_time", "SM", 'V', "a quantile of the samples in the range"),
        Row("rad", "V", 'V', "degrees as radians"),
        Row("range", "", 'S', "the length of the query, seconds", experimental: true),
        Row("rate", "M", 'V', "the growth per second of a counter over the range, resets taken into account"),
        Row("resets", "M", 'V', "how often a counter was reset within the range"),
        Row("round", "VS", 'V', "rounds to the nearest integer, or multiple of the second argument", variadic: 1),
        Row("scalar", "V", 'S', "the value of a vector of exactly one element, else NaN"),
        Row("sgn", "V", 'V', "the sign: 1, 0 or -1"),
        Row("sin", "V", 'V', "the sine of an angle in radians"),
        Row("sinh", "V", 'V', "the hyperbolic sine"),
        Row("sort", "V", 'V', "sorts by value, smallest first"),
        Row("sort_by_label", "VT", 'V', "sorts by labels in natural order", variadic: -1, experimental: true),
        Row("sort_by_label_desc", "VT", 'V', "sorts by labels in reverse natural order", variadic: -1, experimental: true),
        Row("sort_desc", "V", 'V', "sorts by value, largest first"),
        Row("sqrt", "V", 'V', "the square root"),
        Row("start", "", 'S', "the start of the query, Unix seconds", experimental: true),
        Row("start_timestamp", "V", 'V', "when the accumulation of each sample began, Unix seconds", experimental: true),
        Row("stddev_over_time", "M", 'V', "the population standard deviation of the samples in the range"),
        Row("stdvar_over_time", "M", 'V', "the population variance of the samples in the range"),
        Row("step", "", 'S', "the step of the query, seconds", experimental: true),
        Row("sum_over_time", "M", 'V', "the sum of all samples in the range"),
        Row("tan", "V", 'V', "the tangent of an angle in radians"),
        Row("tanh", "V", 'V', "the hyperbolic tangent"),
        Row("time", "", 'S', "the time of evaluation, Unix seconds"),
        Row("timestamp", "V", 'V', "when each sample was taken, Unix seconds"),
        Row("ts_of_first_over_time", "M", 'V', "when the oldest sample of the range was taken, Unix seconds", experimental: true),
        Row("ts_of_last_over_time", "M", 'V', "when the newest sample of the range was taken, Unix seconds", experimental: true),
        Row("ts_of_max_over_time", "M", 'V', "when the largest sample of the range was last taken, Unix seconds", experimental: true),
        Row("ts_of_min_over_time", "M", 'V', "when the smallest sample of the range was last taken, Unix seconds", experimental: true),
        Row("vector", "S", 'V', "a number as a vector of one element without labels"),
        Row("year", "V", 'V', "the year of a Unix time, UTC", variadic: 1),
    }.ToFrozenDictionary(static function => function.Name, StringComparer.Ordinal);

    /// <summary>All of them, by name in ordinal order.</summary>
    public static IReadOnlyList<FunctionSignature> All { get; } = [.. Functions.Values.OrderBy(static function => function.Name, StringComparer.Ordinal)];

    /// <summary>The function of that name, in lower case; null when there is none.</summary>
    public static FunctionSignature? Find(string name) => Functions.GetValueOrDefault(name);

    static FunctionSignature Row(string name, string arguments, char returns, string doc, int variadic = 0, bool experimental = false) =>
        new(name, [.. arguments.Select(Type)], variadic, Type(returns), experimental, doc);

    static ValueType Type(char letter) => letter switch
    {
        'S' => ValueType.Scalar,
        'T' => ValueType.String,
        'V' => ValueType.Vector,
        'M' => ValueType.Matrix,
        _ => throw new ArgumentOutOfRangeException(nameof(letter), letter, "no such type"),
    };
}
