using System.Globalization;
using System.Text.Json.Nodes;

namespace Almagest.Scenarios.Traces;

/// <summary>What the pages of services and the heatmap ask for.</summary>
[Collection(TraceCollection.Name)]
public sealed class ServicePageTests(TraceFixture fixture)
{
    [Fact]
    public async Task Dependencies_of_a_service_name_both_sides()
    {
        var answer = await fixture.JsonAsync("/api/vault/traces/services/ml-engine/dependencies");
        Names(answer["callers"], "from").ShouldBe(["recommender"]);
        Names(answer["calls"], "to").ShouldBe(["redis"]);
        var call = answer["callers"]![0]!;
        ((long)call["calls"]!, (long)call["maxNano"]!).ShouldBe((3, 120_000_000), "the engine has three children of the call");
    }

    [Fact]
    public async Task Errors_are_grouped_by_exception()
    {
        var groups = (await fixture.JsonAsync("/api/vault/traces/services/shop/errors"))["groups"]!.AsArray();
        groups.Count.ShouldBe(1);
        var group = groups[0]!;
        ((string)group["type"]!, (string)group["message"]!, (long)group["count"]!).ShouldBe(("CardDeclined", "no money", 2));
        group["operations"]!.AsArray().Select(static o => (string)o!).Order().ShouldBe(["POST /orders", "charge"]);
        group["traceIds"]!.AsArray().Select(static t => (string)t!).ShouldBe([TraceFixture.Order]);
        group["versions"]!.AsArray().Select(static t => (string)t!).ShouldBe(["1.2.3"]);
        group["sparkline"]!.AsArray().Sum(static n => (long)n!).ShouldBe(2);
    }

    [Fact]
    public async Task Shape_of_a_short_range_ends_where_the_range_does()
    {
        var sent = TraceFixture.Start / 1_000_000;
        var rows = (await fixture.JsonAsync($"/api/vault/traces/services?from={sent - 300_000}&to={sent + 300_000}"))["rows"]!.AsArray();
        var shape = rows.Single(static r => (string)r!["name"]! == "goals")!["sparkline"]!.AsArray();
        shape.Count.ShouldBeInRange(10, 12);
        shape.Sum(static n => (long)n!).ShouldBe(1);
    }

    [Fact]
    public async Task Deployments_are_told_by_version()
    {
        var answer = await fixture.JsonAsync("/api/vault/traces/services/goals/deployments?apdex=100ms");
        ((long)answer["apdexNano"]!).ShouldBe(100_000_000);
        var version = answer["versions"]!.AsArray().Single()!;
        ((string)version["version"]!, (long)version["calls"]!, (long)version["errors"]!, (double)version["apdex"]!).ShouldBe(("1.2.3", 1, 0, 0.5), "250 ms is above 100 and below 400");
    }

    [Theory]
    [InlineData("1s", 1)]
    [InlineData("100ms", 0.5)]
    [InlineData("10ms", 0)]
    public async Task Apdex_follows_the_threshold(string threshold, double expected)
    {
        var rows = (await fixture.JsonAsync($"/api/vault/traces/services?apdex={threshold}"))["rows"]!.AsArray();
        ((double)rows.Single(static r => (string)r!["name"]! == "goals")!["apdex"]!).ShouldBe(expected);
        ((double)rows.Single(static r => (string)r!["name"]! == "shop")!["apdex"]!).ShouldBe(0, "its only request failed");
    }

    [Theory]
    [InlineData("", 21)]
    [InlineData("service=goals", 7)]
    [InlineData("q={ span.llm.tokens > 500 }", 1)]
    [InlineData("q={ .user_id = `u7` }", 1)]
    [InlineData("q={ resource.host.cpus = 4 %26%26 status = error }", 2)]
    [InlineData("q={ name =~ `.*insert.*` }", 2)]
    [InlineData("q={ name = `create_goal` } > { }", 3)]
    [InlineData("service=shop&status=error", 2)]
    [InlineData("q={ kind = client || status = error }", 7)]
    [InlineData("q={ !(kind = client) %26%26 name != `publish_order` }", 14)]
    [InlineData("q={ name =~ `charge|publish.*` }", 2)]
    [InlineData("q={ .host.cpus = `4` }", 0)]
    [InlineData("q={ .host.cpus != nil }", 21)]
    [InlineData("q={ .llm.tokens = nil }", 20)]
    [InlineData("q={ !(.llm.tokens = 523) }", 20)]
    public async Task Heatmap_counts_every_span_once(string query, long spans)
    {
        var map = await fixture.JsonAsync($"/api/vault/traces/heatmap?{query}&steps=30");
        ((int)map["steps"]!).ShouldBeInRange(30, 31, "steps of minutes begin with a whole one");
        map["cells"]!.AsArray().Sum(static c => (long)c!["spans"]!).ShouldBe(spans);
        var buckets = map["buckets"]!.AsArray().Select(static b => (int)b!["bucket"]!).ToHashSet();
        map["cells"]!.AsArray().ShouldAllBe(c => buckets.Contains((int)c!["bucket"]!));
    }

    [Theory]
    [InlineData("")]
    [InlineData("&q={ } >> { } || { }")]
    public async Task Selection_tells_what_sets_it_apart(string query)
    {
        var answer = await fixture.JsonAsync($"/api/vault/traces/heatmap/selection?service=goals&selectMin=150ms&selectMax=200ms{query}");
        ((long)answer["selected"]!, (bool)answer["sampled"]!).ShouldBe((2, false));
        answer["traceIds"]!.AsArray().Select(static t => (string)t!).ShouldBe([TraceFixture.Goal]);
        var tokens = answer["differences"]!.AsArray().Single(static d => (string)d!["key"]! == "llm.tokens")!;
        ((double)tokens["shareA"]!, (double)tokens["shareB"]!).ShouldBe((0.5, 0));
    }

    [Fact]
    public async Task Map_over_a_short_range_leaves_out_what_lies_outside()
    {
        var before = DateTimeOffset.FromUnixTimeMilliseconds(TraceFixture.Start / 1_000_000).AddMinutes(-2);
        var range = string.Create(CultureInfo.InvariantCulture, $"from={before.AddMinutes(-5).ToUnixTimeMilliseconds()}&to={before.ToUnixTimeMilliseconds()}");
        (await fixture.JsonAsync($"/api/vault/traces/map?{range}"))["edges"]!.AsArray().ShouldBeEmpty();
    }

    static IEnumerable<string> Names(JsonNode? edges, string side) => edges!.AsArray().Select(e => (string)e![side]!["name"]!);
}
