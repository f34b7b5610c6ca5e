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
    [InlineData("{ .a } | rate() > 1 / 2 <= 30 | topk(5) != 3 | bottomk(2)")]
    [InlineData("({ .a } | rate())")]
    [InlineData("({ .a } | max_over_time(duration)) > 10s")]
    [InlineData("({ .a } | rate()) / ({ .b } | count_over_time() > 2) * 100 > 5 | topk(3)")]
    [InlineData("(1 + 2) * (({ .a } | rate() by (name)) - -1.5) with (sample=0.1) with (exemplars=false)")]
    [InlineData("({ .a } | count()) > (({ .b } | count()) + 1) * 2")]
    [InlineData("{ .a = minInt || .b < maxInt || nil = nil || name != nil || parent = nil }")]
    [InlineData("min(span:childCount) < 2 / 6")]
    public void Text_is_a_query(string text) => TraceQlParser.Parse(text).Text.ShouldBe(text);

    [Theory]
    [InlineData("{ .a } | rate() > `x`", "col 19")]
    [InlineData("", "unexpected end of query")]
    [InlineData("({ .a } | { .b }", "expected \")\"")]
    [InlineData("{ .a } && ", "expected \"(\"")]
    [InlineData("{ .a <> 3 }", "col 7")]
    [InlineData("{ * }", "expected an attribute")]
    [InlineData("{ -(.a = 1) }", "needs a number")]
    [InlineData("{ duration }", "a filter must be true or false")]
    [InlineData("{ .a } >> { `b` } ~ { .c }", "a filter must be true or false")]
    [InlineData("coalesce()", "nothing to join")]
    [InlineData("by(.a) && { .b }", "col 8")]
    [InlineData("{ .a } | by()", "expected an attribute")]
    [InlineData("{ .a } | select()", "expected an attribute")]
    [InlineData("{ .a } | count(.b) > 1", "expected \")\"")]
    [InlineData("{ .a } | min(1) > 1", "an aggregate must read the span")]
    [InlineData("{ .a } | avg(`b`) > 1", "needs a number")]
    [InlineData("{ .a } > 10", "expected \"(\"")]
    [InlineData("{ .a } | count()", "expected a comparison after the aggregate")]
    [InlineData("{ .a } with (most_recent)", "expected \"=\"")]
    [InlineData("{ trace:rootServiceName = `a` }", "unknown identifier \"trace:rootServiceName\"")]
    [InlineData("{ span:rootName = `a` }", "unknown identifier")]
    [InlineData("{ .a == 4 }", "col 7")]
    [InlineData("topk(5)", "topk needs series")]
    [InlineData("rate()", "rate needs spans")]
    [InlineData("{ .a =~ `[` }", "is not a regular expression")]
    [InlineData("3 = 2", "needs an aggregate")]
    [InlineData("{ .a } | 3 > 2", "needs an aggregate")]
    [InlineData("2 + 3", "col 6")]
    [InlineData("{ .a } | (3)", "col 13")]
    [InlineData("{ .a } | rate() + 5", "col 17")]
    [InlineData("5 + { .a } | rate()", "col 5")]
    [InlineData("({ .a } | rate()) % 10", "operator % does not go with series")]
    [InlineData("({ .a } | rate()) >> ({ .b } | rate())", "col 19")]
    [InlineData("({ .a }) + ({ .b })", "col 10")]
    [InlineData("({ .a } | rate()) + ({ .b } | count())", "not with aggregates")]
    [InlineData("({ .a } | rate()) * 10s", "duration cannot be used as a scalar operand")]
    [InlineData("({ .a } | rate()) > (10s * 2)", "duration cannot be used in scalar arithmetic")]
    [InlineData("({ .a } | rate()) * (1 / 0)", "division by zero")]
    [InlineData("({ .a } | rate()) + 100000000000000000000", "is too large")]
    [InlineData("{ .a } | rate() | { .b }", "expected topk or bottomk")]
    [InlineData("{ .a } | rate() | topk(0)", "at least one series")]
    [InlineData("{ .a } | rate() | topk(-1)", "col 24")]
    [InlineData("{ .a } | compare({ status = error }) | topk(3)", "cannot be used with second stage functions")]
    [InlineData("{ .a } | compare({ status = error }) > 3", "cannot be used with second stage functions")]
    [InlineData("({ .a } | compare({ status = error })) + 1", "cannot be used with second stage functions")]
    [InlineData("{ .a } | compare({ status = error }, 5, 2, 1)", "an end after it")]
    [InlineData("{ .a } | compare({ status = error }, 1001)", "from 1 to 1000")]
    [InlineData("{ status = nil }", "status = nil is never true")]
    [InlineData("{ nil = resource.service.name }", "resource.service.name = nil is never true")]
    public void Fault_is_told_with_its_place(string text, string part)
    {
        var message = Should.Throw<UserErrorException>(() => TraceQlParser.Parse(text)).Message;
        message.ShouldStartWith("parse error at line 1, col ");
        message.ShouldContain(part);
    }

    [Fact]
    public void Hints_are_told()
    {
        var hints = TraceQlParser.Parse("{ } | rate() with (exemplars=5, sample=true)").Hints;
        hints["exemplars"].ShouldBe(TqValue.Of(5));
        hints["sample"].IsTrue.ShouldBeTrue();
    }

    [Fact]
    public void Deep_calculation_is_read_in_time_that_grows_with_its_length() =>
        TraceQlParser.Parse(string.Concat(Enumerable.Repeat("(1 * ", 45)) + "({ .a } | rate())" + new string(')', 45)).Calculation.ShouldNotBeNull();

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
