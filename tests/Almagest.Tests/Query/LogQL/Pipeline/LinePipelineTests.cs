using Almagest.Model;
using Almagest.Query.LogQL.Engine;
using Almagest.Query.LogQL.Pipeline;
using Almagest.Query.LogQL.Syntax;

namespace Almagest.Tests.Query.LogQL.Pipeline;

public sealed class LinePipelineTests
{
    static readonly Labels Stream = Labels.Of(("app", "shop"), ("level", "stream"));
    static readonly Labels Metadata = Labels.Of(("trace", "t1"));

    [Theory]
    // JSON: names are made labels, the first of a name counts, arrays and nulls are left out.
    [InlineData("json", """{"a.b":1,"o":{"x":{"y":true}},"n":null,"l":[1],"a.b":2,"9z":"q"}""", """_9z="q", a_b="1", o_x_y="true" """)]
    [InlineData("json", """{"level":"x","trace":"y"}""", """level_extracted="x", trace_extracted="y" """)]
    [InlineData("json", """{"a":"\u00e9\n\"q\""}""", """a="é\n\"q\"" """)]
    [InlineData("json", """{"a":"\ud83d","b":"x\ud83d\ude00","c":"\ude00y"}""", "a=\"\", b=\"x\U0001F600\", c=\"\"")]
    [InlineData("json", "no json", """__error__="JSONParserErr", __error_details__="Value looks like object, but can't find closing '}' symbol" """)]
    [InlineData("json", """{"a":1, """, """__error__="JSONParserErr", __error_details__="Value is array, but can't find closing ']' symbol", a="1" """)]
    [InlineData("logfmt --strict", "é=1 b==2", """_="1", __error__="LogfmtParserErr", __error_details__="logfmt syntax error at pos 8 : unexpected '='" """)]
    [InlineData("logfmt x=\"a\\\"b\"", "a=1", """x="1" """)]
    [InlineData("json", """{"a":1,"b":oops}""", """__error__="JSONParserErr", __error_details__="Unknown value type", a="1" """)]
    [InlineData("json x=\"o.x\", y=\"l[1].z\", z=\"gone\"", """{"o":{"x":5},"l":[0,{"z":"w"}]}""", """x="5", y="w", z="" """)]
    [InlineData("json x=\"o\"", """{"o":{"p":1}}""", """x="{\"p\":1}" """)]
    [InlineData("json x=\"[\\\"a b\\\"]\"", """{"a b":"c"}""", """x="c" """)]
    [InlineData("json a, b, c=\"d.e\"", """{"b":"1","d":{"a":"2","e":3},"a":4,"a":5 oops""", """a="4", b="1", c="3" """)]
    [InlineData("json a", """{"b":{"a":1},"a": """, """__error__="JSONParserErr", __error_details__="Malformed JSON error", a="" """)]
    [InlineData("json a, b", """{"a":"x","b":"y""", """__error__="JSONParserErr", __error_details__="Value is string, but can't find closing '\"' symbol", a="x", b="" """)]
    [InlineData("json a, b", """{"a":"x","c":[1,"b""", """a="x", b="" """)]
    [InlineData("json a=\"a[1].b\", c=\"[0]\"", """{"c":0,"a":[{"b":1},{"b":"y"}]}""", """a="y", c="" """)]
    // logfmt
    [InlineData("logfmt", """a=1 b="x y" c= d "q" e-f=\t""", """a="1", b="x y", e_f="\\t" """)]
    [InlineData("logfmt --keep-empty", "a= b", """a="", b="" """)]
    [InlineData("logfmt --strict", "a=1 b=\"open", """__error__="LogfmtParserErr", __error_details__="logfmt syntax error at pos 12 : unterminated quoted value", a="1" """)]
    [InlineData("logfmt x=\"a\", y", "a=1 y=2 z=3", """x="1", y="2" """)]
    // Others
    [InlineData("regexp \"(?P<verb>\\\\w+) (?P<path>\\\\S+)\"", "GET /cart 200", """path="/cart", verb="GET" """)]
    [InlineData("pattern \"<verb> <_> <code>\"", "GET /cart 200", """code="200", verb="GET" """)]
    [InlineData("pattern \"[<a>] <b>!\"", "[x] y z", """a="x", b="y z" """)]
    [InlineData("json | drop level_extracted, o=\"1\" | keep o, p", """{"level":1,"o":2,"p":3,"q":4}""", """o="2", p="3" """)]
    [InlineData("logfmt | label_format a=b, c=\"{{.d}}-{{.a}}\"", "b=1 d=2", """a="1", c="2-1", d="2" """)]
    [InlineData("logfmt | n > 5", "n=many", """__error__="LabelFilterErr", __error_details__="strconv.ParseFloat: parsing \"many\": invalid syntax", n="many" """)]
    [InlineData("logfmt | t > 5s", "t=many", """__error__="LabelFilterErr", __error_details__="time: invalid duration \"many\"", t="many" """)]
    [InlineData("logfmt | b > 5KB", "b=1XB", """__error__="LabelFilterErr", __error_details__="unhandled size name: xb", b="1XB" """)]
    [InlineData("json | drop __error__", "no json", """__error_details__="Value looks like object, but can't find closing '}' symbol" """)]
    public void Stage_makes_labels(string stages, string line, string expected) =>
        LabelText.Of(Run(stages, line)!.Parsed)[1..^1].ShouldBe(expected.TrimEnd());

    [Theory]
    [InlineData("unpack", """{"x":"1","_entry":"the line"}""", "the line")]
    [InlineData("unpack", """{"x":"1"}""", """{"x":"1"}""")]
    [InlineData("decolorize", "\u001b[1;31merror\u001b[0m ok", "error ok")]
    [InlineData("logfmt | line_format \"{{.a}}\"", "a=5", "5")]
    [InlineData("logfmt | line_format \"{{.gone}}{{.app}}\"", "a=5", "shop")]
    [InlineData("line_format \"{{ __line__ | upper }} {{ __timestamp__ | unixEpoch }}\"", "x", "X 1700000000")]
    public void Stage_changes_the_line(string stages, string line, string expected) => Run(stages, line)!.Text.ShouldBe(expected);

    [Theory]
    [InlineData("logfmt | n = 5", "n=5", true)]
    [InlineData("logfmt | n != 5", "n=5", false)]
    [InlineData("logfmt | n >= 5", "n=4.9", false)]
    [InlineData("logfmt | gone > 1", "n=5", false)]
    [InlineData("logfmt | gone = \"\"", "n=5", true)]
    [InlineData("logfmt | gone != \"x\"", "n=5", true)]
    [InlineData("logfmt | t < 1m30s", "t=89s", true)]
    [InlineData("logfmt | b <= 1KiB", "b=1,024", true)]
    [InlineData("logfmt | a = ip(\"10.0.0.1-10.0.0.9\")", "a=10.0.0.7", true)]
    [InlineData("logfmt | a != ip(\"10.0.0.0/8\")", "a=10.0.0.7", false)]
    [InlineData("json | __error__ = \"\"", "broken", false)]
    [InlineData("logfmt | x = \"1\" or y = \"2\", z = \"3\"", "x=1 z=9", true)]
    [InlineData("app =~ \"sh.p\"", "", true)]
    [InlineData("app =~ \"sh\"", "", false)]
    [InlineData("trace = \"t1\"", "", true)]
    public void Label_filter_judges(string stages, string line, bool kept) => (Run(stages, line) is not null).ShouldBe(kept);

    [Theory]
    [InlineData("|= \"b\"", true)]
    [InlineData("|= \"B\"", false)]
    [InlineData("|~ \"^a.*f$\"", true)]
    [InlineData("!~ \"x\"", true)]
    [InlineData("!= \"\"", false)]
    [InlineData("|= \"\"", true)]
    [InlineData("|> \"abc<_>\"", true)]
    [InlineData("|> \"<_>abc<_>\"", false)]
    [InlineData("|> \"<_>bcd<_>\"", true)]
    [InlineData("|> \"<_>bc\"", false)]
    [InlineData("|> \"<_>ef\"", true)]
    public void Line_filter_judges(string filter, bool kept) =>
        (new LinePipeline(((LogSelectorExpr)LogQlParser.Parse("{a=\"b\"} " + filter)).Stages).Process(0, "abcdef", Stream, Labels.Empty) is not null).ShouldBe(kept);

    [Theory]
    [InlineData("| line_format \"{{.x}\"", "parse error : stage '| line_format \"{{.x}\"' : invalid line template: template: line:1: bad character U+007D '}'")]
    [InlineData("| line_format \"{{ nofunc .x }}\"", "parse error : stage '| line_format \"{{ nofunc .x }}\"' : invalid line template: template: line:1: function \"nofunc\" not defined")]
    [InlineData("| label_format a=b,a=c", "parse error : stage '| label_format a=b,a=c' : multiple label name 'a' not allowed in a single format operation")]
    [InlineData("|~ ip(\"1.2.3.4\")", "parse error : stage '|~ ip(\"1.2.3.4\")' : ip: invalid operation")]
    [InlineData("|= ip(\"x\")", "parse error : stage '|= ip(\"x\")' : ip: invalid pattern: \"x\"")]
    [InlineData("|> \"<x>\"", "parse error : stage '|> \"<x>\"' : named captures are not allowed: found '<x>'")]
    public void Malformed_stage_is_refused(string stages, string message) =>
        Should.Throw<LogQlParseException>(() => new LinePipeline(((LogSelectorExpr)LogQlParser.Parse("{a=\"b\"} " + stages)).Stages)).Message.ShouldBe(message);

    static ProcessedLine? Run(string stages, string line) =>
        new LinePipeline(((LogSelectorExpr)LogQlParser.Parse("{a=\"b\"} | " + stages)).Stages).Process(1_700_000_000_000_000_000, line, Stream, Metadata);
}
