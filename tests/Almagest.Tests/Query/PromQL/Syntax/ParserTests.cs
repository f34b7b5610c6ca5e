using Almagest.Query.PromQL.Functions;
using Almagest.Query.PromQL.Syntax;
using ValueType = Almagest.Query.PromQL.Syntax.ValueType;

namespace Almagest.Tests.Query.PromQL.Syntax;

public sealed class ParserTests
{
    public static TheoryData<string, string> Faults => ScriptLines.Table("promql-faults.txt");

    [Theory]
    [MemberData(nameof(Faults))]
    public void Query_is_refused_with_the_words_of_Prometheus(string query, string message)
    {
        if (message == "OK")
            PromQlParser.Parse(query).ShouldNotBeNull();
        else
            Should.Throw<PromQlParseException>(() => PromQlParser.Parse(query)).Message.ShouldBe(message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# only words")]
    [InlineData(" \n ")]
    public void Nothing_to_evaluate_is_a_fault(string query) =>
        Should.Throw<PromQlParseException>(() => PromQlParser.Parse(query)).Fault.ShouldBe("no expression found in input");

    [Fact]
    public void Position_counts_lines_and_bytes() =>
        Should.Throw<PromQlParseException>(() => PromQlParser.Parse("\"ü\" ==\n\"ü\" ;")).Message.ShouldBe("2:6: parse error: unexpected character: ';'");

    [Theory]
    [InlineData("0x10", 16)]
    [InlineData("0755", 493)]
    [InlineData("1_000_000", 1e6)]
    [InlineData("08", 8)]
    [InlineData("1e-3", 0.001)]
    [InlineData("inF", double.PositiveInfinity)]
    [InlineData("-NaN", double.NaN)]
    [InlineData("1h30m", 5400)]
    [InlineData("250ms", 0.25)]
    [InlineData(".5", 0.5)]
    public void Number_is_read_as_Go_reads_it(string query, double value) => PromQlParser.Parse(query).ShouldBeOfType<NumberExpr>().Value.ShouldBe(value);

    [Theory]
    [InlineData("'a\\'b'", "a'b")]
    [InlineData("\"\\x41\\u00e9\\U0001F600\\101\\n\"", "Aé😀A\n")]
    [InlineData("`\\n`", "\\n")]
    public void String_is_unquoted(string query, string value) =>
        PromQlParser.Parse(query).ShouldBeOfType<StringExpr>().Value.ShouldBe(value);

    [Fact]
    public void Nesting_without_end_is_refused_and_not_a_crash()
    {
        Should.Throw<PromQlParseException>(() => PromQlParser.Parse(new string('(', 100_000) + "1" + new string(')', 100_000))).Fault.ShouldBe("expression is nested too deeply");
        Should.Throw<PromQlParseException>(() => PromQlParser.Parse(string.Concat(Enumerable.Repeat("1+", 100_000)) + "1")).Fault.ShouldBe("expression is nested too deeply");
        Should.Throw<PromQlParseException>(() => PromQlParser.Parse(new string('-', 100_000) + "1")).Fault.ShouldBe("expression is nested too deeply");
    }

    [Fact]
    public void Every_function_can_be_called_with_arguments_of_its_types()
    {
        foreach (var function in FunctionCatalog.All)
        {
            var arguments = function.ArgumentTypes.Select((type, i) => type switch
            {
                ValueType.Scalar => "1",
                ValueType.String => "\"x\"",
                ValueType.Vector => function.Name == "info" && i == 1 ? "{a=\"b\"}" : "up",
                _ => "up[1m]",
            });
            PromQlParser.Parse($"{function.Name}({string.Join(", ", arguments)})").Type.ShouldBe(function.ReturnType);
        }
    }

    [Fact]
    public void Selector_keeps_name_matchers_time_and_place()
    {
        var range = PromQlParser.Parse("sum(rate({\"http.requests\", code=~\"5..\",}[5m] @ 10.5 offset -1m))").ShouldBeOfType<AggregateExpr>().Inner
            .ShouldBeOfType<CallExpr>().Arguments[0].ShouldBeOfType<MatrixExpr>();
        range.RangeMs.ShouldBe(300_000);
        range.Span.Start.ShouldBe(9);
        range.Vector.Shift.ShouldBe(new TimeShift(AtKind.Time, 10_500, -60_000, null));
        range.Vector.Matchers.Select(static matcher => $"{matcher.Name}{matcher.Operator}{matcher.Value}").ShouldBe(["__name__=http.requests", "code=~5.."]);
    }
}
