using System.Text.Json;
using Almagest.Query.PromQL.Syntax;
using Almagest.Tests.Query.PromQL.Scripts;

namespace Almagest.Tests.Query.PromQL.Syntax;

public sealed class RoundTripTests
{
    [Fact]
    public void Every_query_of_every_script_keeps_its_meaning_when_formatted()
    {
        ScriptFolder.Names.ShouldNotBeEmpty("the PromQL scripts are missing: set ALMAGEST_SHARED or ALMAGEST_PROMQL_SCRIPTS");
        foreach (var eval in ScriptFolder.Names.Select(ScriptFolder.Get).SelectMany(static script => script.Evals))
        {
            if (eval.Fails && !Parses(eval.Query))
                continue;
            var expr = PromQlParser.Parse(eval.Query);
            var formatted = PromQlFormatter.Format(expr);
            PromQlFormatter.Format(PromQlParser.Parse(formatted)).ShouldBe(formatted);
            PromQlFormatter.Format(PromQlParser.Parse(PromQlFormatter.Pretty(expr))).ShouldBe(formatted);
            using var json = new Utf8JsonWriter(new MemoryStream());
            PromQlJson.Write(json, expr);
        }
    }

    static bool Parses(string query)
    {
        try
        {
            PromQlParser.Parse(query);
            return true;
        }
        catch (PromQlParseException)
        {
            return false;
        }
    }
}
