using System.Text.Json.Nodes;

namespace Almagest.Scenarios.Logs.Patterns;

public sealed class PatternTests(PatternFixture server) : IClassFixture<PatternFixture>
{
    [Theory]
    [InlineData("service:shop", "search")]
    [InlineData("{service_name=\"shop\"}", "logql")]
    public async Task Lines_before_and_after_a_kill_have_one_pattern(string query, string language)
    {
        var answer = await server.PatternsAsync(query, language);
        ((long)answer["lines"]!).ShouldBe(50);
        var requests = Of(answer, "level=info request <_> from <_> done");
        ((long)requests["count"]!).ShouldBe(41);
        ((double)requests["share"]!).ShouldBe(41.0 / 50, 0.0001);
        ((bool)requests["is_new"]!).ShouldBeTrue();
        ((long)requests["first_seen"]!).ShouldBe(server.Start);
        ((long)requests["level_counts"]!["info"]!).ShouldBe(41);
        requests["services"]!.ToJsonString().ShouldBe("[\"shop\"]");
        requests["points"]!.ToJsonString().ShouldBe($"[[{PatternFixture.Text(server.Start)},40],[{PatternFixture.Text(server.Start + 120_000)},1]]");
        requests["sample"]!["body"]!.ToString().ShouldBe("level=info request 0 from 10.0.0.0 done");
    }

    [Fact]
    public async Task Patterns_that_became_one_are_counted_and_found_as_one()
    {
        var locked = Of(await server.PatternsAsync("service:shop", "search"), "level=warn user <_> is locked out");
        ((long)locked["count"]!).ShouldBe(7);
        var found = await server.GetAsync("/api/vault/logs/search", ("q", $"pattern:{locked["id"]}"), ("from", PatternFixture.Text(server.Start)));
        found["lines"]!.AsArray().Count.ShouldBe(7);
        found["lines"]![0]!["patternId"]!.ToString().ShouldBe(locked["id"]!.ToString());
    }

    [Fact]
    public async Task Every_protocol_goes_through()
    {
        var flushed = Of(await server.PatternsAsync("service:shop", "search"), "cache <_> was flushed");
        (await server.SqlAsync($"SELECT body FROM logs WHERE pattern_id = '{flushed["id"]}'")).ShouldBe(["\"cache 17 was flushed\""]);
    }

    [Fact]
    public async Task New_pattern_is_kept_with_its_first_line()
    {
        (await server.SqlAsync("SELECT template, service, sample, level, toUnixTimestamp64Milli(first_seen) FROM log_patterns FINAL WHERE template LIKE '%disk%'"))
            .ShouldBe([$"\"level=error disk is full\",\"shop\",\"level=error disk is full\",\"error\",{PatternFixture.Text(server.Start + 120_000)}"]);
    }

    [Fact]
    public async Task Filter_of_a_pipeline_is_respected()
    {
        var answer = await server.PatternsAsync("{service_name=\"json\"} | json | card=\"x3\"", "logql");
        ((long)answer["lines"]!).ShouldBe(1);
        ((long)Of(answer, "payment <_> failed")["count"]!).ShouldBe(1);
    }

    [Fact]
    public async Task Loki_patterns_find_their_lines_as_line_filters()
    {
        var answer = await server.GetAsync("/loki/api/v1/patterns", ("query", "{service_name=\"json\"}"), ("start", PatternFixture.Text(server.Start / 1000)),
            ("end", PatternFixture.Text((server.Start / 1000) + 660)), ("step", "60s"));
        answer.ToJsonString().ShouldBe($$"""{"status":"success","data":[{"pattern":"\u003C_\u003Epayment \u003C_\u003E failed\u003C_\u003E","level":"error","samples":[[{{PatternFixture.Text(server.Start / 1000)}},5]]}]}""");
        var lines = await server.GetAsync("/loki/api/v1/query_range", ("query", "{service_name=\"json\"} |> `" + answer["data"]![0]!["pattern"] + "`"),
            ("start", PatternFixture.Text(server.Start / 1000)), ("end", PatternFixture.Text((server.Start / 1000) + 660)));
        lines["data"]!["result"]!.AsArray().Sum(static s => s!["values"]!.AsArray().Count).ShouldBe(5);
    }

    [Fact]
    public async Task Pattern_is_metadata_of_a_query_that_names_it()
    {
        var range = new[] { ("start", PatternFixture.Text(server.Start / 1000)), ("end", PatternFixture.Text((server.Start / 1000) + 660)) };
        var flushed = Of(await server.PatternsAsync("service:shop", "search"), "cache <_> was flushed")["id"]!.ToString();
        var lines = await server.GetAsync("/loki/api/v1/query_range", [("query", $"{{service_name=\"shop\"}} | pattern_id=\"{flushed}\""), .. range]);
        lines["data"]!["result"]![0]!["values"]![0]![1]!.ToString().ShouldBe("cache 17 was flushed");
        var plain = await server.GetAsync("/loki/api/v1/query_range", [("query", "{service_name=\"shop\"}"), .. range]);
        plain["data"]!["result"]!.ToJsonString().ShouldNotContain("pattern_id");
        var counts = await server.GetAsync("/loki/api/v1/query", ("query", "sum by (pattern_id) (count_over_time({service_name=\"json\"}[1h]))"));
        counts["data"]!["result"]![0]!["value"]![1]!.ToString().ShouldBe("5");
        counts["data"]!["result"]![0]!["metric"]!["pattern_id"]!.ToString().Length.ShouldBe(16);
    }

    [Theory]
    [InlineData("/loki/api/v1/patterns?query=", 400)]
    [InlineData("/loki/api/v1/patterns?query=%7Ba%3D%22b%22", 400)]
    [InlineData("/loki/api/v1/patterns?query=%7Ba%3D%22b%22%7D&step=-5s", 400)]
    [InlineData("/api/vault/logs/patterns?language=logql&q=sum(", 400)]
    [InlineData("/api/vault/logs/patterns?language=x", 400)]
    [InlineData("/api/vault/logs/patterns?limit=0", 400)]
    public async Task Faults_of_the_caller_are_told(string path, int status) => (await server.StatusAsync(path)).Status.ShouldBe(status);

    static JsonNode Of(JsonNode answer, string template) =>
        answer["patterns"]!.AsArray().Single(p => p!["template"]!.ToString() == template) ?? throw new InvalidOperationException(answer.ToJsonString());
}
