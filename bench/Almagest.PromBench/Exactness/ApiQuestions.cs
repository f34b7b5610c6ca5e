using System.Globalization;

namespace Almagest.PromBench.Exactness;

/// <summary>Requests of all endpoints, most of them faulty: status, kind and text of the error are part of the answer.</summary>
static class ApiQuestions
{
    /// <param name="startMs">Time of the first sample.</param>
    internal static IEnumerable<ExactQuestion> All(long startMs)
    {
        var at = (startMs / 1000 + 6_000).ToString(CultureInfo.InvariantCulture);
        foreach (var query in FaultyQueries)
        {
            var escaped = Uri.EscapeDataString(query);
            yield return new($"/api/v1/query?time={at}&query={escaped}") { Query = query };
            yield return new("/api/v1/query", $"time={at}&query={escaped}") { Query = query };
            yield return new($"/api/v1/query_range?start={at}&end={at}&step=15&query={escaped}") { Query = query };
            yield return new($"/api/v1/format_query?query={escaped}") { Query = query };
            yield return new($"/api/v1/parse_query?query={escaped}") { Query = query };
            yield return new($"/api/v1/query_exemplars?start={at}&end={at}&query={escaped}") { Query = query };
            yield return new($"/api/v1/series?match[]={escaped}") { Query = query };
            yield return new($"/api/v1/labels?match[]={escaped}") { Query = query };
            yield return new($"/api/v1/label/kind/values?match[]={escaped}") { Query = query };
            yield return new($"/federate?match[]={escaped}") { Query = query };
        }

        foreach (var path in Requests)
            yield return new(path.Replace("$T", at, StringComparison.Ordinal));
        foreach (var text in Texts)
        {
            yield return new($"/api/v1/format_query?query={Uri.EscapeDataString(text)}") { Query = text };
            yield return new($"/api/v1/parse_query?query={Uri.EscapeDataString(text)}") { Query = text };
        }
    }

    static readonly string[] FaultyQueries =
    [
        "", " ", "(", ")", "sum(", "up{", "up{a}", "up{a=}", "up{a=b}", "up{a=\"b\"", "up{a=~\"(\"}", "up{a=~\"a{2,1}\"}", "up{a=~\"[z-a]\"}", "up{a=~\"\\\\\"}", "up[5m", "up[5]", "up[5m][5m]", "up[0s]", "up[-5m]", "up offset",
        "up offset 5m offset 5m", "up @ foo", "up @ start(", "rate(up)", "rate(up[5m], 1)", "rate()", "nosuch(up)", "sum by (a", "sum by a (up)", "sum(up) by (a) by (b)", "topk(up)", "topk(a, up)", "topk(1)", "count_values(up)",
        "count_values(1, up)", "quantile(\"a\", up)", "1 +", "+", "1 and 1", "up and 1", "up > bool", "1 > 2", "\"a\" + 1", "\"a\" > \"b\"", "up + on (a) group_left on (b) up", "up and on (a) group_left up", "up == bool 1 bool", "{}",
        "{a=\"\"}", "{a=~\".*\"}", "{__name__=\"a\", __name__=\"b\"}", "up{__name__=\"b\"}", "{\"a\", \"b\"}", "up{a!~\"\"}", "label_replace(up, \"a b\", \"\", \"c\", \"\")", "label_replace(up, \"\", \"\", \"c\", \"\")",
        "label_replace(edge_one, \"d\", \"$1\", \"group\", \"(\")", "label_join(edge_one, \"\", \"-\", \"group\")", "label_join(edge_one, \"x\", \"-\", \"\")", "histogram_quantile(edge_one, 1)", "absent()", "scalar(1)", "vector(edge_one)", "time(1)",
        "edge_one + edge_many", "edge_many + on (group) edge_one", "edge_many * on (nothing) group_left edge_one", "edge_one{a=\"é", "a\u0000b", "0x", "1e", "5m5m", "1y1", "1.5h", "'a", "\"\\q\"", "`a", "a:b:c{", "a#comment", "# only",
        "up{a=\"b\",,}", "up{,}", "sum by (a,,b) (up)", "sum by (,) (up)", "sum(up,up)", "sum()", "avg(1)", "min(\"a\")", "-\"a\"", "-up[5m]", "up[5m] + 1", "up[5m:]:", "up[5m:0s]", "up[1m:-1s]", "(up[5m])[5m:]", "rate(up[5m:])[5m]",
        "rate(sum(up)[5m])", "5[5m]", "\"a\"[5m]", "up[1000y]", "1[5m:1m]", "up offset 1e3", "up @ 1e30", "up @ NaN", "up @ end()[5m]", "predict_linear(edge_one[5m])", "sort(1)", "clamp(edge_one, 1)", "limitk(-1, edge_one)",
        "topk(NaN, edge_one)", "topk(-1, edge_one)", "topk(1e20, edge_one)", "bottomk(Inf, edge_one)", "limit_ratio(2, edge_one)", "limit_ratio(NaN, edge_one)", "count_values(\"\", edge_one)", "count_values(\"a b\", edge_one)",
        "double_exponential_smoothing(edge_value[5m], 2, 0.5)", "double_exponential_smoothing(edge_value[5m], 0.5, -1)", "{__name__=~\"edge_.*\"} + 1", "rate({__name__=~\"edge_(one|many)\"}[5m])", "{__name__=~\".+\",kind=\"gaps\"}",
        "sum(rate(edge_total[5m])) by (kind) extra", "up up", "up{} {}", "on(a) up", "by(a)", "bool", "group_left", "offset", "sum", "and", "inf", "nan", "NaN", "Inf", "-Inf", "start()", "end()", "up ^^ 2", "up ! 2", "up = 2", "up =~ 2", "up || up",
        "unless up", "up unless", "sum without up", "edge_one[5m] offset 5m", "$a", "up{$a=\"b\"}", "up{\"a\"}", "{\"up\"}", "{\"\"}", "up[$__interval]", "rate(up[$__rate_interval])", "up[5m] @ start() offset 1m", "ü", "{ü=\"a\"}", "info(edge_one, edge_info)",
    ];

    static readonly string[] Requests =
    [
        "/api/v1/query", "/api/v1/query?query=1&time=abc", "/api/v1/query?query=1&time=1e400", "/api/v1/query?query=1&time=2026-01-01", "/api/v1/query?query=1&time=2026-01-01T00:00:00Z", "/api/v1/query?query=1&time=2026-01-01T00:00:00.5%2B01:00",
        "/api/v1/query?query=1&time=$T&timeout=abc", "/api/v1/query?query=1&time=$T&timeout=-1", "/api/v1/query?query=edge_one&time=$T&timeout=5", "/api/v1/query?query=1&time=$T&timeout=1e30", "/api/v1/query?query=1&time=$T&limit=x", "/api/v1/query?query=1&time=$T&limit=-1",
        "/api/v1/query?query=edge_one&time=$T&limit=2", "/api/v1/query?query=edge_one&time=$T&limit=500", "/api/v1/query?query=edge_one[1m]&time=$T&limit=2", "/api/v1/query?query=1&time=$T&limit=1", "/api/v1/query?query=edge_one&time=$T&lookback_delta=abc",
        "/api/v1/query?query=edge_one&time=$T&lookback_delta=1s", "/api/v1/query?query=edge_one&time=$T&lookback_delta=-1s", "/api/v1/query?query=edge_total&time=$T&lookback_delta=20m", "/api/v1/query?query=edge_one&time=$T&lookback_delta=0",
        "/api/v1/query_range?query=1", "/api/v1/query_range?query=1&start=$T", "/api/v1/query_range?query=1&start=$T&end=$T", "/api/v1/query_range?query=1&start=x&end=$T&step=1", "/api/v1/query_range?query=1&start=$T&end=y&step=1",
        "/api/v1/query_range?query=1&start=$T&end=$T&step=z", "/api/v1/query_range?query=1&start=$T&end=$T&step=0", "/api/v1/query_range?query=1&start=$T&end=$T&step=-1", "/api/v1/query_range?query=1&start=$T&end=1&step=1", "/api/v1/query_range?query=1&start=0&end=$T&step=1",
        "/api/v1/query_range?query=1&start=$T&end=$T&step=0.0001", "/api/v1/query_range?query=1&start=$T&end=$T&step=1e30", "/api/v1/query_range?query=edge_one[1m]&start=$T&end=$T&step=1", "/api/v1/query_range?query=%22a%22&start=$T&end=$T&step=1",
        "/api/v1/query_range?query=edge_one&start=$T&end=$T&step=15&limit=2", "/api/v1/query_range?query=edge_one&start=$T&end=$T&step=15&limit=x", "/api/v1/query_range?query=edge_one&start=$T&end=$T&step=1m&timeout=x", "/api/v1/query_range?query=edge_one&start=$T&end=$T&step=1m&lookback_delta=5x",
        "/api/v1/series", "/api/v1/series?match[]=edge_one&match[]=edge_many", "/api/v1/series?match[]=edge_one&start=x", "/api/v1/series?match[]=edge_one&end=x", "/api/v1/series?match[]=edge_one&start=$T&end=1", "/api/v1/series?match[]=edge_one&limit=x", "/api/v1/series?match[]=edge_one&limit=-1",
        "/api/v1/series?match[]=edge_one&limit=5", "/api/v1/series?match[]=edge_one&limit=0", "/api/v1/series?match[]=edge_one[5m]", "/api/v1/series?match[]=sum(edge_one)", "/api/v1/series?match[]=nothing", "/api/v1/series?match=edge_one",
        "/api/v1/labels", "/api/v1/labels?start=x", "/api/v1/labels?end=x", "/api/v1/labels?start=$T&end=1", "/api/v1/labels?limit=x", "/api/v1/labels?limit=-1", "/api/v1/labels?limit=2", "/api/v1/labels?match[]=edge_one", "/api/v1/labels?match[]=edge_one&match[]=edge_many", "/api/v1/labels?match[]=nothing",
        "/api/v1/label/kind/values", "/api/v1/label/nothing/values", "/api/v1/label/kind/values?limit=2", "/api/v1/label/kind/values?limit=x", "/api/v1/label/kind/values?start=x", "/api/v1/label/kind/values?end=x", "/api/v1/label/kind/values?start=$T&end=1", "/api/v1/label/kind/values?match[]=edge_total",
        "/api/v1/label/__name__/values", "/api/v1/label/a%20b/values", "/api/v1/label/label.dotted/values", "/api/v1/label/U__label_2e_dotted/values", "/api/v1/label/%FF/values", "/api/v1/label/0a/values", "/api/v1/label/kind/values?match[]=edge_one&match[]=x{",
        "/api/v1/query_exemplars", "/api/v1/query_exemplars?query=edge_one", "/api/v1/query_exemplars?query=edge_one&start=x", "/api/v1/query_exemplars?query=edge_one&end=x", "/api/v1/query_exemplars?query=edge_one&start=$T&end=1", "/api/v1/query_exemplars?query=1%2B1&start=$T&end=$T",
        "/api/v1/metadata?limit=x", "/api/v1/metadata?limit_per_metric=x", "/api/v1/metadata?limit=0", "/api/v1/metadata?metric=nothing", "/api/v1/targets/metadata?limit=x", "/api/v1/targets/metadata?match_target=x{", "/api/v1/targets?state=active", "/api/v1/targets?state=dropped", "/api/v1/targets?state=any&scrapePool=none",
        "/api/v1/rules", "/api/v1/rules?type=alert", "/api/v1/rules?type=x", "/api/v1/rules?exclude_alerts=x", "/api/v1/rules?match[]=x{", "/api/v1/rules?group_limit=x", "/api/v1/rules?group_limit=-1", "/api/v1/rules?group_next_token=x", "/api/v1/rules?group_limit=1&group_next_token=x", "/api/v1/alerts", "/api/v1/alertmanagers",
        "/api/v1/scrape_pools", "/api/v1/notifications", "/api/v1/nothing", "/api/v2/query", "/api/v1/status/nothing", "/api/v1/query/", "/api/v1/status/tsdb?limit=x", "/api/v1/status/tsdb?limit=-1", "/api/v1/status/tsdb?limit=0",
        "/api/v1/format_query", "/api/v1/parse_query", "/federate", "/federate?match[]=nothing", "/-/healthy", "/-/ready",
    ];

    static readonly string[] Texts =
    [
        "sum by(a)(rate(x_total{job='a',b!~\"c\"}[5m:1m]offset 5m))", "a+b*c^d^-e", "a and on(b) c or d unless ignoring(e) f", "topk(5,up)", "x{}", "{\"a.b\"}", "-1", "1.0", "1e3", "0x10", "1h", "\"a\\nb\"", "a @ 12.345", "a @ start()", "(((a)))", "a offset -5m",
        "quantile without(x)(0.9,histogram_quantile(0.9,sum by(le)(rate(foo_bucket{a=\"b\"}[5m]))))", "a > bool on(x) group_left(y) b", "sum(aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa)+sum(bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb)+sum(ccccccccccccc)",
        "absent_over_time(a[1d2h3m4s5ms])", "a{b=~\"x|y\"}[5m] @ end() offset 1w", "label_replace(a,\"b\",\"$1\",\"c\",\"(.*)\")", "a{__name__=~\"x\"}", "{__name__=\"a\"}", "count_values(\"x\", a)", "a % b atan2 c",
    ];
}
