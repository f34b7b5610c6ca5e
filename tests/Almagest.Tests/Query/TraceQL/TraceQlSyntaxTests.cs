using Almagest.Model;
using Almagest.Query.TraceQL;

namespace Almagest.Tests.Query.TraceQL;

/// <summary>Which texts are queries, as Tempo's documentation has it.</summary>
public sealed class TraceQlSyntaxTests
{
    [Theory]
    [InlineData("{ }")]
    [InlineData("{ } with (most_recent=true)")]
    [InlineData("{ status = error } | count() > 2 with (most_recent=true, sample=0.5)")]
    [InlineData("{ trace:id = `1f` && span:id = `2` && span:parentID != nil && span:childCount > 2 }")]
    [InlineData("{ event:name = `exception` && event:timeSinceStart > 2ms && event.exception.type =~ `Io.*` }")]
    [InlineData("{ link:traceID = `1f` || link:spanID = `2` || link.reason = `retry` }")]
    [InlineData("{ instrumentation:name = `otel` && instrumentation:version != `1` && instrumentation.key = 1 }")]
    [InlineData("{ nestedSetParent < 0 && rootServiceName = `a` && rootName != `b` && traceDuration > 1m }")]
    [InlineData("{ span.\"a b\" = 1 && .x !~ `y|z` }")]
    [InlineData("{ .a } !>> { .b } &<< { .c } ~ { .d } || { .e } &> { .f } !~ { .g }")]
    [InlineData("({ .a } | count() > 1) >> ({ .b } | by(name) | avg(duration) < 2s)")]
    [InlineData("{ .a } | by(resource.service.name) | coalesce() | select(span.x, status)")]
    [InlineData("{ .a } | rate() by (resource.service.name) | topk(5) with (exemplars=true)")]
    [InlineData("{ .a } | quantile_over_time(duration, .5, .99) by (name) > 100ms")]
    [InlineData("{ .a } | count_over_time() >= 3 | bottomk(2)")]
    [InlineData("{ .a } | histogram_over_time(span.size)")]
    [InlineData("{ .a } | compare({ status = error }, 5, 1, 2)")]
    public void Text_is_a_query(string text) => TraceQlParser.Parse(text).Text.ShouldBe(text);

    [Theory]
    [InlineData("{ .a } | rate() > `x`", "col 19")]
    [InlineData("{ .a } | count()", "expected a comparison after the aggregate")]
    [InlineData("{ .a } with (most_recent)", "expected \"=\"")]
    [InlineData("{ trace:rootServiceName = `a` }", "unknown identifier \"trace:rootServiceName\"")]
    [InlineData("{ span:rootName = `a` }", "unknown identifier")]
    [InlineData("{ .a == 4 }", "col 7")]
    [InlineData("topk(5)", "topk needs series")]
    [InlineData("rate()", "rate needs spans")]
    [InlineData("{ .a =~ `[` }", "is not a regular expression")]
    public void Fault_is_told_with_its_place(string text, string part)
    {
        var message = Should.Throw<UserErrorException>(() => TraceQlParser.Parse(text)).Message;
        message.ShouldStartWith("parse error at line 1, col ");
        message.ShouldContain(part);
    }

    [Theory]
    [InlineData(">", "2", "NaN 3")]
    [InlineData("<=", "2", "1 NaN")]
    [InlineData("=", "3", "NaN 3")]
    [InlineData(">", "5", "")]
    public void Comparison_keeps_values_of_series(string operation, string bound, string kept)
    {
        var metrics = new TraceQlMetrics(TraceQlParser.Parse($"{{ }} | count_over_time() {operation} {bound}"), 1_000, 1_010, 10);
        var exemplar = new TraceQlExemplar("1f", 1_000, 1);
        metrics.Add([], 0, new MeasuredSpans(1, 1, 1, 1, [], exemplar));
        metrics.Add([], 1, new MeasuredSpans(3, 3, 1, 1, [], exemplar));
        var series = metrics.Finish();
        string.Join(' ', series.SelectMany(static s => s.Values)).ShouldBe(kept);
        series.ShouldAllBe(static s => s.Exemplars.Count == 2);
    }
}
