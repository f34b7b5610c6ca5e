using Almagest.Query.PromQL.Syntax;
using Almagest.Server.Apis.Prometheus;

namespace Almagest.Tests.Server.Apis.Prometheus;

public sealed class ParsedQueriesTests
{
    readonly ParsedQueries _queries = new();

    [Fact]
    public void Same_text_is_parsed_once() => _queries.Parse("sum(up{job=~\"a.*\"})").ShouldBeSameAs(_queries.Parse("sum(up{job=~\"a.*\"})"));

    [Fact]
    public void Texts_are_forgotten_when_there_are_many_or_when_they_are_long()
    {
        var first = _queries.Parse("x0");
        for (var i = 1; i <= 256; i++)
            _queries.Parse($"x{i}");
        _queries.Parse("x0").ShouldNotBeSameAs(first);
        var text = string.Join(" + ", Enumerable.Repeat("x", 1000));
        _queries.Parse(text).ShouldNotBeSameAs(_queries.Parse(text));
    }

    [Fact]
    public void Fault_is_told_each_time()
    {
        for (var i = 0; i < 2; i++)
            Should.Throw<PromQlParseException>(() => _queries.Parse("sum("));
    }
}
