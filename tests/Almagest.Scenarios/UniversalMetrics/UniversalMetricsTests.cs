using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Almagest.Scenarios.Sql;

namespace Almagest.Scenarios.UniversalMetrics;

[Collection(SqlCollection.Name)]
public sealed class UniversalMetricsTests(SqlFixture fixture)
{
    readonly string _tenant = "u" + Guid.NewGuid().ToString("N");

    [Theory]
    [InlineData("""{"timestamp":"2026-01-31T12:00:00Z","source_system":"kubernetes","metric_type":"cpu_usage","value":75.5,"unit":"percent","tags":{"department":"engineering","project_id":"p-1"}}""")]
    [InlineData("""{"timestamp":"2019-03-04T05:06:07.123456789Z","source_system":"aws","metric_type":"daily cost / über","value":-1.7976931348623157E+308,"unit":"usd","tags":{}}""")]
    [InlineData("""{"timestamp":"2026-01-31T12:00:00.5Z","source_system":"s","metric_type":"m","value":0.1,"tags":{"k":"v"}}""")]
    [InlineData("""{"timestamp":"2026-01-31T12:00:00Z","source_system":"s","metric_type":"m","value":5E-324,"unit":"","tags":{"empty":"","🙂":"ü \"quoted\" \\ '","a":"\n"}}""")]
    [InlineData("""{"timestamp":"2098-01-31T12:00:00Z","source_system":"s","metric_type":"m","value":9007199254740991,"unit":"tokens","tags":{"~":"1","Z":"2","a b":"3"}}""")]
    public async Task Record_comes_back_as_it_went_in(string record)
    {
        (await PostAsync(record)).ShouldBe((200, """{"accepted":1,"rejected":0,"errors":[]}"""));
        var (status, text) = await GetAsync("");
        status.ShouldBe(200, text);
        Canonical(JsonDocument.Parse(text).RootElement.EnumerateArray().Single()).ShouldBe(Canonical(JsonDocument.Parse(record).RootElement));
    }

    [Theory]
    [InlineData("application/json", "[A, B , C]")]
    [InlineData("application/json", "A\nB C")]
    [InlineData("application/x-ndjson", "A\nB\r\n\nC")]
    [InlineData("application/x-ndjson", "A\nB\nC\n")]
    public async Task Array_lines_and_sequence_are_taken(string type, string body)
    {
        var text = body.Replace("A", Record("a", 1), StringComparison.Ordinal).Replace("B", Record("b", 2), StringComparison.Ordinal).Replace("C", Record("c", 3), StringComparison.Ordinal);
        (await PostAsync(text, type)).ShouldBe((200, """{"accepted":3,"rejected":0,"errors":[]}"""));
        (await CountAsync("")).ShouldBe(3);
    }

    [Fact]
    public async Task Good_records_are_kept_and_bad_ones_explained()
    {
        var (status, text) = await PostAsync($"[{Record("a", 1)},{{}},{Record("b", 2).Replace(":2,", ":\"abc\",", StringComparison.Ordinal)},{Record("c", 3)}]");
        status.ShouldBe(200, text);
        var answer = JsonDocument.Parse(text).RootElement;
        (answer.GetProperty("accepted").GetInt32(), answer.GetProperty("rejected").GetInt32()).ShouldBe((2, 2));
        answer.GetProperty("errors")[1].GetProperty("record").GetInt32().ShouldBe(3);
        answer.GetProperty("errors")[1].GetProperty("message").GetString().ShouldBe("record 3: field \"value\" must be a number, got \"abc\"");
        (await CountAsync("")).ShouldBe(2);
    }

    [Theory]
    [InlineData("{\"value\":1}", "application/json", 400, "no_valid_record")]
    [InlineData("x\ny", "application/x-ndjson", 400, "no_valid_record")]
    [InlineData("", "application/json", 400, "empty_body")]
    [InlineData("[{\"value\":1},", "application/json", 400, "invalid_json")]
    [InlineData("{\"value\":1}}", "application/json", 400, "invalid_json")]
    [InlineData("{}", "application/xml", 415, "bad_request")]
    public async Task Useless_body_is_refused(string body, string type, int status, string code)
    {
        var answer = await PostAsync(body, type);
        answer.Status.ShouldBe(status, answer.Text);
        answer.Text.ShouldContain($"\"code\":\"{code}\"");
    }

    [Fact]
    public async Task Empty_array_is_no_error() =>
        (await PostAsync("[]")).ShouldBe((200, """{"accepted":0,"rejected":0,"errors":[]}"""));

    [Fact]
    public async Task Gzip_is_unpacked_and_a_broken_one_refused()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) await gzip.WriteAsync(Encoding.UTF8.GetBytes(Record("a", 1)));
        (await PostAsync(packed.ToArray(), "application/json", "gzip")).Status.ShouldBe(200);
        (await PostAsync([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], "application/json", "gzip")).Text.ShouldContain("bad_compression");
        (await PostAsync([1], "application/json", "zstd")).Status.ShouldBe(415);
    }

    [Fact]
    public async Task Large_record_is_refused_and_large_batch_taken()
    {
        (await PostAsync(Record(new string('x', 300_000), 1))).Status.ShouldBe(413);
        var lines = string.Join('\n', Enumerable.Range(0, 20_000).Select(static i => Record($"series{i % 500}", i)));
        (await PostAsync(lines, "application/x-ndjson")).Text.ShouldContain("\"accepted\":20000");
        (await CountAsync("limit=100000")).ShouldBe(20_000);
    }

    [Theory]
    [InlineData("metric_type=m1", 2)]
    [InlineData("source_system=s2", 1)]
    [InlineData("metric_type=m1&source_system=s2", 1)]
    [InlineData("tag.team=red", 2)]
    [InlineData("tag.team=red&tag.size=1", 1)]
    [InlineData("tag.team=green", 0)]
    [InlineData("from=2026-01-31T12:00:01Z", 2)]
    [InlineData("to=2026-01-31T12:00:00.999999999Z", 1)]
    [InlineData("from=2026-01-31T12:00:01Z&to=2026-01-31T12:00:01Z", 1)]
    [InlineData("from=2026-01-31T13:00:01%2B01:00", 2)]
    [InlineData("limit=1", 1)]
    public async Task Filters_select_records(string query, int count)
    {
        await PostAsync("""
            [{"timestamp":"2026-01-31T12:00:00Z","source_system":"s1","metric_type":"m1","value":1,"tags":{"team":"red","size":"1"}},
             {"timestamp":"2026-01-31T12:00:01Z","source_system":"s2","metric_type":"m1","value":2,"tags":{"team":"red"}},
             {"timestamp":"2026-01-31T12:00:02Z","source_system":"s1","metric_type":"m2","value":3,"tags":{"team":"blue"}}]
            """);
        (await CountAsync(query)).ShouldBe(count);
    }

    [Theory]
    [InlineData("from=yesterday")]
    [InlineData("limit=0")]
    [InlineData("limit=1000000")]
    [InlineData("unknown=1")]
    [InlineData("metric_type=a&metric_type=b")]
    public async Task Bad_filter_is_refused(string query) => (await GetAsync(query)).Text.ShouldContain("\"code\":\"bad_parameter\"");

    [Fact]
    public async Task Record_is_visible_to_sql_and_to_its_tenant_only()
    {
        await PostAsync(Record("cpu", 7));
        var rows = (await fixture.AskAsync("SELECT name, value, unit, labels['source_system'] FROM metrics", tenant: _tenant)).Rows;
        rows.Single().Select(static v => v.ToString()).ShouldBe(["cpu", "7", "percent", "test"]);
        (await fixture.AskAsync("SELECT value FROM metrics WHERE name = 'cpu'", tenant: "a")).Rows.ShouldBeEmpty();
    }

    static string Record(string type, int value) =>
        $$$"""{"timestamp":"2026-01-31T12:00:00Z","source_system":"test","metric_type":"{{{type}}}","value":{{{value}}},"unit":"percent","tags":{"n":"{{{value}}}"}}""";

    // The same fields in the same words, whatever their order and the spelling of numbers.
    static string Canonical(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "{" + string.Join(",", element.EnumerateObject().OrderBy(static m => m.Name, StringComparer.Ordinal).Select(static m => m.Name + ":" + Canonical(m.Value))) + "}",
        JsonValueKind.Number => element.GetDouble().ToString("R", System.Globalization.CultureInfo.InvariantCulture),
        _ => element.ToString(),
    };

    Task<(int Status, string Text)> PostAsync(string body, string type = "application/json") => PostAsync(Encoding.UTF8.GetBytes(body), type, null);

    async Task<(int Status, string Text)> PostAsync(byte[] body, string type, string? encoding)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/vault/metrics") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        if (encoding is not null) request.Content.Headers.ContentEncoding.Add(encoding);
        return await SendAsync(request);
    }

    async Task<int> CountAsync(string query) => JsonDocument.Parse((await GetAsync(query)).Text).RootElement.GetArrayLength();

    Task<(int Status, string Text)> GetAsync(string query) => SendAsync(new HttpRequestMessage(HttpMethod.Get, $"/api/vault/metrics?{query}"));

    async Task<(int Status, string Text)> SendAsync(HttpRequestMessage request)
    {
        request.Headers.Add("X-Scope-OrgID", _tenant);
        using var response = await fixture.Http.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
