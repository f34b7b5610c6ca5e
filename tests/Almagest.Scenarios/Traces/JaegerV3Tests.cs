using System.Text.Json.Nodes;

namespace Almagest.Scenarios.Traces;

[Collection(TraceCollection.Name)]
public sealed class JaegerV3Tests(TraceFixture fixture)
{
    static string Times => $"&query.startTimeMin={At(-3_600)}&query.startTimeMax={At(3_600)}";

    [Fact]
    public async Task Services_and_operations_are_listed()
    {
        (await fixture.JsonAsync("/api/v3/services")).ToJsonString().ShouldBe("""{"services":["goals","ml-engine","recommender","shop","warehouse"]}""");
        (await fixture.JsonAsync("/api/v3/operations?service=shop&span_kind=server")).ToJsonString().ShouldBe("""{"operations":[{"name":"POST /orders","spanKind":"server"}]}""");
    }

    [Theory]
    [InlineData("0000000000000000000000000abc7891")]
    [InlineData("abc7891")]
    [InlineData("AAAAAAAAAAAAAAAACrx4kQ==")]
    public async Task Trace_is_otlp(string id)
    {
        var resource = (await fixture.JsonAsync($"/api/v3/traces/{Uri.EscapeDataString(id)}"))["result"]!["resourceSpans"]!.AsArray().ShouldHaveSingleItem()!;
        resource["resource"]!["attributes"]![0]!.ToJsonString().ShouldBe("""{"key":"service.name","value":{"stringValue":"warehouse"}}""");
        var span = resource["scopeSpans"]![0]!["spans"]![0]!;
        ((string)span["traceId"]!, (string)span["spanId"]!, (int)span["kind"]!, (string)span["startTimeUnixNano"]!)
            .ShouldBe(("0000000000000000000000000abc7891", "0000000000000001", 5, TraceFixture.Start.ToString()));
        span["links"]![0]!.ToJsonString().ShouldBe("""{"traceId":"0000000000000000000000000abc7890","spanId":"0000000000000002","attributes":[{"key":"reason","value":{"stringValue":"order"}}]}""");
    }

    [Theory]
    [InlineData("query.serviceName=shop", 1)]
    [InlineData("query.service_name=shop&query.operation_name=charge&query.num_traces=5", 1)]
    [InlineData("query.attributes={\"error\":\"true\"}", 1)]
    [InlineData("query.durationMin=120ms&query.durationMax=200ms", 2)]
    [InlineData("query.serviceName=goals&query.searchDepth=1", 1)]
    [InlineData("", 4)]
    public async Task Search_finds(string query, int count)
    {
        var spans = (await fixture.JsonAsync($"/api/v3/traces?{query}{Times}"))["result"]!["resourceSpans"]!.AsArray()
            .SelectMany(static r => r!["scopeSpans"]!.AsArray()).SelectMany(static s => s!["spans"]!.AsArray());
        spans.Select(static s => (string)s!["traceId"]!).Distinct().Count().ShouldBe(count);
    }

    [Fact]
    public async Task Summaries_count_spans_and_errors()
    {
        var summary = (await fixture.JsonAsync($"/api/v3/trace-summaries?query.serviceName=shop{Times}"))["summaries"]!.AsArray().ShouldHaveSingleItem()!;
        summary.ToJsonString().ShouldBe(new JsonObject
        {
            ["traceId"] = TraceFixture.Order, ["rootServiceName"] = "shop", ["rootOperationName"] = "POST /orders",
            ["minStartTimeUnixNano"] = TraceFixture.Start.ToString(), ["maxEndTimeUnixNano"] = (TraceFixture.Start + 90_000_000).ToString(), ["spanCount"] = 3, ["errorSpanCount"] = 2,
            ["services"] = new JsonArray(new JsonObject { ["name"] = "shop", ["spanCount"] = 3, ["errorSpanCount"] = 2 }),
        }.ToJsonString());
    }

    [Theory]
    [InlineData("/api/v3/traces/fedc", 404, "No traces found")]
    [InlineData("/api/v3/traces/x!", 400, "malformed parameter trace_id: ")]
    [InlineData("/api/v3/traces/1?start_time=x", 400, "malformed parameter start_time: ")]
    [InlineData("/api/v3/traces/1?rawTraces=x", 400, "malformed parameter rawTraces: ")]
    [InlineData("/api/v3/traces?query.serviceName=a", 400, "query.startTimeMin and query.startTimeMax are required")]
    [InlineData("/api/v3/traces?query.startTimeMin=2026-01-02T00:00:00Z&query.startTimeMax=2026-01-01T00:00:00Z", 400, "query.startTimeMin must be before query.startTimeMax")]
    [InlineData("/api/v3/traces?query.startTimeMin=2026-01-02T00:00:00Z&query.start_time_max=x", 400, "malformed parameter query.start_time_max: ")]
    [InlineData("/api/v3/traces?query.attributes=[]&query.startTimeMin=2026-01-01T00:00:00Z&query.startTimeMax=2026-01-02T00:00:00Z", 400, "malformed parameter query.attributes: ")]
    [InlineData("/api/v3/traces?query.serviceName=a&query.startTimeMin=2026-01-01T00:00:00Z&query.startTimeMax=2026-01-02T00:00:00Z", 404, "No traces found")]
    public async Task Errors_have_a_code_and_a_message(string path, int status, string message)
    {
        var answer = await fixture.GetAsync(path);
        answer.Status.ShouldBe(status);
        ((int)answer.Json["error"]!["httpCode"]!).ShouldBe(status);
        ((string)answer.Json["error"]!["message"]!).ShouldStartWith(message);
    }

    static string At(int seconds) => Uri.EscapeDataString(DateTimeOffset.FromUnixTimeMilliseconds(TraceFixture.Start / 1_000_000).AddSeconds(seconds).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'"));
}
