using System.Text.Json.Nodes;

namespace Almagest.Scenarios.Logs;

[Collection(LogCollection.Name)]
public sealed class NdjsonTests(LogFixture server)
{
    [Fact]
    public async Task Lines_are_stored_and_faults_name_their_line()
    {
        var (status, body) = await server.PostAsync("/api/vault/logs?service=ndjson-lines", """
            {"msg": "one", "level": "error", "labels": {"zone": "a"}, "user_id": 7}

            {"msg": "two", "timestamp": "yesterday"}
            {"msg": "three"}
            """, "application/x-ndjson");
        status.ShouldBe(400);
        JsonNode.Parse(body)!.ToJsonString().ShouldBe(
            "{\"accepted\":2,\"rejected\":1,\"errors\":[{\"record\":3,\"message\":\"field \\u0022timestamp\\u0022 is \\u0022yesterday\\u0022: expected a time as in RFC 3339 or a number since 1970\"}]}");
        (await server.SqlAsync("SELECT body, level, source, resource['zone'], attributes['user_id'] FROM logs WHERE service = 'ndjson-lines' ORDER BY body"))
            .ShouldBe(["\"one\",\"error\",\"ndjson\",\"a\",\"7\"", "\"three\",\"unknown\",\"ndjson\",\"\",\"\""]);
    }

    [Theory]
    [InlineData("[{\"msg\": \"a\"}, {\"msg\": \"b\"}]", 2)]
    [InlineData("{\n  \"msg\": \"a\"\n}\n", 1)]
    [InlineData("{\"msg\": \"a\"}", 1)]
    [InlineData("", 0)]
    public async Task Arrays_and_single_objects_are_taken(string body, int accepted)
    {
        var answer = await server.PostAsync("/api/vault/logs?service=ndjson-forms", body);
        answer.ShouldBe((200, $"{{\"accepted\":{accepted},\"rejected\":0,\"errors\":[]}}"));
    }
}
