using Almagest.Query.TraceQL;
using Almagest.Query.Traces;
using Almagest.Tests.Query.Traces;

namespace Almagest.Tests.Query.TraceQL;

/// <summary>Each case is a query and the names of the spans it finds in one trace, in its order.</summary>
public sealed class TraceQlEvaluatorTests
{
    const string Trace = """
        root 0-100 server @web http.status_code=500 error
          auth 0-5 @web
          list 10-60 @web
            q1 11-20 client @web db.system=pg rows=3
            q2 21-40 client @web db.system=pg rows=7.5 error
          pay 61-99 client @web
            charge 62-98 server @pay amount=12 cached=true tags=["gold","eu"] sizes=[3,7] mixed=["a",1]
        """;

    [Theory]
    [InlineData("{ }", "root auth list q1 q2 pay charge")]
    [InlineData("{ true }", "root auth list q1 q2 pay charge")]
    [InlineData("{ false }", "")]
    [InlineData("{ name = \"pay\" }", "pay")]
    [InlineData("{ name =~ \"q.\" }", "q1 q2")]
    [InlineData("{ name =~ \"q\" }", "")]
    [InlineData("{ name !~ \"q.|pay|c.*\" }", "root auth list")]
    [InlineData("{ .db.system = \"pg\" && duration > 10ms }", "q2")]
    [InlineData("{ .db.system != \"pg\" }", "")]
    [InlineData("{ .db.system = nil }", "root auth list pay charge")]
    [InlineData("{ nil != .db.system }", "q1 q2")]
    [InlineData("{ !(.db.system = \"pg\") }", "root auth list pay charge")]
    [InlineData("{ resource.service.name = \"pay\" }", "charge")]
    [InlineData("{ .service.name = \"pay\" }", "charge")]
    [InlineData("{ span.service.name = \"pay\" }", "")]
    [InlineData("{ span.rows > 3 }", "q2")]
    [InlineData("{ span.rows * 2 >= 6 }", "q1 q2")]
    [InlineData("{ span.rows = 3.0 }", "q1")]
    [InlineData("{ span.rows = \"3\" }", "")]
    [InlineData("{ .cached }", "charge")]
    [InlineData("{ .tags = \"gold\" }", "charge")]
    [InlineData("{ \"eu\" = .tags }", "charge")]
    [InlineData("{ .tags = \"silver\" }", "")]
    [InlineData("{ .tags != \"silver\" }", "charge")]
    [InlineData("{ .tags != \"gold\" }", "")]
    [InlineData("{ .tags =~ \"g.*\" }", "charge")]
    [InlineData("{ .tags !~ \"g.*\" }", "")]
    [InlineData("{ .tags !~ \"x.*\" }", "charge")]
    [InlineData("{ .tags = 1 }", "")]
    [InlineData("{ .tags != nil }", "charge")]
    [InlineData("{ .sizes > 6 }", "charge")]
    [InlineData("{ 5 > .sizes }", "charge")]
    [InlineData("{ .sizes > 7 }", "")]
    [InlineData("{ .sizes = \"3\" }", "")]
    [InlineData("{ .mixed = \"a\" }", "")]
    [InlineData("{ .mixed = `[\"a\",1]` }", "charge")]
    [InlineData("{ nil = nil }", "")]
    [InlineData("{ nil != nil }", "")]
    [InlineData("{ .sizes <= 3 && .sizes != 4.5 && .tags = `eu` && .tags = `gold` }", "charge")]
    [InlineData("{ .cached = !false && .cached != false }", "charge")]
    [InlineData("{ -2 ^ 2 = -4 && name = \"q1\" }", "q1")]
    [InlineData("{ trace:id = \"A\" || name = \"q1\" }", "q1")]
    [InlineData("{ trace:id = \"aaaaaaaaaaaaaaaaAAAAaaaaaaaaaaaa\" && name = \"q1\" }", "q1")]
    [InlineData("{ status = error }", "root q2")]
    [InlineData("{ kind = client && status != error }", "q1 pay")]
    [InlineData("{ span:kind = server || name = \"auth\" }", "root auth charge")]
    [InlineData("{ name = \"auth\" || name = \"list\" && false }", "")]
    [InlineData("{ name = \"auth\" || (name = \"list\" && false) }", "auth")]
    [InlineData("{ childCount = 2 }", "list")]
    [InlineData("{ parent = nil }", "root")]
    [InlineData("{ parent.db.system = nil && childCount > 2 }", "root")]
    [InlineData("{ parent.http.status_code = 500 }", "auth list pay")]
    [InlineData("{ rootName = \"root\" && rootServiceName = \"web\" && traceDuration = 100ms && name = \"q1\" }", "q1")]
    [InlineData("{ nestedSetLeft = 1 && nestedSetRight = 14 && nestedSetParent = -1 }", "root")]
    [InlineData("{ name = \"q2\" && nestedSetLeft = 7 && nestedSetRight = 8 && nestedSetParent = 4 }", "q2")]
    [InlineData("{ 1 / 2 = 0 && 1.0 / 2 = 0.5 && 2 ^ 3 ^ 2 = 512 && 7 % 4 = 3 && -1 < 0 && 1s + 500ms = 1.5s && name = \"q1\" }", "q1")]
    [InlineData("{ name = \"list\" } > { .db.system = \"pg\" }", "q1 q2")]
    [InlineData("{ name = \"root\" } >> { kind = client }", "q1 q2 pay")]
    [InlineData("{ .db.system = \"pg\" } < { }", "list")]
    [InlineData("{ .db.system = \"pg\" } << { }", "root list")]
    [InlineData("{ name = \"q1\" } ~ { }", "q2")]
    [InlineData("{ } ~ { name = \"charge\" }", "")]
    [InlineData("{ name = \"list\" } !> { kind = client }", "pay")]
    [InlineData("{ name = \"list\" } !>> { }", "root auth list pay charge")]
    [InlineData("{ name = \"q1\" } !< { childCount > 0 }", "root pay")]
    [InlineData("{ name = \"q1\" } !<< { childCount > 0 }", "pay")]
    [InlineData("{ name = \"q1\" } !~ { kind = client }", "q1 pay")]
    [InlineData("{ name = \"list\" } &> { status = error }", "list q2")]
    [InlineData("{ name = \"root\" } &>> { name = \"q1\" }", "root q1")]
    [InlineData("{ name = \"q1\" } &<< { name = \"root\" || name = \"pay\" }", "root q1")]
    [InlineData("{ name = \"q1\" } &~ { }", "q1 q2")]
    [InlineData("{ name = \"q1\" } && { name = \"none\" }", "")]
    [InlineData("{ name = \"q1\" } && { name = \"pay\" }", "q1 pay")]
    [InlineData("{ name = \"q1\" } || { name = \"none\" }", "q1")]
    [InlineData("{ name = \"root\" } > { name = \"pay\" } > { name = \"charge\" }", "charge")]
    [InlineData("{ kind = client } | count() > 2", "q1 q2 pay")]
    [InlineData("{ kind = client } | count() > 3", "")]
    [InlineData("{ .db.system = \"pg\" } | avg(duration) = 14ms", "q1 q2")]
    [InlineData("{ } | max(.rows) = 7.5", "root auth list q1 q2 pay charge")]
    [InlineData("{ } | sum(.none) = 0", "")]
    [InlineData("max(duration) >= 100ms | { status = error }", "root q2")]
    [InlineData("{ } | by(resource.service.name) | count() = 1", "charge")]
    [InlineData("{ } | by(kind) | count() > 2 | coalesce()", "auth list q1 q2 pay", true)]
    [InlineData("({ kind = client } | count() > 2) && { name = \"auth\" }", "auth q1 q2 pay")]
    [InlineData("({ kind = client } | count()) > ({ kind = server } | count())", "root auth list q1 q2 pay charge")]
    [InlineData("{ name = \"q1\" } | select(.rows, duration)", "q1")]
    [InlineData("{ span.\"rows\" = 3 } // a comment", "q1")]
    public void Query_finds_spans(string query, string expected, bool anyInternal = false)
    {
        var tree = TraceTree.Build(SampleTraces.Parse(Trace));
        var found = TraceQlEvaluator.Evaluate(TraceQlParser.Parse(query).Stages, tree);
        var names = string.Join(' ', found.SelectMany(static s => s.Nodes).Select(static n => n.Span.Name));
        names.ShouldBe(anyInternal ? expected.Replace("auth list ", "", StringComparison.Ordinal) : expected);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("true", 1)]
    [InlineData("{ .a < }", 8)]
    [InlineData("{ .a < 3", 9)]
    [InlineData("{ attribute = 4 }", 3)]
    [InlineData("{ .attribute == 4 }", 15)]
    [InlineData("{ span. }", 3)]
    [InlineData("{ name = \"x }", 10)]
    [InlineData("{ name = 1 }", 8)]
    [InlineData("{ 1 + \"foo\" = 1 }", 5)]
    [InlineData("{ status > ok }", 10)]
    [InlineData("{ status }", 3)]
    [InlineData("{ -true }", 3)]
    [InlineData("{ span.foo =~ \"[\" }", 15)]
    [InlineData("{ true } + { true }", 10)]
    [InlineData("{ true } | count()", 19)]
    [InlineData("{ true } | count = 1", 18)]
    [InlineData("{ true } | by(1)", 15)]
    [InlineData("{ true } | sum(3) = 2", 16)]
    [InlineData("coalesce() | { true }", 1)]
    [InlineData("rate()", 1)]
    [InlineData("{ } | quantile_over_time(duration)", 7)]
    [InlineData("{ } | topk(3)", 7)]
    [InlineData("{ trace:status = error }", 3)]
    [InlineData("{\n .a ? 1 }", 5, 2)]
    public void Wrong_query_names_line_and_column(string query, int column, int line = 1) =>
        Should.Throw<Almagest.Model.UserErrorException>(() => TraceQlParser.Parse(query))
            .Message.ShouldStartWith($"parse error at line {line}, col {column}: ");

    [Fact]
    public void Endless_nesting_is_refused() =>
        Should.Throw<Almagest.Model.UserErrorException>(() => TraceQlParser.Parse(new string('(', 10_000))).Message.ShouldContain("levels of nesting");
}
