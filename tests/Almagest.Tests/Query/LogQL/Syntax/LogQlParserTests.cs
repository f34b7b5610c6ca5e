using Almagest.Query.LogQL.Syntax;

namespace Almagest.Tests.Query.LogQL.Syntax;

public sealed class LogQlParserTests
{
    [Theory]
    [InlineData("""{app="shop"}""", """{app="shop"}""")]
    [InlineData("""{ app = "shop" , env=~"p.*", pod!="a", x!~`\d` }""", """{app="shop", env=~"p.*", pod!="a", x!~"\\d"}""")]
    [InlineData("""{a="b"}|="x"!="y"|~"z"!~"w"|>"<_> q"!>"<_> r" """, """{a="b"} |= "x" != "y" |~ "z" !~ "w" |> "<_> q" !> "<_> r" """)]
    [InlineData("""{a="b"} |= "x" or "y" or ip("10.0.0.1") or "z" """, """{a="b"} |= "x" or "y" or ip("10.0.0.1") or "z" """)]
    [InlineData("""{a="b"} != "x" or "y" """, """{a="b"} != "x" != "y" """)]
    [InlineData("""{a="b"}|json|logfmt|unpack|decolorize""", """{a="b"} | json | logfmt | unpack | decolorize""")]
    [InlineData("""{a="b"}|json x, y="z[0]"|logfmt --strict --keep-empty u="v" """, """{a="b"} | json x="x",y="z[0]" | logfmt --strict --keep-empty u="v" """)]
    [InlineData("""{a="b"}|regexp `(?P<x>\d+)`|pattern "<x> <_>" """, """{a="b"} | regexp "(?P<x>\\d+)" | pattern "<x> <_>" """)]
    [InlineData("""{a="b"}|x>5 and y<=1.5s or z!=3MB""", """{a="b"} | ( ( x>5 , y<=1.5s ) or z!=3.0MB )""")]
    [InlineData("""{a="b"}|x=1,y=2 or z=3""", """{a="b"} | ( x==1 , ( y==2 or z==3 ) )""")]
    [InlineData("""{a="b"}|x=1 y=-2 or z=ip("::1")""", """{a="b"} | ( x==1 , ( y==-2 or z=ip("::1") ) )""")]
    [InlineData("""{a="b"}|(x="1" or y=~"2") and z!="3" """, """{a="b"} | ( ( x="1" or y=~"2" ) , z!="3" )""")]
    [InlineData("""{a="b"}|line_format "{{.x}}"|label_format p=q,r="{{.s}}"|drop t,u="v"|keep w""", """{a="b"} | line_format "{{.x}}" | label_format p=q,r="{{.s}}" | drop t,u="v" | keep w""")]
    [InlineData("""count_over_time({a="b"}[5m] |= "x")""", """count_over_time({a="b"} |= "x"[5m])""")]
    [InlineData("""RATE( ( {a="b"} |= "x" ) [10s] offset -1h )""", """rate({a="b"} |= "x"[10s] offset -1h0m0s)""")]
    [InlineData("""quantile_over_time(0.99,{a="b"}|unwrap duration(x)|__error__=""[1h]) by (c,d)""", """quantile_over_time(0.99,{a="b"} | unwrap duration(x) | __error__=""[1h]) by (c,d)""")]
    [InlineData("""sum(rate({a="b"}[1m])) by (x)""", """sum by (x)(rate({a="b"}[1m]))""")]
    [InlineData("""topk without (x) (3, rate({a="b"}[1m]))""", """topk without (x)(3,rate({a="b"}[1m]))""")]
    [InlineData("""rate({a="b"}[1m]) * on(x) group_left(y) rate({c="d"}[1m]) > bool 1""", """((rate({a="b"}[1m]) * on (x) group_left (y) rate({c="d"}[1m])) > bool 1)""")]
    [InlineData("""1 + 2 * 3 ^ 2""", "19")]
    [InlineData("""vector(1) or vector(2) and vector(3)""", "(vector(1.000000) or (vector(2.000000) and vector(3.000000)))")]
    [InlineData("""label_replace(vector(1),"a","$1","b","(.*)")""", """label_replace(vector(1.000000),"a","$1","b","(.*)")""")]
    [InlineData("{a=\"b\"} # comment\n | json // more\n /* and more */ | x=\"#\"", """{a="b"} | json | x="#" """)]
    [InlineData("""{a="b"}|logfmt|rate="x"|ip="y"|bytes>1""", """{a="b"} | logfmt | rate="x" | ip="y" | bytes>1""")]
    public void Query_is_printed_as_Loki_prints_it(string query, string printed)
    {
        var text = LogQlParser.Parse(query).ToString();
        text.ShouldBe(printed.TrimEnd());
        LogQlParser.Parse(text).ToString().ShouldBe(text);
    }

    [Theory]
    [InlineData("unk({a=\"b\"}[5m])", "line 1, col 1: syntax error: unexpected IDENTIFIER")]
    [InlineData("{a=\"b\"", "line 1, col 7: syntax error: unexpected $end, expecting } or ,")]
    [InlineData("{a=\"b}", "line 1, col 4: literal not terminated")]
    [InlineData("{a=b}", "line 1, col 4: syntax error: unexpected IDENTIFIER, expecting STRING")]
    [InlineData("{a=\"b\"} |~", "line 1, col 11: syntax error: unexpected $end, expecting STRING or ip")]
    [InlineData("{a=\"b\"} \"x\"", "line 1, col 9: syntax error: unexpected STRING")]
    [InlineData("{a=\"b\"}\n| foo", "line 2, col 6: syntax error: unexpected $end")]
    [InlineData("{a=\"b\"} | x >= ip(\"1.2.3.4\")", "line 1, col 16: syntax error: unexpected ip")]
    [InlineData("rate({a=\"b\"}[5minutes])", "line 0, col 13: unknown unit \"minutes\" in duration \"5minutes\"")]
    [InlineData("rate({a=\"b\"}[5)", "line 0, col 13: missing closing ']' in duration")]
    [InlineData("min({a=\"b\"}[5m])", "line 0, col 12: syntax error: unexpected RANGE")]
    [InlineData("bottomk(he,count_over_time({a=\"b\"}[5h]))", "line 1, col 9: syntax error: unexpected IDENTIFIER")]
    [InlineData("quantile_over_time(foo,{a=\"b\"}|unwrap x[5m])", "line 1, col 20: syntax error: unexpected IDENTIFIER, expecting NUMBER or { or (")]
    [InlineData("vector(abc)", "line 1, col 8: syntax error: unexpected IDENTIFIER, expecting NUMBER")]
    [InlineData("count without (rate({a=\"b\"}[15s]))", "line 1, col 16: syntax error: unexpected RATE, expecting IDENTIFIER or )")]
    [InlineData("label_replace(rate({a=\"b\"}[5m]),\"\")", "line 1, col 35: syntax error: unexpected ), expecting ,")]
    [InlineData("bool 1 > 1", "line 1, col 1: syntax error: unexpected bool")]
    [InlineData("-count_over_time({a=\"b\"}[1m])", "line 1, col 2: syntax error: unexpected COUNT_OVER_TIME, expecting NUMBER")]
    [InlineData("{a=\"b\"} | json | unwrap x", "line 1, col 18: syntax error: unexpected unwrap")]
    [InlineData("rate({a=\"b\"} | unwrap x)", "line 1, col 24: syntax error: unexpected ), expecting RANGE or |")]
    [InlineData("rate({a=\"b\"}[1m]]", "line 1, col 17: syntax error: unexpected ], expecting )")]
    [InlineData("rate({a=\"b\"} | unwrap x | drop y [1m])", "line 1, col 27: syntax error: unexpected drop, expecting IDENTIFIER or (")]
    [InlineData("rate({a=\"b\"} | unwrap x | a=\"b\" - ", "line 1, col 33: syntax error: unexpected -, expecting RANGE or |")]
    [InlineData("rate(({a=\"b\"} | unwrap x = ", "line 1, col 26: syntax error: unexpected =, expecting RANGE or ) or |")]
    [InlineData("{a=\"b\"} | x=\"y\" and 5", "line 1, col 21: syntax error: unexpected NUMBER, expecting IDENTIFIER or (")]
    [InlineData("quantile_over_time(0.5, )", "line 1, col 25: syntax error: unexpected ), expecting { or (")]
    [InlineData("label_replace(rate({a=\"b\"}[1m]) \"s\"", "line 1, col 33: syntax error: unexpected STRING")]
    [InlineData("({a=\"b\"} | unwrap", "line 1, col 12: syntax error: unexpected unwrap")]
    [InlineData("{a=\"b\"} | x > 08", "line 1, col 15: invalid digit '8' in octal literal")]
    [InlineData("{a=\"b\"} | x > 0B", "line 1, col 15: decimal literal has no digits")]
    [InlineData("{a=\"b\"} | x > 1EB", "line 1, col 15: exponent has no digits")]
    public void Fault_is_told_with_its_place(string query, string message) =>
        Should.Throw<LogQlParseException>(() => LogQlParser.Parse(query)).Message.ShouldBe("parse error at " + message);

    [Theory]
    [InlineData("", "syntax error: unexpected $end")]
    [InlineData("{a!=\"b\"}", "queries require at least one regexp or equality matcher that does not have an empty-compatible value. For instance, app=~\".*\" does not meet this requirement, but app=~\".+\" will")]
    [InlineData("{}", "queries require at least one regexp or equality matcher that does not have an empty-compatible value. For instance, app=~\".*\" does not meet this requirement, but app=~\".+\" will")]
    [InlineData("{a=~\"(?=x)\"}", "error parsing regexp: invalid or unsupported Perl syntax: `(?=`")]
    [InlineData("sum_over_time({a=\"b\"}[5m])", "invalid aggregation sum_over_time without unwrap")]
    [InlineData("count_over_time({a=\"b\"}|unwrap x[5m])", "invalid aggregation count_over_time with unwrap")]
    [InlineData("sum_over_time({a=\"b\"}|unwrap x[5m]) by (y)", "grouping not allowed for sum_over_time aggregation")]
    [InlineData("sum_over_time(5,{a=\"b\"}|unwrap x[5m])", "parameter 5 not supported for operation sum_over_time")]
    [InlineData("quantile_over_time({a=\"b\"}|unwrap x[5m])", "parameter required for operation quantile_over_time")]
    [InlineData("topk(rate({a=\"b\"}[5m]))", "parameter required for operation topk")]
    [InlineData("topk(0,rate({a=\"b\"}[5m]))", "invalid parameter (must be greater than 0) topk(0")]
    [InlineData("bottomk(1.2,rate({a=\"b\"}[5m]))", "invalid parameter bottomk(1.2,")]
    [InlineData("sum(3,rate({a=\"b\"}[5m]))", "unsupported parameter for operation sum(3,")]
    [InlineData("approx_topk(2,rate({a=\"b\"}[5m])) by (x)", "grouping not allowed for approx_topk aggregation")]
    [InlineData("sort(rate({a=\"b\"}[5m])) by (x)", "sort and sort_desc doesn't allow grouping by ")]
    [InlineData("{a=\"b\"} + {a=\"b\"}", "unexpected type for left leg of binary operation (+): *syntax.MatchersExpr")]
    [InlineData("rate({a=\"b\"}[5m]) > {a=\"b\"} |= \"x\"", "unexpected type for right leg of binary operation (>): *syntax.PipelineExpr")]
    [InlineData("vector(1) or 1", "unexpected literal for right leg of logical/set binary operation (or): 1.000000")]
    [InlineData("{a=\"b\"} | x > 0x10", "unable to parse literal as a float: strconv.ParseFloat: parsing \"0x10\": invalid syntax")]
    [InlineData("{a=\"b\"} | regexp \"x\"", "invalid regexp parser: at least one named capture must be supplied")]
    [InlineData("{a=\"b\"} | regexp \"(\"", "invalid regexp parser: error parsing regexp: missing closing ): `(`")]
    [InlineData("{a=\"b\"} | pattern \"x\"", "invalid pattern parser: at least one capture is required")]
    [InlineData("{a=\"b\"} | pattern \"<x><y>\"", "invalid pattern parser: found consecutive capture '<x><y>': invalid expression")]
    [InlineData("label_replace(vector(1),\"a\",\"b\",\"c\",\"x\\\\q\")", "invalid regex in label_replace: error parsing regexp: invalid escape sequence: `\\q`")]
    public void Fault_of_the_whole_is_told_without_place(string query, string message) =>
        Should.Throw<LogQlParseException>(() => LogQlParser.Parse(query)).Message.ShouldBe("parse error : " + message);

    [Theory]
    [InlineData("""{a="b"} | c=~"d[0-9]" | c=~"(?i)d.*" | c=~"d\\.e" """, """{a="b"} | c=~`d[0-9]` | c=~"(?i)d.*" | c=~"d\\.e" """)]
    [InlineData("rate({a=\"b\"}[1m]) > 1_000_000", "(rate({a=\"b\"}[1m]) > 1e+06)")]
    [InlineData(
        """{aaaaaaaaaaaaaaaaaaaa="bbbbbbbbbbbbbbbbbbbb"} |= "cccccccccccccccccccccccc" != "dddddddddddddddddddddd" | json""",
        "{aaaaaaaaaaaaaaaaaaaa=\"bbbbbbbbbbbbbbbbbbbb\"}\n  |= \"cccccccccccccccccccccccc\" != \"dddddddddddddddddddddd\"\n  | json")]
    public void Query_is_written_as_Loki_does(string query, string expected) => LogQlFormatter.Format(LogQlParser.Parse(query)).ShouldBe(expected.TrimEnd());

    [Fact]
    public void Long_query_is_broken_into_lines() => LogQlFormatter.Pretty(
        LogQlParser.Parse("""topk(5, sum by (app)(quantile_over_time(0.9,{a="b", c="d"}|="x"|json|unwrap y[5m] offset 1h)))"""), 0, 20).ShouldBe("""
        topk(
          5,
          sum by (app)(
            quantile_over_time(
              0.9,
              {a="b", c="d"}
                |= "x"
                | json
                | unwrap y [5m] offset 1h
            )
          )
        )
        """.ReplaceLineEndings("\n"));
}
