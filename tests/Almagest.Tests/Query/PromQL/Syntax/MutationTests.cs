using Almagest.Query.PromQL.Syntax;

namespace Almagest.Tests.Query.PromQL.Syntax;

public sealed class MutationTests
{
    static readonly string[] Pieces =
    [
        "(", ")", "[", "]", "{", "}", "\"", "'", "`", "\\", "+", "-", "*", "/", "^", "@", "offset ", "by ", "without", "on", "sum", "5m", "1e", "0x", "step()", ":", "=~", "!",
        "~", "<", "</", "bool ", "group_left", "fill(", ",", "#", "\n", "é", "\ud800", "anchored", "max_of(", "_", "inf", "nan", "start()",
    ];

    [Fact]
    public void Mutated_query_is_refused_or_keeps_its_form_and_never_fails_otherwise()
    {
        var queries = ScriptLines.Table("promql-formats.txt").Concat(ScriptLines.Table("promql-faults.txt")).Select(static row => (string)row[0]).ToArray();
        var random = new Random(1);
        for (var i = 0; i < 10_000; i++)
        {
            var query = queries[random.Next(queries.Length)];
            for (var mutations = random.Next(1, 4); mutations > 0; mutations--)
                query = Mutate(query, random);
            if (Format(query) is { } formatted)
                Format(formatted).ShouldBe(formatted, query);
        }
    }

    static string Mutate(string query, Random random)
    {
        var at = random.Next(query.Length + 1);
        var removed = random.Next(0, Math.Min(3, query.Length - at) + 1);
        return query[..at] + (random.Next(3) == 0 ? "" : Pieces[random.Next(Pieces.Length)]) + query[(at + removed)..];
    }

    static string? Format(string query)
    {
        try
        {
            return PromQlFormatter.Format(PromQlParser.Parse(query));
        }
        catch (PromQlParseException)
        {
            return null;
        }
    }
}
