namespace Almagest.PromBench.Exactness;

/// <summary>Expressions over the edge series: every function, aggregation and operator.</summary>
static class ExactQueries
{
    static readonly string[] RangeFunctions =
    [
        "rate", "increase", "delta", "irate", "idelta", "deriv", "changes", "resets", "avg_over_time", "min_over_time", "max_over_time", "sum_over_time", "count_over_time",
        "last_over_time", "present_over_time", "stddev_over_time", "stdvar_over_time", "mad_over_time", "absent_over_time", "ts_of_min_over_time", "ts_of_max_over_time", "ts_of_last_over_time",
    ];

    static readonly string[] InstantFunctions =
    [
        "abs", "ceil", "floor", "exp", "ln", "log2", "log10", "sqrt", "sgn", "round", "acos", "acosh", "asin", "asinh", "atan", "atanh", "cos", "cosh", "sin", "sinh", "tan", "tanh", "deg", "rad",
        "day_of_month", "day_of_week", "day_of_year", "days_in_month", "hour", "minute", "month", "year", "sort", "sort_desc", "absent", "scalar", "timestamp",
        "histogram_avg", "histogram_count", "histogram_sum", "histogram_stddev", "histogram_stdvar",
    ];

    static readonly string[] Aggregations = ["sum", "avg", "min", "max", "count", "group", "stddev", "stdvar"];

    static readonly string[] Arithmetic = ["+", "-", "*", "/", "%", "^", "atan2", "==", "!=", ">", "<", ">=", "<=", "== bool", "!= bool", "> bool", "< bool", ">= bool", "<= bool"];

    static readonly string[] Windows = ["17s", "1m", "5m", "11m"];

    /// <summary>All of them; the answers to the same expression come from the same series.</summary>
    internal static IEnumerable<string> All => Ranges.Concat(Instants).Concat(Aggregated).Concat(Operated).Concat(Matched).Concat(Histograms).Concat(Various);

    static IEnumerable<string> Ranges =>
        from metric in (string[])["edge_value", "edge_total", "edge_histogram", "edge_custom", "edge_odd", "edge_seconds_bucket"]
        from function in RangeFunctions
        from window in metric == "edge_total" ? Windows : Windows[1..3]
        select $"{function}({metric}[{window}])";

    static IEnumerable<string> Instants =>
        from metric in (string[])["edge_value", "edge_total", "edge_histogram", "edge_custom"]
        from function in InstantFunctions
        select $"{function}({metric})";

    static IEnumerable<string> Aggregated =>
        from metric in (string[])["edge_value", "edge_total", "edge_histogram", "edge_custom", "edge_odd", "edge_many", "edge_seconds_bucket"]
        from query in Aggregations.SelectMany(a => (string[])[$"{a}({metric})", $"{a} by (kind) ({metric})", $"{a} without (kind, part, le) ({metric})"]).Concat(
            [
                $"topk(3, {metric})", $"bottomk(2, {metric})", $"topk by (group) (1, {metric})", $"limitk(2, {metric})", $"limit_ratio(0.4, {metric})", $"limit_ratio(-0.6, {metric})",
                $"quantile(0.3, {metric})", $"quantile(-1, {metric})", $"quantile(NaN, {metric})", $"count_values(\"v\", {metric})", $"sum by (kind) (rate({metric}[2m]))", $"avg(increase({metric}[3m]))",
                $"max_over_time(sum by (kind) ({metric})[3m:20s])",
            ])
        select query;

    static IEnumerable<string> Operated =>
        from op in Arithmetic
        from query in (string[])
        [
            $"edge_value {op} 2", $"2.5 {op} edge_value", $"edge_value {op} edge_total", $"edge_one {op} on (group) edge_info", $"edge_many {op} on (group) group_left (zone) edge_one",
            $"edge_one {op} ignoring (zone, part) group_right edge_many", $"edge_histogram {op} 2", $"2 {op} edge_histogram", $"edge_histogram {op} edge_histogram", $"edge_value {op} on (kind) edge_histogram",
            $"7 {(op.EndsWith("bool", StringComparison.Ordinal) || op.AsSpan().IndexOfAny("=<>") < 0 ? op : op + " bool")} -3.5", $"edge_value{{kind=\"nan\"}} {op} NaN", $"edge_value{{kind=\"infinite\"}} {op} Inf",
        ]
        select query;

    static IEnumerable<string> Matched =>
    [
        "edge_many and on (group) edge_one", "edge_many unless on (group) edge_one > 0", "edge_one or edge_many", "edge_one or on (group) edge_many", "edge_one and edge_many", "edge_many + on (group) edge_one",
        "edge_one / on (group) group_left edge_many", "edge_many * on (group) group_left (version) edge_info", "edge_many == on (group, part) edge_many", "sum by (group) (edge_many) / edge_one",
        "edge_one - ignoring (zone) sum by (group) (edge_many)", "edge_many or vector(1)", "-edge_one", "+edge_one", "-edge_histogram", "edge_value > bool edge_value", "edge_one ^ -edge_one",
        "edge_value unless edge_value{kind=~\"h.*|t.*\"}", "edge_value{kind!~\"h.*|t.*\"} and edge_value", "{\"edge.dotted\"}", "{\"edge.dotted\", \"label.dotted\"=\"ä\"}", "sum by (\"label.dotted\") ({\"edge.dotted\"})",
        "edge_histogram + on () group_left edge_histogram{kind=\"integer\"}", "edge_histogram{kind=\"integer\"} and edge_histogram", "{__name__=~\"edge_(one|many)\"}", "sum({__name__=~\"edge_.*\"})",
    ];

    static IEnumerable<string> Histograms
    {
        get
        {
            foreach (var quantile in (string[])["-0.1", "0", "0.01", "0.5", "0.9", "0.999", "1", "1.1", "NaN"])
            {
                yield return $"histogram_quantile({quantile}, edge_histogram)";
                yield return $"histogram_quantile({quantile}, edge_custom)";
                yield return $"histogram_quantile({quantile}, rate(edge_custom[3m]))";
                yield return $"histogram_quantile({quantile}, rate(edge_histogram[2m]))";
                yield return $"histogram_quantile({quantile}, edge_seconds_bucket)";
                yield return $"histogram_quantile({quantile}, sum by (le, path) (rate(edge_seconds_bucket[2m])))";
                yield return $"quantile_over_time({quantile}, edge_value[2m])";
                yield return $"quantile({quantile}, edge_total)";
            }

            foreach (var (lower, upper) in ((string, string)[])[("0", "1"), ("-1", "0.3"), ("-Inf", "+Inf"), ("0.2", "0.7"), ("NaN", "1"), ("1", "0"), ("0.1", "0.1")])
            {
                yield return $"histogram_fraction({lower}, {upper}, edge_histogram)";
                yield return $"histogram_fraction({lower}, {upper}, rate(edge_histogram[2m]))";
                yield return $"histogram_fraction({lower}, {upper}, edge_seconds_bucket)";
            }

            foreach (var function in (string[])["avg", "count", "sum", "stddev", "stdvar"])
            {
                yield return $"histogram_{function}(rate(edge_histogram[3m]))";
                yield return $"histogram_{function}(sum(edge_histogram))";
                yield return $"histogram_{function}(increase(edge_histogram[7m] offset 37s))";
            }

            yield return "edge_histogram";
            yield return "edge_custom";
            yield return "edge_odd";
            yield return "sum({__name__=~\"edge_custom|edge_histogram\"})";
            yield return "edge_histogram + on (kind) edge_custom";
            yield return "histogram_quantile(0.9, sum(rate(edge_histogram{kind=~\"integer|resets|coarser\"}[2m])))";
            yield return "sum(edge_custom)";
            yield return "avg(edge_custom)";
            yield return "rate(edge_histogram[5m:20s])";
            yield return "last_over_time(edge_histogram[33s])";
        }
    }

    static IEnumerable<string> Various =>
    [
        "edge_value", "edge_total", "edge_total offset 45s", "edge_total offset -1m7s", "edge_total @ end()", "edge_total @ start()", "rate(edge_total[5m] @ end())", "rate(edge_total[2m] offset 3m)",
        "predict_linear(edge_value[3m], 60)", "predict_linear(edge_total[5m], -3600)", "double_exponential_smoothing(edge_value[3m], 0.3, 0.7)", "double_exponential_smoothing(edge_total[3m], 0.9, 0.1)",
        "clamp(edge_value, -5, 20)", "clamp(edge_value, 5, -20)", "clamp_min(edge_value, 3)", "clamp_max(edge_value, NaN)", "round(edge_value, 0.3)", "round(edge_value, -2)", "round(edge_value, 0)",
        "label_replace(edge_one, \"new\", \"$1-${2}\", \"group\", \"(.)(.*)\")", "label_replace(edge_one, \"group\", \"\", \"group\", \".*\")", "label_join(edge_many, \"both\", \"/\", \"group\", \"part\")",
        "rate(edge_total[5m:20s])", "max_over_time(rate(edge_total[1m])[5m:30s])", "sum_over_time(edge_value[5m:])", "avg_over_time(edge_value[4m:17s] offset 33s)", "edge_total[5m:10s]", "edge_total[1m]", "edge_histogram[1m]",
        "absent(edge_total{kind=\"gaps\"})", "absent(nothing{a=\"b\", c!=\"d\"})", "absent_over_time(nothing{a=\"b\"}[5m])", "scalar(edge_value{kind=\"constant\"})", "vector(scalar(edge_one))", "time()", "vector(time())", "pi()", "1 + 2 * 3 ^ 2 ^ 0.5",
        "\"a string\"", "-1 ^ 2", "5 % 0", "0 / 0", "1e400", "0x1f", "1_000", "1h30m", "minute()", "hour(vector(1e12))", "day_of_week(vector(-1e9))", "year(vector(1e18))", "timestamp(edge_total offset 1m)", "timestamp(timestamp(edge_total))",
        "sort_by_label(edge_many, \"part\", \"group\")", "sort_by_label_desc(edge_many, \"part\")", "topk(scalar(edge_one{group=\"g1\"}) + 3, edge_value)", "quantile(scalar(edge_value{kind=\"waves\"}) / 50, edge_total)",
        "sum(edge_value) by (kind) > 5", "count(edge_total > 10) by (kind)", "sum(rate(edge_total[1m])) / count(edge_total)", "stddev(edge_value{kind!~\".*infinite|nan|all_nan\"})", "max(edge_value{kind=\"all_nan\"})", "min(edge_value{kind=~\"nan|all_nan\"})",
        "info(edge_one)", "info(edge_one, {__name__=\"edge_info\"})", "edge_value == NaN", "edge_value{kind=\"\"}", "edge_value{missing=\"\"}", "edge_value{kind=~\"|a\"}", "edge_value{kind=~\".+_.+\"}", "sum without () (edge_one)", "sum by (nothing) (edge_one)",
    ];
}
