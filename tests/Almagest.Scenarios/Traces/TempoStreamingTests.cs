using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Almagest.Scenarios.Fixtures;

namespace Almagest.Scenarios.Traces;

/// <summary>Tempo's streaming on the main port, by a real client of gRPC; and HTTP/1 and HTTP/2 beside each other there.</summary>
[Collection(TraceCollection.Name)]
public sealed class TempoStreamingTests(TraceFixture fixture)
{
    static readonly NodeProgram Client = new(Path.Combine(AppContext.BaseDirectory, "Traces", "trace-clients"), "stream.mjs");

    [Fact]
    public async Task Every_method_answers_as_its_path_does()
    {
        var ends = await RunAsync("default",
            ("Search", new { Query = "{ status = error } | select(.server.address)", SpansPerSpanSet = 1 }),
            ("Search", new { Tags = new Dictionary<string, string> { ["llm.model"] = "gpt-4o" }, MinDurationMs = 200, MaxDurationMs = 300 }),
            ("SearchTags", new { scope = "instrumentation" }),
            ("SearchTagsV2", new { scope = "resource" }),
            ("SearchTagValues", new { tagName = "llm.model" }),
            ("SearchTagValuesV2", new { tagName = "span.llm.tokens", query = "{ resource.service.name = `goals` }" }),
            ("MetricsQueryRange", new { query = "{ } | count_over_time() by (resource.service.name)", step = 60_000_000_000, exemplars = 5 }),
            ("MetricsQueryInstant", new { query = "{ status = error } | max_over_time(duration)" }));
        ends.ShouldAllBe(static e => (int)e["code"]! == 0);
        var search = (await fixture.JsonAsync("/tempo/api/search?spss=1&q={ status = error } | select(.server.address)"))["traces"]!;
        var traces = Traces(ends[0]);
        traces.Count.ShouldBe(1);
        Told(traces[0]).ShouldBe(Told(search[0]!));
        traces[0]["serviceStats"]!["shop"]!.ToJsonString().ShouldBe("""{"spanCount":3,"errorCount":2}""");
        Traces(ends[1]).Select(static t => (string)t["traceID"]!).ShouldBe(["abc1230"]);
        Last(ends[2])["tagNames"]!.ToJsonString().ShouldBe("""["team"]""");
        Last(ends[3])["scopes"]!.ToJsonString().ShouldBe("""[{"name":"resource","tags":["host.cpus","service.name","service.version"]}]""");
        Last(ends[4])["tagValues"]!.ToJsonString().ShouldBe("""["gpt-4o"]""");
        Last(ends[5])["tagValues"]!.ToJsonString().ShouldBe("""[{"type":"int","value":"523"}]""");
        Last(ends[6])["series"]!.AsArray().Count.ShouldBe(5);
        Last(ends[6])["series"]!.AsArray().Sum(static s => s!["samples"]!.AsArray().Sum(static v => (double)v!["value"]!)).ShouldBe(21);
        ((double)Last(ends[7])["series"]![0]!["value"]!).ShouldBe(0.09);
    }

    [Fact]
    public async Task A_search_hands_out_the_latest_traces_before_it_looked_at_old_ones()
    {
        var now = TimeProvider.System.GetUtcNow();
        await SendAsync("streams", ("1a", now.AddMinutes(-1)), ("2b", now.AddHours(-3)), ("3c", now.AddHours(-20)));
        var end = (await RunAsync("streams", ("Search", new { Query = "{ name = `task` }", start = now.AddDays(-1).ToUnixTimeSeconds(), end = now.ToUnixTimeSeconds() })))[0];
        var messages = end["messages"]!.AsArray();
        var sent = messages.SelectMany((m, i) => (m!["traces"]?.AsArray() ?? []).Select(t => (Id: (string)t!["traceID"]!, At: i))).ToList();
        sent.Select(static s => s.Id).ShouldBe(["1a", "2b", "3c"]);
        sent[0].At.ShouldBeLessThan(sent[2].At);
        var progress = messages.Select(static m => ((int)m!["metrics"]!["completedJobs"]!, (int)m["metrics"]!["totalJobs"]!)).ToList();
        progress.ShouldBe(progress.OrderBy(static p => p.Item1));
        progress[^1].ShouldBe((100, 100));
    }

    [Fact]
    public async Task Faults_end_a_call_with_a_code_and_a_message()
    {
        var ends = await RunAsync("default",
            ("Search", new { Query = "{ name = 1 }" }),
            ("Search", new { Query = "{ }", start = 5, end = 3 }),
            ("MetricsQueryRange", new { query = "{ }" }),
            ("SearchTagsV2", new { scope = "none of these" }),
            ("Unknown", new { }));
        ends.Select(static e => $"{e["code"]} {e["details"]}").ShouldBe([
            "3 invalid TraceQL query: parse error at line 1, col 8: operator = does not go with a text and a number",
            "3 http parameter start must be before end. received start=5 end=3",
            "3 invalid q: \"{ }\" is not a metrics query: add a function such as | rate()",
            "3 invalid scope: none of these",
            "12 method \"/tempopb.StreamingQuerier/Unknown\" does not exist"]);
    }

    [Fact]
    public async Task Answers_come_as_protobuf_when_asked_for()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/tempo/api/search/tag/llm.model/values");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/protobuf"));
        using var response = await fixture.SendAsync(request);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/protobuf");
        (await response.Content.ReadAsByteArrayAsync()).ShouldBe([0x0A, 6, .. "gpt-4o"u8, 0x12, 0]);
    }

    [Fact]
    public async Task The_main_port_speaks_both_versions_of_http()
    {
        foreach (var version in new[] { HttpVersion.Version11, HttpVersion.Version20 })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/tempo/api/echo") { Version = version, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
            using var response = await fixture.SendAsync(request);
            (response.Version, await response.Content.ReadAsStringAsync()).ShouldBe((version, "echo"));
        }

        using var plain = new HttpRequestMessage(HttpMethod.Post, "/tempopb.StreamingQuerier/Search");
        using var refused = await fixture.SendAsync(plain);
        refused.StatusCode.ShouldBe(HttpStatusCode.UpgradeRequired);
    }

    async Task<List<JsonNode>> RunAsync(string tenant, params (string Method, object Request)[] calls)
    {
        var output = await Client.RunAsync([fixture.Address.Authority, tenant, .. calls.SelectMany(static c => new[] { c.Method, JsonSerializer.Serialize(c.Request) })]);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonNode.Parse(line)!)];
    }

    async Task SendAsync(string tenant, params (string Id, DateTimeOffset At)[] spans)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v2/spans")
        {
            Content = JsonContent.Create(spans.Select(static s => new { traceId = s.Id, id = "1", name = "task", timestamp = s.At.ToUnixTimeMilliseconds() * 1_000, duration = 5 })),
        };
        request.Headers.Add("X-Scope-OrgID", tenant);
        using var response = await fixture.SendAsync(request);
        ((int)response.StatusCode).ShouldBe(202);
    }

    static List<JsonNode> Traces(JsonNode end) => [.. end["messages"]!.AsArray().SelectMany(static m => m!["traces"]?.AsArray() ?? []).Select(static t => t!)];

    static JsonNode Last(JsonNode end) => end["messages"]!.AsArray()[^1]!;

    static string Told(JsonNode trace) => $"{trace["traceID"]} {trace["rootServiceName"]} {trace["rootTraceName"]} {trace["startTimeUnixNano"]} {trace["durationMs"]} "
        + $"{trace["spanSets"]![0]!["matched"]} {trace["spanSets"]![0]!["spans"]!.ToJsonString()}";
}
