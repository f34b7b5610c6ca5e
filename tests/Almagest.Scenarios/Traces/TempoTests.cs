using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Almagest.Scenarios.Traces;

[Collection(TraceCollection.Name)]
public sealed class TempoTests(TraceFixture fixture)
{
    [Fact]
    public async Task Echo_answers()
    {
        using var response = await fixture.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/tempo/api/echo"));
        (await response.Content.ReadAsStringAsync()).ShouldBe("echo");
        ((string)(await fixture.JsonAsync("/tempo/api/status/buildinfo"))["version"]!).ShouldStartWith("2.");
    }

    [Theory]
    [InlineData("/tempo/api/traces/abc1230")]
    [InlineData("/tempo/api/v2/traces/abc1230")]
    public async Task Trace_comes_as_protobuf_or_json(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/protobuf"));
        using var response = await fixture.SendAsync(request);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/protobuf");
        var bytes = await response.Content.ReadAsByteArrayAsync();
        Encoding.UTF8.GetString(bytes).ShouldContain("llm.generate_smart_goal");
        var json = await fixture.JsonAsync(path);
        var batch = (path.Contains("v2") ? json["trace"]!["resourceSpans"]! : json["batches"]!)[0]!;
        batch["resource"]!["attributes"]!.ToJsonString().ShouldBe(
            """[{"key":"service.name","value":{"stringValue":"goals"}},{"key":"service.version","value":{"stringValue":"1.2.3"}},{"key":"host.cpus","value":{"intValue":"4"}}]""");
        var root = batch["scopeSpans"]![0]!["spans"]![0]!;
        ((string)root["traceId"]!, (string)root["spanId"]!, (string)root["kind"]!).ShouldBe(("AAAAAAAAAAAAAAAACrwSMA==", "AAAAAAAAAAE=", "SPAN_KIND_SERVER"));
    }

    [Fact]
    public async Task Lists_and_attributes_of_scopes_are_told()
    {
        var scope = (await fixture.JsonAsync("/tempo/api/v2/traces/abc7891"))["trace"]!["resourceSpans"]![0]!["scopeSpans"]![0]!;
        scope["scope"]!.ToJsonString().ShouldBe("""{"name":"test","version":"0.1","attributes":[{"key":"team","value":{"stringValue":"logistics"}}]}""");
        scope["spans"]![0]!["attributes"]![2]!.ToJsonString().ShouldBe("""{"key":"lanes","value":{"arrayValue":{"values":[{"stringValue":"north"},{"stringValue":"south"}]}}}""");
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("&exemplars=0", false)]
    [InlineData("&q={ } | rate() with (exemplars=false)", false)]
    [InlineData("&q={ } | rate() with (exemplars=true)", true)]
    public async Task Exemplars_come_unless_unwanted(string more, bool come)
    {
        var path = "/tempo/api/metrics/query_range?step=60" + (more.Contains("q=", StringComparison.Ordinal) ? more : more + "&q={ } | rate()");
        (await fixture.JsonAsync(path))["series"]![0]!.AsObject().ContainsKey("exemplars").ShouldBe(come);
    }

    [Theory]
    [InlineData("", 4)]
    [InlineData("q={ status = error }", 1)]
    [InlineData("q={ status = error }&limit=1&spss=1", 1)]
    [InlineData("tags=service.name=goals%20llm.model=gpt-4o", 1)]
    [InlineData("tags=service.name%3D\"goals\"&minDuration=1s", 0)]
    [InlineData("minDuration=140ms&maxDuration=160ms", 1)]
    [InlineData("q={ span.lanes = `south` }", 1)]
    [InlineData("q={ .lanes =~ `n.*` }", 1)]
    [InlineData("q={ .lanes != `south` }", 0)]
    [InlineData("q={ .lanes != `west` }", 1)]
    [InlineData("q={ instrumentation.team = `logistics` }", 1)]
    [InlineData("q={ instrumentation.team = nil }", 3)]
    [InlineData("q={ instrumentation.team != nil %26%26 link.reason = `order` }", 1)]
    [InlineData("q={ trace:id = `abc1230` }", 1)]
    [InlineData("start=1&end=2", 0)]
    [InlineData("service.name=goals&llm.model=gpt-4o", 1)]
    [InlineData("service.name=none", 0)]
    public async Task Search_finds(string query, int count) =>
        (await fixture.JsonAsync("/tempo/api/search?" + query))["traces"]!.AsArray().Count.ShouldBe(count);

    [Fact]
    public async Task Search_tells_matching_spans_and_selected_attributes()
    {
        var trace = (await fixture.JsonAsync("/tempo/api/search?q={ kind = client } | select(.server.address, resource.service.version) | count() = 2"))["traces"]![0]!;
        ((string)trace["traceID"]!, (string)trace["rootServiceName"]!, (int)trace["durationMs"]!).ShouldBe(("abc1230", "goals", 250));
        var set = trace["spanSets"]![0]!;
        ((int)set["matched"]!).ShouldBe(2);
        set["spans"]![0]!["attributes"]!.ToJsonString().ShouldBe(
            """[{"key":"kind","value":{"stringValue":"client"}},{"key":"server.address","value":{"stringValue":"api.openai.com"}},{"key":"service.version","value":{"stringValue":"1.2.3"}}]""");
        trace["serviceStats"]!["goals"]!.ToJsonString().ShouldBe("""{"spanCount":7,"errorCount":0}""");
    }

    [Theory]
    [InlineData("{ } | count_over_time()", "{__name__=\"count_over_time\"}=21")]
    [InlineData("{ } | count_over_time() by (resource.service.name)", "{\"resource.service.name\"=\"goals\"}=7 {\"resource.service.name\"=\"ml-engine\"}=5 {\"resource.service.name\"=\"recommender\"}=5 {\"resource.service.name\"=\"shop\"}=3 {\"resource.service.name\"=\"warehouse\"}=1")]
    [InlineData("{ status = error } | max_over_time(duration)", "{__name__=\"max_over_time\"}=0.09")]
    [InlineData("{ } | sum_over_time(span.llm.tokens) with (sample=true)", "{__name__=\"sum_over_time\"}=523")]
    [InlineData("{ } | avg_over_time(span.http.response.status_code)", "{__name__=\"avg_over_time\"}=500")]
    [InlineData("({ status = error } | count_over_time()) / ({ } | count_over_time() by (resource.service.name)) * 100 | topk(1)", "{\"resource.service.name\"=\"warehouse\"}=200")]
    [InlineData("{ span.llm.tokens != nil } | count_over_time() by (span.llm.tokens, span.none)", "{\"span.llm.tokens\"=\"int(523)\"}=1")]
    [InlineData("{ kind = producer } | count_over_time() by (span.none)", "{\"span.none\"=\"<nil>\"}=1")]
    [InlineData("{ } | min_over_time(duration) by (kind) | topk(1)", "{kind=\"server\"}=0.01")]
    public async Task Metrics_give_one_value_for_the_range(string query, string expected)
    {
        var answer = await fixture.JsonAsync($"/tempo/api/metrics/query?q={Uri.EscapeDataString(query)}");
        string.Join(' ', answer["series"]!.AsArray().Select(static s => $"{s!["promLabels"]}={s["value"]}")).ShouldBe(expected);
    }

    [Theory]
    [InlineData("{ } | rate()", 1)]
    [InlineData("{ } | quantile_over_time(duration, 0.5, 0.99) by (kind)", 10)]
    [InlineData("{ name = `create_goal` } | histogram_over_time(duration)", 1)]
    [InlineData("{ } | compare({ status = error })", -1)]
    [InlineData("({ status = error } | rate()) / ({ } | rate()) * 100 > 1", 1)]
    public async Task Metrics_give_series_over_the_range(string query, int count)
    {
        var series = (await fixture.JsonAsync($"/tempo/api/metrics/query_range?step=60&q={Uri.EscapeDataString(query)}"))["series"]!.AsArray();
        if (count >= 0)
            series.Count.ShouldBe(count);
        series.Count.ShouldBeGreaterThan(0);
        series[0]!["samples"]!.AsArray().Count.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("tags=a=1&q={ }", "invalid request: can't specify tags and q in the same query")]
    [InlineData("tags=a=1 a=2", "invalid tags: tag a has been set twice")]
    [InlineData("limit=0", "invalid limit: must be a positive number")]
    [InlineData("minDuration=2s&maxDuration=1s", "invalid maxDuration: must be greater than minDuration")]
    [InlineData("start=5&end=3", "http parameter start must be before end. received start=5 end=3")]
    public async Task Faults_of_a_search_are_tempos(string query, string message)
    {
        using var response = await fixture.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/tempo/api/search?" + query));
        ((int)response.StatusCode, await response.Content.ReadAsStringAsync()).ShouldBe((400, message));
    }

    [Theory]
    [InlineData("", 3)]
    [InlineData("&spss=2", 2)]
    [InlineData("&spss=0", 7)]
    public async Task Sets_show_so_many_spans(string more, int count)
    {
        var set = (await fixture.JsonAsync("/tempo/api/search?q={ resource.service.name = `goals` }" + more))["traces"]![0]!["spanSets"]![0]!;
        ((int)set["matched"]!, set["spans"]!.AsArray().Count).ShouldBe((7, count));
        set["spans"]![0]!["attributes"]!.ToJsonString().ShouldBe("""[{"key":"service.name","value":{"stringValue":"goals"}}]""");
    }

    [Theory]
    [InlineData("/tempo/api/search?q={ x }", 400)]
    [InlineData("/tempo/api/metrics/query_range?q={ }", 400)]
    [InlineData("/tempo/api/search?limit=0", 400)]
    [InlineData("/tempo/api/traces/ffff", 404)]
    [InlineData("/tempo/api/traces/xyz", 400)]
    public async Task Errors_are_text_with_a_status(string path, int status)
    {
        using var response = await fixture.SendAsync(new HttpRequestMessage(HttpMethod.Get, path));
        ((int)response.StatusCode).ShouldBe(status);
    }

    [Fact]
    public async Task Zipkin_spans_come_in()
    {
        var micros = TraceFixture.Start / 1_000;
        var body = $$$"""
            [{"traceId":"5af7183fb1d4cf5f","id":"352bff9a74ca9ad2","parentId":"6b221d5bc9e6496c","name":"get /api","kind":"CLIENT","timestamp":{{{micros}}},"duration":1431,
              "localEndpoint":{"serviceName":"backend","ipv4":"192.168.99.1","port":3306},"remoteEndpoint":{"serviceName":"mysql","ipv4":"172.19.0.2","port":58648},
              "annotations":[{"timestamp":{{{micros}}},"value":"sent"}],"tags":{"http.method":"GET","error":"timeout"}}]
            """;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v2/spans") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("X-Scope-OrgID", "zipkin");
        using var response = await fixture.SendAsync(request);
        ((int)response.StatusCode).ShouldBe(202);
        using var ask = new HttpRequestMessage(HttpMethod.Get, "/api/traces/5af7183fb1d4cf5f");
        ask.Headers.Add("X-Scope-OrgID", "zipkin");
        using var answer = await fixture.SendAsync(ask);
        var span = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["data"]![0]!["spans"]![0]!;
        ((string)span["operationName"]!, (long)span["duration"]!, (long)span["startTime"]!).ShouldBe(("get /api", 1431, micros));
        span["tags"]!.AsArray().Select(static t => $"{t!["key"]}={t["value"]}").ShouldBe(["peer.service=mysql", "network.peer.address=172.19.0.2", "network.peer.port=58648",
            "http.method=GET", "error=timeout", "span.kind=client", "otel.status_code=ERROR", "otel.status_description=timeout"]);
        ((string)span["logs"]![0]!["fields"]![0]!["value"]!).ShouldBe("sent");
    }

    [Theory]
    [InlineData("""{"otel.status_code":"ERROR","error":"lost"}""", "error=lost otel.status_code=ERROR otel.status_description=lost")]
    [InlineData("""{"otel.status_code":"OK","error":"lost"}""", "error=lost otel.status_code=OK")]
    [InlineData("""{"otel.status_code":"UNSET"}""", "")]
    [InlineData("""{"error":""}""", "error= otel.status_code=ERROR")]
    [InlineData("""{"error":"false"}""", "error=false")]
    [InlineData("""{"otel.scope.name":"lib","otel.scope.version":"1.0","size":7}""", "size=7 otel.scope.name=lib otel.scope.version=1.0")]
    public async Task Zipkin_tags_become_status_and_scope(string tags, string expected)
    {
        var id = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(tags)).AsSpan(0, 8));
        var body = $$$"""[{"traceId":"{{{id}}}","id":"1","name":"x","timestamp":{{{TraceFixture.Start / 1_000}}},"duration":1,"tags":{{{tags}}}}]""";
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v2/spans") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("X-Scope-OrgID", "zipkin");
        using var response = await fixture.SendAsync(request);
        ((int)response.StatusCode).ShouldBe(202);
        using var ask = new HttpRequestMessage(HttpMethod.Get, "/api/traces/" + id);
        ask.Headers.Add("X-Scope-OrgID", "zipkin");
        using var answer = await fixture.SendAsync(ask);
        var span = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["data"]![0]!["spans"]![0]!;
        string.Join(' ', span["tags"]!.AsArray().Where(static t => (string)t!["key"]! != "span.kind").Select(static t => $"{t!["key"]}={t["value"]}")).ShouldBe(expected);
    }

    [Theory]
    [InlineData("{}", "expected a list of spans")]
    [InlineData("[{}]", "span 0: field \"traceId\" is missing")]
    [InlineData("[{\"traceId\":\"1\",\"id\":\"x\"}]", "span 0: field \"id\" is \"x\": expected up to 16 hexadecimal digits")]
    [InlineData("[{\"traceId\":\"1\",\"id\":\"2\",\"timestamp\":-1}]", "span 0: field \"timestamp\" is -1: expected microseconds")]
    public async Task Bad_zipkin_spans_are_refused(string body, string message)
    {
        using var response = await fixture.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/api/v2/spans") { Content = new StringContent(body) });
        ((int)response.StatusCode, await response.Content.ReadAsStringAsync()).ShouldBe((400, message));
    }
}
