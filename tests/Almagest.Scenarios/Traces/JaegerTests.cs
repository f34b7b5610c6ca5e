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
    [InlineData("/api/metrics/calls", 400, "unable to parse param 'service': please provide at least one service name")]
    [InlineData("/api/metrics/calls?service=a&spanKind=x", 400, "unable to parse param 'spanKind': unsupported span kind: 'x'")]
    [InlineData("/api/metrics/latencies?service=a", 400, "unable to parse param 'quantile': strconv.ParseFloat: parsing \"\": invalid syntax")]
    public async Task Errors_have_jaegers_form(string path, int status, string message)
    {
        var answer = await fixture.GetAsync(path);
        answer.Json.ToJsonString().ShouldBe(new JsonObject
        {
            ["data"] = null, ["total"] = 0, ["limit"] = 0, ["offset"] = 0, ["errors"] = new JsonArray(new JsonObject { ["code"] = status, ["msg"] = message }),
        }.ToJsonString());
        answer.Status.ShouldBe(status);
    }

    [Theory]
    [InlineData("", """[{"parent":"recommender","child":"ml-engine","callCount":3}]""")]
    [InlineData("&service=ml-engine", """[{"parent":"recommender","child":"ml-engine","callCount":3}]""")]
    [InlineData("&service=shop", "[]")]
    public async Task Dependencies_are_calls_between_services(string more, string expected) =>
        (await fixture.JsonAsync("/api/dependencies?lookback=3600000" + more))["data"]!.ToJsonString().ShouldBe(expected);

    [Theory]
    [InlineData("calls?service=shop", "service_call_rate", "shop", 0.1 / 60)]
    [InlineData("calls?service=shop&spanKind=client&spanKind=producer&groupByOperation=true", "service_operation_call_rate", "shop charge", 0.1 / 60)]
    [InlineData("errors?service=shop", "service_error_rate", "shop", 1)]
    [InlineData("errors?service=recommender", "service_error_rate", "recommender", 0)]
    [InlineData("latencies?service=goals&quantile=0.95", "service_latencies", "goals", 250)]
    [InlineData("latencies?service=ml-engine&spanKind=internal&quantile=1&groupByOperation=true", "service_operation_latencies", "ml-engine ann_search", 80)]
    public async Task Monitor_page_gets_its_series(string ask, string name, string labels, double value)
    {
        var family = await fixture.JsonAsync($"/api/metrics/{ask}&step=60000&ratePer=600000&lookback=1200000");
        ((string)family["name"]!, (string)family["type"]!).ShouldBe((name, "GAUGE"));
        var row = family["metrics"]![0]!;
        string.Join(' ', row["labels"]!.AsArray().Select(static l => (string)l!["value"]!)).ShouldBe(labels);
        // Durations are kept in buckets of a tenth of a power of ten.
        var points = row["metricPoints"]!.AsArray().Select(static p => (double)p!["gaugeValue"]!["doubleValue"]!).ToList();
        points.Max().ShouldBe(value, Math.Max(value * 0.26, 1e-9));
        ((DateTimeOffset)row["metricPoints"]![0]!["timestamp"]!).ShouldBeGreaterThan(DateTimeOffset.UnixEpoch.AddTicks(TraceFixture.Start / 100).AddMinutes(-1));
    }

    [Fact]
    public async Task File_of_otlp_is_shown_in_jaegers_form_and_not_stored()
    {
        const string Id = "5b8efff798038103d269b633813fc60c";
        var (status, json) = await TransformAsync($$"""
            {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"from-file"} },{"key":"cpus","value":{"intValue":"4"} }]},
              "scopeSpans":[{"scope":{"name":"lib","version":"1"},"spans":[
                {"traceId":"{{Id}}","spanId":"EEE19B7EC3C1B174","name":"root","kind":2,"startTimeUnixNano":"1544712660000000000","endTimeUnixNano":"1544712661000000000"},
                {"traceId":"{{Id}}","spanId":"eee19b7ec3c1b175","parentSpanId":"eee19b7ec3c1b174","name":"call","kind":"SPAN_KIND_CLIENT","startTimeUnixNano":1544712660100000000,
                  "endTimeUnixNano":"1544712660200000000","status":{"code":2,"message":"lost"},
                  "attributes":[{"key":"ratio","value":{"doubleValue":0.5} },{"key":"list","value":{"arrayValue":{"values":[{"stringValue":"a"},{"intValue":"1"}]} } },{"key":"ok","value":{"boolValue":true} }],
                  "events":[{"timeUnixNano":"1544712660150000000","name":"retry"}],"links":[{"traceId":"{{Id}}","spanId":"0000000000000001"}]}]}]}]}
            """);
        status.ShouldBe(200, json.ToJsonString());
        var trace = json["data"]![0]!;
        ((string)trace["traceID"]!, (string)trace["processes"]!["p1"]!["serviceName"]!).ShouldBe((Id, "from-file"));
        var call = trace["spans"]![1]!;
        ((string)call["operationName"]!, (long)call["duration"]!, (string)call["references"]![0]!["spanID"]!, call["references"]!.AsArray().Count).ShouldBe(("call", 100_000, "eee19b7ec3c1b174", 2));
        call["tags"]!.AsArray().Select(static t => $"{t!["key"]}={t["value"]}").ShouldBe(["ratio=0.5", "list=[\"a\",1]", "ok=true", "otel.scope.name=lib", "otel.scope.version=1",
            "span.kind=client", "otel.status_code=ERROR", "error=true", "otel.status_description=lost"]);
        (await fixture.GetAsync("/api/traces/" + Id)).Status.ShouldBe(404);
    }

    [Theory]
    [InlineData("{", "cannot unmarshal OTLP")]
    [InlineData("""{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"zz"}]}]}]}""", "field traceId is \"zz\"")]
    [InlineData("""{"resourceSpans":5}""", "cannot unmarshal OTLP")]
    public async Task Other_files_are_refused(string file, string message)
    {
        var (status, json) = await TransformAsync(file);
        status.ShouldBe(400);
        ((string)json["errors"]![0]!["msg"]!).ShouldContain(message);
    }

    async Task<(int Status, JsonNode Json)> TransformAsync(string file)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/transform") { Content = new StringContent(file) };
        using var response = await fixture.SendAsync(request);
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }

    [Fact]
    public async Task Monitor_of_a_service_nobody_called_is_empty() =>
        (await fixture.JsonAsync("/api/metrics/calls?service=none"))["metrics"]!.AsArray().Count.ShouldBe(0);
}
