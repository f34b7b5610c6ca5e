using Almagest.Model;
using Almagest.Query.LogQL.Pipeline;
using Almagest.Query.LogQL.Syntax;

namespace Almagest.Tests.Query.LogQL.Pipeline;

public sealed class ExtractionPathTests
{
    [Theory]
    [InlineData("json", "", "syntax error: unexpected $end, expecting LSB or FIELD")]
    [InlineData("json", ".a", "syntax error: unexpected DOT, expecting LSB or FIELD")]
    [InlineData("json", "a.", "syntax error: unexpected $end, expecting FIELD")]
    [InlineData("json", "a b", "syntax error: unexpected FIELD")]
    [InlineData("json", "a[x]", "syntax error: unexpected FIELD, expecting STRING or INDEX")]
    [InlineData("json", "a[1.5]", "syntax error: unexpected $end, expecting STRING or INDEX")]
    [InlineData("json", "a[1 2]", "syntax error: unexpected INDEX, expecting RSB")]
    [InlineData("json", "a-b", "unexpected char -")]
    [InlineData("logfmt", "", "syntax error: unexpected $end, expecting STRING or KEY")]
    [InlineData("logfmt", "a b", "syntax error: unexpected KEY")]
    [InlineData("logfmt", "a.b", "unexpected char .")]
    public void Malformed_path_is_told_as_Loki_does(string parser, string path, string fault) =>
        Should.Throw<LogQlParseException>(() => Pipeline(parser, path)).Message.ShouldEndWith($"cannot parse expression [{path}]: {fault}");

    [Theory]
    [InlineData("json", "a[ 1 ][\\\"b c\\\"].d", """{"a":[0,{"b c":{"d":"x"}}]}""")]
    [InlineData("json", "[\\\"a\\\"]", """{"a":"x"}""")]
    [InlineData("logfmt", " a ", "a=x")]
    public void Path_leads_to_a_value(string parser, string path, string line) =>
        Pipeline(parser, path).Process(1, line, Labels.Empty, Labels.Empty)!.Parsed["v"].ShouldBe("x");

    static LinePipeline Pipeline(string parser, string path) =>
        new(LogQlParser.ParseLogSelector($"{{a=\"b\"}} | {parser} v=\"{path}\"").Stages);
}
