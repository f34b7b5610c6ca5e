using Almagest.Model.Traces;
using Almagest.Query.Traces;

namespace Almagest.Tests.Query.Traces;

public sealed class TraceAnalysisTests
{
    [Fact]
    public void Goal_trace_names_the_llm_call_as_bottleneck()
    {
        var analysis = TraceAnalysis.Of(SampleTraces.Parse(SampleTraces.CreateGoal));
        analysis.Bottleneck!.Sentence.ShouldBe("LLM call: 180 of 250 ms, 72 %");
        analysis.Bottleneck.Node.Span.Name.ShouldBe("llm.generate_smart_goal");
        analysis.Bottleneck.Reason.ShouldBe(
            "\"http.post->api.openai.com\" in \"api\" works 175 ms of the critical path itself, more than any other operation; it is 97 % of \"llm.generate_smart_goal\"");
        Self(analysis, "POST /v1/goals/create").ShouldBe(15);
        Self(analysis, "create_goal").ShouldBe(5);
        Self(analysis, "llm.generate_smart_goal").ShouldBe(5);
        Self(analysis, "http.post->api.openai.com").ShouldBe(175);
        analysis.CriticalPath.Sum(static s => s.DurationNano).ShouldBe(250_000_000);
    }

    [Theory]
    [InlineData("GET /recommend", 10)]
    [InlineData("authenticate", 5)]
    [InlineData("ml_engine_call", 0)]
    [InlineData("get_user_embedding", 2)]
    [InlineData("redis_get", 8)]
    [InlineData("ann_search", 2)]
    [InlineData("faiss_search", 78)]
    [InlineData("rerank", 30)]
    [InlineData("log_usage", 3)]
    [InlineData("postgres_insert", 12)]
    public void Recommendation_trace_has_these_self_times(string name, double millis) =>
        Self(TraceAnalysis.Of(SampleTraces.Parse(SampleTraces.Recommend)), name).ShouldBe(millis);

    [Fact]
    public void Recommendation_trace_names_the_search() =>
        TraceAnalysis.Of(SampleTraces.Parse(SampleTraces.Recommend)).Bottleneck!.Sentence.ShouldBe("ann_search: 80 of 150 ms, 53 %");

    [Theory]
    [InlineData("POST /cart 0-13 server @front\n  POST 2-11 client @front http.method=POST\n    POST /cart 3-6 server @cart", "HTTP call POST itself: 6 of 13 ms, 46 %")]
    [InlineData("GET / 0-26 server @front\n  GET 1-17 client @front http.method=GET\n    GET /r 1-17 server @rec\n      SELECT x 2-16 client @rec db.system=postgresql", "database call SELECT x in rec: 14 of 26 ms, 54 %")]
    [InlineData("job 0-100 server\n  pay 9-95\n    POST 10-94 client http.method=POST server.address=bank.example", "HTTP call POST to bank.example: 84 of 100 ms, 84 %")]
    [InlineData("job 0-100 server\n  GET bank.example 10-94 client http.method=GET server.address=bank.example", "HTTP call GET bank.example: 84 of 100 ms, 84 %")]
    [InlineData("job 0-100 server\n  llm.ask 9-95\n    send 9-95\n      POST 10-94 client http.method=POST", "LLM call: 86 of 100 ms, 86 %")]
    [InlineData("job 0-60000 server\n  a 0-20000\n  b 20000-41500", "b: 22 of 60 s, 36 %")]
    [InlineData("job 0-3600000 server\n  a 0-2700000", "a: 45 of 60 min, 75 %")]
    [InlineData("job 0-0.5 server\n  a 0-0.3125", "a: 0.313 of 0.5 ms, 63 %")]
    [InlineData("all 0-50", "all: 50 of 50 ms, 100 %")]
    public void Bottleneck_is_told_by_who_works(string trace, string sentence) =>
        TraceAnalysis.Of(SampleTraces.Parse(trace)).Bottleneck!.Sentence.ShouldBe(sentence);

    [Theory]
    [InlineData("r 0-100\n  a 10-60\n  b 20-90", "r b r", 20)]
    [InlineData("r 0-100\n  a 10-40\n  b 50-90", "r a r b r", 30)]
    [InlineData("r 0-100\n  late 50-150", "r late", 50)]
    [InlineData("r 0-100\n  after 110-150", "r", 100)]
    [InlineData("r 0-0", "", 0)]
    public void Critical_path_and_self_time_of_the_root(string trace, string path, double rootSelf)
    {
        var analysis = TraceAnalysis.Of(SampleTraces.Parse(trace));
        string.Join(' ', analysis.CriticalPath.Select(static s => s.Node.Span.Name)).ShouldBe(path);
        Self(analysis, "r").ShouldBe(rootSelf);
    }

    [Fact]
    public void Equal_queries_one_after_the_other_are_n_plus_one()
    {
        var lines = Enumerable.Range(0, 8).Select(static i => $"  SELECT product {i * 10 + 1}-{i * 10 + 9} client db.system=postgresql db.statement=id={i}00000000");
        var analysis = TraceAnalysis.Of(SampleTraces.Parse("list 0-100 server\n" + string.Join('\n', lines)));
        var found = analysis.Repetitions.ShouldHaveSingleItem();
        (found.Kind, found.Calls.Count, found.DurationNano).ShouldBe((RepetitionKind.NPlusOne, 8, 64_000_000));
        analysis.Bottleneck!.Sentence.ShouldBe("database call SELECT product × 8: 64 of 100 ms, 64 %");
    }

    [Theory]
    [InlineData("r 0-100\n  pay 0-10 client error\n  pay 20-30 client error\n  pay 50-60 client", true)]
    [InlineData("r 0-100\n  pay 0-10 client error\n  pay 20-30 client error", false)]
    public void Failed_attempts_are_retries(string trace, bool succeeded)
    {
        var found = TraceAnalysis.Of(SampleTraces.Parse(trace)).Repetitions.ShouldHaveSingleItem();
        (found.Kind, found.Succeeded).ShouldBe((RepetitionKind.Retry, succeeded));
    }

    [Fact]
    public void Error_origin_is_the_deepest_failure()
    {
        var origins = TraceAnalysis.Of(SampleTraces.Parse("r 0-100 error\n  a 0-10\n  b 10-90 error\n    c 20-80 error\n  d 90-95 error")).Errors;
        origins.Select(static o => (o.Node.Span.Name, o.Affected)).ShouldBe([("c", 2), ("d", 1)]);
    }

    [Fact]
    public void Parents_in_a_circle_and_missing_parents_still_make_a_tree()
    {
        List<TraceSpan> spans = [Span("1", "2", 0), Span("2", "1", 1), Span("3", "9", 2), Span("4", "4", 3), Span("5", "1", 4)];
        var tree = TraceTree.Build(spans);
        tree.Nodes.Count.ShouldBe(5);
        tree.Nodes.Select(static n => n.Span.SpanId).Order().ShouldBe(["1", "2", "3", "4", "5"]);
    }

    [Fact]
    public void Client_and_server_of_one_id_are_parent_and_child()
    {
        List<TraceSpan> spans = [Span("1", "", 0), Span("2", "1", 10, SpanKind.Client), Span("2", "1", 11, SpanKind.Server), Span("3", "2", 12)];
        var tree = TraceTree.Build(spans);
        tree.Nodes.Select(static n => (n.Span.Kind, n.Depth)).ShouldBe(
            [(SpanKind.Unspecified, 0), (SpanKind.Client, 1), (SpanKind.Server, 2), (SpanKind.Unspecified, 2)]);
    }

    [Fact]
    public void Deep_trace_does_not_overflow()
    {
        var spans = Enumerable.Range(0, 100_000).Select(static i => Span($"{i:x16}", i == 0 ? "" : $"{i - 1:x16}", i)).ToList();
        TraceAnalysis.Of(spans).CriticalPath.ShouldNotBeEmpty();
    }

    [Fact]
    public void Comparison_shows_where_a_trace_is_slower()
    {
        var slow = TraceTree.Build(SampleTraces.Parse(SampleTraces.CreateGoal.Replace("207-237", "207-238", StringComparison.Ordinal)));
        var difference = TraceComparison.Compare(TraceTree.Build(SampleTraces.Parse(SampleTraces.CreateGoal)), slow)[0];
        (difference.Path[^1], difference.SelfB - difference.SelfA, difference.Path.Count).ShouldBe(("api: postgres.insert_goal", 1_000_000, 3));
    }

    [Fact]
    public void Group_comparison_names_the_attribute_that_differs()
    {
        var fast = SampleTraces.Parse("a 0-1 zone=a\na 0-1 zone=b");
        var slow = SampleTraces.Parse("a 0-9 zone=b\na 0-9 zone=b");
        GroupComparison.Compare(slow, fast, 1).ShouldHaveSingleItem().ShouldBe(new AttributeDifference("zone", "b", 1, 0.5));
    }

    static double Self(TraceAnalysis analysis, string name) =>
        analysis.SelfNano[analysis.Tree.Nodes.Single(n => n.Span.Name == name).Index] / 1e6;

    static TraceSpan Span(string id, string parent, long start, SpanKind kind = SpanKind.Unspecified) =>
        new() { TraceId = "t", SpanId = id, ParentSpanId = parent, Service = "s", Name = "n", StartUnixNano = start, DurationNano = 100, Kind = kind };
}
