using System.Text.Json.Nodes;

namespace Almagest.Scenarios.Traces;

[Collection(TraceCollection.Name)]
public sealed class TraceApiTests(TraceFixture fixture)
{
    [Fact]
    public async Task Goal_trace_shows_its_bottleneck()
    {
        var trace = await fixture.JsonAsync($"/api/vault/traces/{TraceFixture.Goal}");
        Text(trace["bottleneck"]!["sentence"]).ShouldBe("LLM call: 180 of 250 ms, 72 %");
        trace["spans"]!.AsArray().Count.ShouldBe(7);
        var llm = trace["spans"]!.AsArray().Single(static s => (string)s!["name"]! == "llm.generate_smart_goal")!;
        llm["attributes"]!.AsArray().Select(static a => $"{a!["key"]}={a["value"]}:{a["type"]}").ShouldBe(["llm.model=gpt-4o:s", "llm.tokens=523:i", "llm.cost=0.012:s"]);
        Text(trace["resources"]![0]!.AsArray()[2]!["type"]).ShouldBe("i");
    }

    [Fact]
    public async Task Recommendation_trace_has_ten_milliseconds_of_its_own()
    {
        var trace = await fixture.JsonAsync($"/api/vault/traces/{TraceFixture.Recommend[20..]}");
        ((long)trace["spans"]![0]!["selfNano"]!).ShouldBe(10_000_000);
        ((long)trace["durationNano"]!).ShouldBe(150_000_000);
    }

    [Fact]
    public async Task Error_origin_and_exception_are_told()
    {
        var errors = (await fixture.JsonAsync($"/api/vault/traces/{TraceFixture.Order}"))["errors"]!.AsArray();
        (Text(errors[0]!["type"]), Text(errors[0]!["message"]), (int)errors[0]!["affected"]!).ShouldBe(("CardDeclined", "no money", 1));
    }

    [Theory]
    [InlineData("", "abc1230 abc4560 abc7890 abc7891")]
    [InlineData("service=goals", "abc1230")]
    [InlineData("service=ml-engine", "abc4560")]
    [InlineData("service=none", "")]
    [InlineData("operation=create_goal", "abc1230")]
    [InlineData("service=goals&operation=charge", "")]
    [InlineData("status=error", "abc7890")]
    [InlineData("minDuration=200ms", "abc1230")]
    [InlineData("minDuration=100ms&maxDuration=160ms", "abc4560")]
    [InlineData("tag=llm.tokens:523", "abc1230")]
    [InlineData("tag=service.version:1.2.3&tag=db.system:redis", "abc4560")]
    [InlineData("tag=exception.type:CardDeclined", "abc7890")]
    [InlineData("limit=1&status=error", "abc7890")]
    [InlineData("q={ .llm.tokens > 500 }", "abc1230")]
    [InlineData("q={ .llm.tokens = 523 }", "abc1230")]
    [InlineData("q={ .llm.cost = `0.012` }", "abc1230")]
    [InlineData("q={ resource.host.cpus = 4 && status = error }", "abc7890")]
    [InlineData("q={ resource.host.cpus = 5 }", "")]
    [InlineData("q={ .host.cpus > 3 %26%26 name = `redis_get` }", "abc4560")]
    [InlineData("q={ name = `ml_engine_call` } >> { .db.system = `redis` }", "abc4560")]
    [InlineData("q={ name = `GET /recommend` } > { .db.system = `redis` }", "")]
    [InlineData("q={ kind = client } | count() >= 3", "abc4560")]
    [InlineData("q={ kind = client } | count() > 3", "")]
    [InlineData("q={ } | count() > 9", "abc4560")]
    [InlineData("q={ } | count() = 7", "abc1230")]
    [InlineData("q={ kind = producer } | count() < 2", "abc7890")]
    [InlineData("q={ event.exception.type = `CardDeclined` }", "abc7890")]
    [InlineData("q={ event:name = `exception` } ~ { kind = producer }", "abc7890")]
    [InlineData("q={ link:spanID = `0000000000000002` }", "abc7891")]
    [InlineData("q={ rootServiceName = `recommender` %26%26 traceDuration > 100ms }", "abc4560")]
    [InlineData("q={ instrumentation:name = `test` %26%26 parent = nil %26%26 .user_id != nil }", "abc4560")]
    [InlineData("q={ name =~ `.*_(insert|goal)` } | select(.db.name)&service=goals", "abc1230")]
    [InlineData("q={ } !>> { .db.system = `postgresql` }", "")]
    [InlineData("q={ name = `create_goal` } !> { .db.system = `postgresql` }", "abc4560")]
    public async Task Search_finds(string query, string expected)
    {
        var found = await fixture.JsonAsync($"/api/vault/traces?{query.Replace("&&", "%26%26", StringComparison.Ordinal)}");
        string.Join(' ', found["traces"]!.AsArray().Select(static t => Text(t!["traceId"])[^7..]).Order()).ShouldBe(expected);
    }

    [Theory]
    [InlineData("q={ name = 1 }", 400, "parse error at line 1, col 8: operator = does not go with a text and a number")]
    [InlineData("minDuration=soon", 400, "minDuration \"soon\" is not valid: expected a duration such as 250ms or 1.5s")]
    [InlineData("from=now&to=now-1h", 400, "from must be before to")]
    public async Task Bad_search_is_explained(string query, int status, string message)
    {
        var answer = await fixture.GetAsync($"/api/vault/traces?{query}");
        (answer.Status, Text(answer.Json["detail"])).ShouldBe((status, message));
    }

    [Fact]
    public async Task Span_sent_twice_is_one_span()
    {
        static string Spans(params ReadOnlySpan<string> ids)
        {
            var spans = new JsonArray();
            foreach (var id in ids)
                spans.Add(JsonNode.Parse($$"""{"traceId":"abc1230000000000000000000000abcd","spanId":"{{id}}","name":"work","startTimeUnixNano":"{{TraceFixture.Start}}","endTimeUnixNano":"{{TraceFixture.Start + 1}}"}"""));
            return new JsonObject { ["resourceSpans"] = new JsonArray(new JsonObject { ["scopeSpans"] = new JsonArray(new JsonObject { ["spans"] = spans }) }) }.ToJsonString();
        }

        async Task<string> CallAsync(HttpMethod method, string path, string? body)
        {
            using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Headers = { { "X-Scope-OrgID", "repeats" } } };
            request.Content = body is null ? null : new StringContent(body, System.Text.Encoding.UTF8, "application/json");
            using var answer = await fixture.SendAsync(request);
            return await answer.Content.ReadAsStringAsync();
        }

        await CallAsync(HttpMethod.Post, "/v1/traces", Spans("00000000000000a1", "00000000000000a2"));
        // Not the same request, so that the store cannot tell.
        await CallAsync(HttpMethod.Post, "/v1/traces", Spans("00000000000000a2", "00000000000000a3"));
        var trace = JsonNode.Parse(await CallAsync(HttpMethod.Get, "/api/vault/traces/abc1230000000000000000000000abcd", null))!;
        trace["spans"]!.AsArray().Select(static s => Text(s!["spanId"])).ShouldBe(["00000000000000a1", "00000000000000a2", "00000000000000a3"], ignoreOrder: true);
    }

    [Fact]
    public async Task Unknown_trace_is_not_found() => (await fixture.GetAsync("/api/vault/traces/ffff")).Status.ShouldBe(404);

    [Fact]
    public async Task Services_have_requests_errors_and_durations()
    {
        var rows = (await fixture.JsonAsync("/api/vault/traces/services"))["rows"]!.AsArray();
        var shop = rows.Single(static r => Text(r!["name"]) == "shop")!;
        ((long)shop["calls"]!, (long)shop["errors"]!).ShouldBe((1, 1));
        ((double)shop["p99Nano"]!).ShouldBe(90_000_000, 12_000_000);
        var operations = (await fixture.JsonAsync("/api/vault/traces/services/goals"))["rows"]!.AsArray();
        operations.Count.ShouldBe(7);
    }

    [Fact]
    public async Task Map_has_services_databases_queues_and_hosts()
    {
        var map = await fixture.JsonAsync("/api/vault/traces/map");
        var edges = map["edges"]!.AsArray().Select(static e => $"{e!["from"]!["name"]} > {e["to"]!["name"]} ({e["to"]!["type"]})").Order(StringComparer.Ordinal);
        edges.ShouldBe([
            "goals > api.openai.com (external)", "goals > postgresql goals (database)", "kafka orders > warehouse (service)", "ml-engine > redis (database)",
            "recommender > ml-engine (service)", "recommender > postgresql usage (database)", "shop > kafka orders (queue)", "shop > pay.example.com (external)",
            "shop > warehouse (service)"]);
    }

    [Fact]
    public async Task Comparison_of_groups_names_attributes()
    {
        var answer = await fixture.JsonAsync("/api/vault/traces/differences?a={status=error}&b={status!=error}");
        ((int)answer["spansA"]!).ShouldBe(2);
        answer["differences"]!.AsArray().Select(static d => Text(d!["key"])).ShouldContain("status");
    }

    [Fact]
    public async Task Comparison_of_traces_lists_places() =>
        (await fixture.JsonAsync($"/api/vault/traces/compare?a={TraceFixture.Goal}&b={TraceFixture.Recommend}"))["differences"]!.AsArray().Count.ShouldBe(17);

    static string Text(JsonNode? node) => (string)node!;
}
