using System.Text;
using System.Text.Json;
using Almagest.Query.PromQL.Syntax;

namespace Almagest.Tests.Query.PromQL.Syntax;

public sealed class FormatterTests
{
    public static TheoryData<string, string> Formats => ScriptLines.Table("promql-formats.txt");

    [Theory]
    [MemberData(nameof(Formats))]
    public void Query_has_one_canonical_form(string query, string canonical)
    {
        PromQlFormatter.Format(PromQlParser.Parse(query)).ShouldBe(canonical);
        PromQlFormatter.Format(PromQlParser.Parse(canonical)).ShouldBe(canonical);
    }

    [Fact]
    public void Long_query_is_broken_at_every_level_that_does_not_fit()
    {
        const string Query = "sum by (job, mode) (rate(node_cpu_seconds_total{mode!=\"idle\"}[5m])) / on (job) group_left () sum by (job) (rate(node_cpu_seconds_total[5m]))";
        PromQlFormatter.Pretty(PromQlParser.Parse(Query)).ShouldBe(
            """
              sum by (job, mode) (rate(node_cpu_seconds_total{mode!="idle"}[5m]))
            / on (job) group_left ()
              sum by (job) (rate(node_cpu_seconds_total[5m]))
            """.ReplaceLineEndings("\n"));
    }

    [Theory]
    [InlineData("-up", """{"expr":{"anchored":false,"matchers":[{"name":"__name__","type":"=","value":"up"}],"name":"up","offset":0,"offsetExpr":null,"smoothed":false,"startOrEnd":null,"timestamp":null,"type":"vectorSelector"},"op":"-","type":"unaryExpr"}""")]
    [InlineData("pi() > bool 1", """{"bool":true,"lhs":{"args":[],"func":{"argTypes":[],"name":"pi","returnType":"scalar","variadic":0},"type":"call"},"matching":null,"op":"\u003E","rhs":{"type":"numberLiteral","val":"1"},"type":"binaryExpr"}""")]
    public void Tree_is_written_as_json(string query, string expected)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
            PromQlJson.Write(json, PromQlParser.Parse(query));
        Encoding.UTF8.GetString(stream.ToArray()).ShouldBe(expected);
    }
}
