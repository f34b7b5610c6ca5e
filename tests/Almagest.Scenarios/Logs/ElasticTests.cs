using System.Text.Json.Nodes;

namespace Almagest.Scenarios.Logs;

[Collection(LogCollection.Name)]
public sealed class ElasticTests(LogFixture server)
{
    const string NdJson = "application/x-ndjson";

    [Theory]
    [InlineData("/elastic/_bulk", "")]
    [InlineData("/elastic/app-logs/_bulk?filter_path=errors,items.*.error,items.*.status", "errors")]
    [InlineData("/app-logs/_bulk", "")]
    public async Task Bulk_stores_and_answers_each_item(string path, string filtered)
    {
        var service = "bulk-" + Guid.NewGuid().ToString("N");
        var (status, body) = await server.PostAsync(path, $$$"""
            {"index": {"_index": "app-logs", "_id": "7"}}
            {"@timestamp": {{{LogFixture.Text(LogFixture.NowNanos / 1_000_000)}}}, "message": "first", "service": {"name": "{{{service}}}"}, "log.level": "WARN", "user": {"id": 12}}
            {"create": {"_index": "app-logs"}}
            {"message": "broken"
            {"delete": {"_index": "app-logs", "_id": "8"}}
            {"create": {"_index": "app-logs"}}
            {"message": "second", "service": {"name": "{{{service}}}"}}

            """, NdJson);
        status.ShouldBe(200);
        var answer = JsonNode.Parse(body)!;
        ((bool)answer["errors"]!).ShouldBeTrue();
        answer["items"]!.AsArray().Select(static i => (int)i!.AsObject().First().Value!["status"]!).ShouldBe([201, 400, 400, 201]);
        ((string?)answer["items"]![1]!["create"]!["error"]!["type"]).ShouldBe("document_parsing_exception");
        (answer["took"] is null).ShouldBe(filtered == "errors");
        ((string?)answer["items"]![0]!["index"]!["_id"]).ShouldBe(filtered == "errors" ? null : "7");
        (await server.SqlAsync($"SELECT body, level, source, attributes['user.id'], resource['index'] FROM logs WHERE service = '{service}' ORDER BY body"))
            .ShouldBe(["\"first\",\"warn\",\"elasticsearch\",\"12\",\"app-logs\"", "\"second\",\"unknown\",\"elasticsearch\",\"\",\"app-logs\""]);
    }

    [Theory]
    [InlineData("/elastic/_bulk", "{\"index\":{}}\n{}\n", "Validation Failed: 1: index is missing;")]
    [InlineData("/elastic/x/_bulk", "{\"index\":{}}\n{}", "The bulk request must be terminated by a newline [\\n]")]
    [InlineData("/elastic/x/_bulk", "\"index\"\n{}\n", "Malformed action/metadata line [1], expected START_OBJECT but found [VALUE_STRING]")]
    [InlineData("/elastic/x/_bulk", "", "request body is required")]
    public async Task Bulk_that_can_not_be_read_is_refused(string path, string body, string reason)
    {
        var answer = await server.PostAsync(path, body, NdJson);
        answer.Status.ShouldBe(400);
        ((string?)JsonNode.Parse(answer.Body)!["error"]!["reason"]).ShouldBe(reason);
    }

    [Fact]
    public async Task Single_document_is_stored()
    {
        var (status, body) = await server.PostAsync("/elastic/single/_doc", "{\"message\": \"alone\", \"service\": \"bulk-single\"}");
        status.ShouldBe(201);
        ((string?)JsonNode.Parse(body)!["result"]).ShouldBe("created");
        (await server.SqlAsync("SELECT body FROM logs WHERE service = 'bulk-single'")).ShouldBe(["\"alone\""]);
    }

    [Theory]
    [InlineData("GET", "/elastic", 200)]
    [InlineData("HEAD", "/elastic/", 200)]
    [InlineData("GET", "/elastic/_license?human=false", 200)]
    [InlineData("GET", "/elastic/_xpack", 200)]
    [InlineData("GET", "/elastic/_nodes/http", 200)]
    [InlineData("GET", "/elastic/_cluster/health", 200)]
    [InlineData("GET", "/elastic/_cat/templates/logstash", 200)]
    [InlineData("HEAD", "/elastic/_template/logstash", 404)]
    [InlineData("PUT", "/elastic/_index_template/filebeat", 200)]
    [InlineData("GET", "/elastic/_ilm/policy/filebeat", 404)]
    [InlineData("PUT", "/elastic/_ilm/policy/filebeat", 200)]
    [InlineData("HEAD", "/elastic/filebeat-8.19.0", 404)]
    [InlineData("PUT", "/elastic/filebeat-8.19.0", 200)]
    public async Task Handshakes_are_answered(string method, string path, int status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(server.Address, path));
        if (method == "PUT")
            request.Content = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
        using var response = await server.Http.SendAsync(request);
        ((int)response.StatusCode).ShouldBe(status);
        response.Headers.GetValues("X-Elastic-Product").ShouldBe(["Elasticsearch"]);
    }
}
