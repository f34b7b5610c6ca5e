using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Almagest.Scenarios.Otlp;

[Collection(OtlpCollection.Name)]
public sealed class HttpTransportScenarios(OtlpFixture fixture)
{
    public static TheoryData<string> Cases() => [.. HttpCase.All.Select(static c => c.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Bad_request_is_answered_with_a_status_in_its_own_encoding(string name)
    {
        var test = HttpCase.All.Single(c => c.Name == name);
        using var answer = await SendAsync(test.Path, test.Body, test.Type, test.Encoding);
        ((int)answer.StatusCode).ShouldBe(test.Status);
        var protobuf = test.Type == HttpCase.Protobuf;
        answer.Content.Headers.ContentType!.MediaType.ShouldBe(protobuf ? HttpCase.Protobuf : HttpCase.Json);
        var body = await answer.Content.ReadAsByteArrayAsync();
        var status = protobuf ? RpcStatus.OfProtobuf(body) : RpcStatus.OfJson(System.Text.Encoding.UTF8.GetString(body));
        status.Text.ShouldContain(test.Message);
        status.Number.ShouldBe(test.Code);
        if (test.Code == 12)
            answer.Headers.GetValues("Accept-Encoding").ShouldBe(["identity,gzip,deflate"]);
        await ServesAsync();
    }

    [Theory]
    [InlineData(HttpCase.Protobuf, "")]
    [InlineData(HttpCase.Json, "{}")]
    public async Task Empty_request_is_a_success(string type, string expected)
    {
        using var answer = await SendAsync("/v1/traces", [], type, "");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe(type);
        (await answer.Content.ReadAsStringAsync()).ShouldBe(expected);
    }

    [Theory]
    [InlineData("", "plain")]
    [InlineData("gzip", "gzip")]
    [InlineData("GZIP", "upper case")]
    [InlineData("x-gzip", "old name")]
    [InlineData("deflate", "deflate")]
    public async Task Compressed_request_is_stored(string encoding, string service)
    {
        var plain = OtlpFixture.Logs(service, "compressed");
        var body = encoding switch { "" => plain, "deflate" => HttpCase.Zlib(plain), _ => HttpCase.Gzip(plain) };
        using var answer = await SendAsync("/v1/logs", body, HttpCase.Protobuf, encoding);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
        (await fixture.ScalarAsync($"SELECT count() FROM logs WHERE service = '{service}'")).ShouldBe("1");
    }

    [Fact]
    public async Task Entities_of_a_resource_are_read_back()
    {
        using var answer = await SendAsync("/v1/logs", """
            {"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"entities"}},{"key":"host.id","value":{"stringValue":"h1"}}],
            "entityRefs":[{"schemaUrl":"https://opentelemetry.io/schemas/1.40.0","type":"service","idKeys":["service.name"]},
            {"type":"host","idKeys":["host.id","host.boot"],"descriptionKeys":["host.name"]}]},"scopeLogs":[{"logRecords":[{"body":{"stringValue":"x"}}]}]}]}
            """u8.ToArray(), HttpCase.Json, "");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await fixture.ScalarAsync("SELECT toString((entities.type, entities.id_keys, entities.description_keys, entities.schema_url)) FROM resources WHERE service = 'entities'"))
            .ShouldBe("(['service','host'],[['service.name'],['host.id','host.boot']],[[],['host.name']],['https://opentelemetry.io/schemas/1.40.0',''])");
    }

    [Fact]
    public async Task Bad_spans_are_counted_and_explained_and_the_good_one_is_kept()
    {
        using var answer = await SendAsync("/v1/traces", OtlpFixture.Spans("partial", bad: 5), HttpCase.Protobuf, "");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var partial = RpcStatus.Partial(await answer.Content.ReadAsByteArrayAsync());
        partial.Number.ShouldBe(5);
        partial.Text.ShouldStartWith("resourceSpans[0].scopeSpans[0].spans[1]: trace_id has 16 bytes, expected 16 that are not all zero; ");
        partial.Text.ShouldEndWith("; and 2 more");
        (await fixture.ScalarAsync("SELECT count() FROM spans WHERE service = 'partial'")).ShouldBe("1");
    }

    [Theory]
    [InlineData("/v1/logs", "rejectedLogRecords", """{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"traceId":"01"},{"body":{"stringValue":"good"}}]}]}]}""",
        "resourceLogs[0].scopeLogs[0].logRecords[0]: trace_id has 1 bytes, expected 16 or none")]
    [InlineData("/v1/metrics", "rejectedDataPoints", """{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"m","gauge":{"dataPoints":[{"asInt":"1"}]}}]}]}]}""",
        "metric \"m\": a data point has no time")]
    public async Task Json_request_learns_of_bad_records_in_json(string path, string field, string body, string message)
    {
        using var answer = await SendAsync(path, HttpCase.Utf8(body), HttpCase.Json, "");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var partial = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["partialSuccess"]!;
        ((string)partial[field]!).ShouldBe("1");
        ((string)partial["errorMessage"]!).ShouldContain(message);
    }

    [Fact]
    public async Task Tenant_of_the_server_itself_takes_nothing_from_outside()
    {
        using var request = Request("/v1/logs", OtlpFixture.Logs("intruder", "x"), HttpCase.Protobuf, "");
        request.Headers.Add("X-Scope-OrgID", "_system");
        using var answer = await fixture.Client.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        RpcStatus.OfProtobuf(await answer.Content.ReadAsByteArrayAsync()).Number.ShouldBe(7);
    }

    [Theory]
    [InlineData("http://localhost:3000", true)]
    [InlineData("https://127.0.0.1", true)]
    [InlineData("http://shop.localhost:8080", true)]
    [InlineData("https://example.com", false)]
    [InlineData("https://localhost.example.com", false)]
    [InlineData("null", false)]
    public async Task Browser_may_send_from_pages_of_this_machine(string origin, bool allowed)
    {
        using var asked = new HttpRequestMessage(HttpMethod.Options, new Uri(fixture.Http, "/v1/traces"));
        asked.Headers.Add("Origin", origin);
        asked.Headers.Add("Access-Control-Request-Method", "POST");
        asked.Headers.Add("Access-Control-Request-Headers", "content-type,x-scope-orgid");
        using var preflight = await fixture.Client.SendAsync(asked);
        preflight.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        Header(preflight, "Access-Control-Allow-Headers").ShouldBe(allowed ? "content-type,x-scope-orgid" : null);
        Header(preflight, "Access-Control-Allow-Origin").ShouldBe(allowed ? origin : null);

        using var sent = Request("/v1/traces", [], HttpCase.Protobuf, "");
        sent.Headers.Add("Origin", origin);
        using var answer = await fixture.Client.SendAsync(sent);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        Header(answer, "Access-Control-Allow-Origin").ShouldBe(allowed ? origin : null);
        Header(answer, "Vary").ShouldBe("Origin");
    }

    static string? Header(HttpResponseMessage answer, string name) => answer.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : null;

    [Fact]
    public async Task Export_takes_only_posts()
    {
        using var answer = await fixture.Client.GetAsync(new Uri(fixture.Http, "/v1/traces"));
        answer.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    async Task ServesAsync()
    {
        using var answer = await SendAsync("/v1/logs", OtlpFixture.Logs("still here", "x"), HttpCase.Protobuf, "");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    Task<HttpResponseMessage> SendAsync(string path, byte[] body, string type, string encoding) => fixture.Client.SendAsync(Request(path, body, type, encoding));

    HttpRequestMessage Request(string path, byte[] body, string type, string encoding)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(fixture.Http, path)) { Content = new ByteArrayContent(body) };
        if (type.Length > 0) request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        if (encoding.Length > 0) request.Content.Headers.ContentEncoding.Add(encoding);
        return request;
    }
}
