using System.Text.Json.Nodes;

namespace Almagest.Scenarios.Traces;

[Collection(TraceCollection.Name)]
public sealed class JaegerTests(TraceFixture fixture)
{
    [Fact]
    public async Task Services_and_operations_are_listed()
    {
        var services = await fixture.JsonAsync("/api/services");
        services.ToJsonString().ShouldBe("""{"data":["goals","ml-engine","recommender","shop","warehouse"],"total":5,"limit":0,"offset":0,"errors":null}""");
        (await fixture.JsonAsync("/api/services/shop/operations"))["data"]!.AsArray().Select(static o => (string)o!).ShouldBe(["POST /orders", "charge", "publish_order"]);
        (await fixture.JsonAsync("/api/operations?service=shop&spanKind=server"))["data"]!.ToJsonString().ShouldBe("""[{"name":"POST /orders","spanKind":"server"}]""");
    }

    [Fact]
    public async Task Trace_has_jaegers_form()
    {
        var data = (await fixture.JsonAsync($"/api/traces/{TraceFixture.Order}"))["data"]![0]!;
        var charge = data["spans"]!.AsArray().Single(static s => (string)s!["operationName"]! == "charge")!;
        ((string)data["traceID"]!, (long)charge["duration"]!, (long)charge["startTime"]!).ShouldBe((TraceFixture.Order, 50_000, (TraceFixture.Start / 1_000) + 30_000));
        charge["references"]!.ToJsonString().ShouldBe($$"""[{"refType":"CHILD_OF","traceID":"{{TraceFixture.Order}}","spanID":"0000000000000001"}]""");
        charge["tags"]!.AsArray().Select(static t => t!.ToJsonString()).ShouldBe([
            """{"key":"server.address","type":"string","value":"pay.example.com"}""", """{"key":"otel.scope.name","type":"string","value":"test"}""",
            """{"key":"otel.scope.version","type":"string","value":"0.1"}""", """{"key":"span.kind","type":"string","value":"client"}""",
            """{"key":"otel.status_code","type":"string","value":"ERROR"}""", """{"key":"error","type":"bool","value":true}""",
            """{"key":"otel.status_description","type":"string","value":"declined"}"""]);
        charge["logs"]![0]!["fields"]![1]!.ToJsonString().ShouldBe("""{"key":"exception.type","type":"string","value":"CardDeclined"}""");
        data["processes"]!["p1"]!.ToJsonString().ShouldBe(
            """{"serviceName":"shop","tags":[{"key":"service.version","type":"string","value":"1.2.3"},{"key":"host.cpus","type":"int64","value":4}]}""");
    }

    [Theory]
    [InlineData("service=shop", 1)]
    [InlineData("service=shop&operation=charge", 1)]
    [InlineData("service=shop&operation=none", 0)]
    [InlineData("service=shop&tags={\"error\":\"true\"}", 1)]
    [InlineData("service=goals&tags={\"error\":\"true\"}", 0)]
    [InlineData("service=shop&tag=http.response.status_code:500&tag=span.kind:server", 1)]
    [InlineData("service=goals&minDuration=200ms&maxDuration=300ms&lookback=1h", 1)]
    [InlineData("service=goals&minDuration=300ms", 0)]
    [InlineData("service=goals&end=1000000&start=0", 0)]
    [InlineData("traceID=abc1230&traceID=abc4560", 2)]
    public async Task Search_finds(string query, int count) =>
        (await fixture.JsonAsync("/api/traces?" + query))["data"]!.AsArray().Count.ShouldBe(count);

    [Theory]
    [InlineData("/api/traces", 400, "parameter 'service' is required")]
    [InlineData("/api/operations", 400, "parameter 'service' is required")]
    [InlineData("/api/traces?service=a&minDuration=x", 400, "unable to parse param 'minDuration': time: invalid duration \"x\"")]
    [InlineData("/api/traces?service=a&minDuration=2s&maxDuration=1s", 400, "'maxDuration' should be greater than 'minDuration'")]
    [InlineData("/api/traces?service=a&tag=x", 400, "malformed 'tag' parameter, expecting key:value, received: x")]
    [InlineData("/api/traces/fedc", 404, "trace not found")]
    public async Task Errors_have_jaegers_form(string path, int status, string message)
    {
        var answer = await fixture.GetAsync(path);
        answer.Json.ToJsonString().ShouldBe(new JsonObject
        {
            ["data"] = null, ["total"] = 0, ["limit"] = 0, ["offset"] = 0, ["errors"] = new JsonArray(new JsonObject { ["code"] = status, ["msg"] = message }),
        }.ToJsonString());
        answer.Status.ShouldBe(status);
    }

    [Fact]
    public async Task Dependencies_are_calls_between_services() =>
        (await fixture.JsonAsync("/api/dependencies?lookback=3600000"))["data"]!.ToJsonString().ShouldBe("""[{"parent":"recommender","child":"ml-engine","callCount":3}]""");
}
