using System.Globalization;
using System.Text.Json.Nodes;

namespace Almagest.Scenarios.Logs;

/// <summary>The real server with a few lines, asked by search.</summary>
public sealed class LogSearchFixture : IAsyncLifetime
{
    internal const string Tenant = "search";

    internal LogFixture Server { get; } = new();

    internal long Start { get; } = LogFixture.NowNanos - 60_000_000_000;

    public async Task InitializeAsync()
    {
        await Server.InitializeAsync();
        string[] lines =
        [
            """{"level":"ERROR","service":"api","message":"Disk full on node-7","endpoint":"/api/v1/auth/login","status_code":401,"latency_ms":1500,"tenant_id":"tenant_001","context":{"user_agent":"Mozilla/5.0","ip_address":"10.0.0.1"}}""",
            """{"level":"INFO","message":"login ok","endpoint":"/api/v1/auth/login","status_code":200,"latency_ms":999.5,"tenant_id":"tenant_001","trace_id":"abc-123"}""",
            """{"level":"ERROR","message":"first\nTimeout reached","endpoint":"/api/v1/auth/logout","status_code":401,"latency_ms":1000,"tenant_id":"tenant_002","user":null}""",
            "WARN retry of user_id=42 took 30 s: connection reset",
            "GET /index.html?q=100% 200 Überlauf",
        ];
        var values = new JsonArray([.. lines.Select((line, i) => (JsonNode)new JsonArray((Start + i).ToString(CultureInfo.InvariantCulture), line,
            new JsonObject { ["line"] = i.ToString(CultureInfo.InvariantCulture), ["weight"] = (i * 10).ToString(CultureInfo.InvariantCulture) }))]);
        var push = new JsonObject { ["streams"] = new JsonArray(new JsonObject { ["stream"] = new JsonObject { ["service"] = "auth", ["zone"] = "eu-1" }, ["values"] = values }) };
        (await Server.PostAsync("/loki/api/v1/push", push.ToJsonString(), tenant: Tenant)).Status.ShouldBe(204);
    }

    public Task DisposeAsync() => Server.DisposeAsync();

    internal async Task<(int Status, JsonNode Json)> GetAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Server.Address, path));
        request.Headers.Add("X-Scope-OrgID", Tenant);
        using var response = await Server.Http.SendAsync(request);
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }

    internal async Task<JsonNode> JsonAsync(string path)
    {
        var (status, json) = await GetAsync(path);
        status.ShouldBe(200, json.ToJsonString());
        return json;
    }
}

public sealed class LogSearchTests(LogSearchFixture fixture) : IClassFixture<LogSearchFixture>
{
    [Theory]
    [InlineData("", "43210")]
    [InlineData("level:ERROR AND timestamp:[now-1h TO now]", "20")]
    [InlineData("timestamp:[now-2h TO now-1h]", "")]
    [InlineData("latency_ms:>1000", "0")]
    [InlineData("latency_ms:>=1000", "20")]
    [InlineData("latency_ms:[999 TO 1000}", "1")]
    [InlineData("NOT latency_ms:>1000", "4321")]
    [InlineData("endpoint:\"/api/v1/auth/login\" AND status_code:401", "0")]
    [InlineData("tenant_id:\"tenant_001\" AND level:ERROR", "0")]
    [InlineData("context.user_agent:Mozilla*", "0")]
    [InlineData("context.ip_address:\"10.0.0.1\"", "0")]
    [InlineData("trace_id:abc-123", "1")]
    [InlineData("_exists_:latency_ms", "210")]
    [InlineData("_exists_:user", "")]
    [InlineData("endpoint:*", "210")]
    [InlineData("-endpoint:*", "43")]
    [InlineData("status_code:(200 OR 404)", "1")]
    [InlineData("DISK", "0")]
    [InlineData("dis", "")]
    [InlineData("dis*", "0")]
    [InlineData("\"disk full\"", "0")]
    [InlineData("\"full disk\"", "")]
    [InlineData("message:timeout", "2")]
    [InlineData("message:tenant_001", "")]
    [InlineData("message:\"connection reset\"", "3")]
    [InlineData("user_id=42", "3")]
    [InlineData("user_id=4", "")]
    [InlineData("node\\-7", "0")]
    [InlineData("/to{2}k \\d+ s/", "3")]
    [InlineData("endpoint:/.*log(in|out)/", "210")]
    [InlineData("endpoint:/log(in|out)/", "")]
    [InlineData("endpoint:*log?ut", "2")]
    [InlineData("\"100%\"", "4")]
    [InlineData("Überlauf", "4")]
    [InlineData("retry timeout", "3")]
    [InlineData("line:3", "3")]
    [InlineData("weight:[10 TO 20]", "21")]
    [InlineData("zone:eu-1 AND line:4", "4")]
    [InlineData("service:auth AND service:api", "0")]
    public async Task Query_finds_lines(string query, string lines) => Lines(await fixture.JsonAsync($"/api/vault/logs/search?q={Uri.EscapeDataString(query)}")).ShouldBe(lines);

    [Theory]
    [InlineData("backward", "43,21,0,")]
    [InlineData("forward", "01,23,4,")]
    public async Task Cursor_leads_through_all_lines(string direction, string expected)
    {
        var (pages, cursor) = ("", "");
        do
        {
            var page = await fixture.JsonAsync($"/api/vault/logs/search?limit=2&direction={direction}&cursor={cursor}");
            pages += Lines(page) + ",";
            cursor = (string?)page["cursor"] ?? "";
        }
        while (cursor.Length > 0);
        pages.ShouldBe(expected);
    }

    [Fact]
    public async Task Histogram_counts_by_level()
    {
        var answer = await fixture.JsonAsync("/api/vault/logs/histogram?bars=1&from=now-3h");
        ((int)answer["total"]!).ShouldBe(5);
        answer["bars"]!.AsArray().Sum(static b => (int?)b!["levels"]!["error"] ?? 0).ShouldBe(2);
    }

    [Fact]
    public async Task Fields_have_types_and_top_values()
    {
        var answer = await fixture.JsonAsync("/api/vault/logs/fields");
        ((int)answer["lines"]!, (bool)answer["sampled"]!).ShouldBe((5, false));
        JsonNode Field(string name) => answer["fields"]!.AsArray().Single(f => (string)f!["name"]! == name)!;
        Field("status_code").ToJsonString().ShouldBe(
            """{"name":"status_code","type":"number","lines":3,"distinct":2,"top":[{"value":"401","lines":2},{"value":"200","lines":1}]}""");
        ((string)Field("context.user_agent")["type"]!).ShouldBe("string");
    }

    [Fact]
    public async Task Context_has_lines_around()
    {
        var line = (await fixture.JsonAsync("/api/vault/logs/search?q=line:2"))["lines"]![0]!;
        Lines(await fixture.JsonAsync($"/api/vault/logs/context?stream={line["stream"]}&at={line["time"]}&before=1&after=2")).ShouldBe("123");
    }

    [Theory]
    [InlineData("search?q=level:", "query is not valid at character 1: field \"level\" needs a value behind its colon, such as level:value or level:*")]
    [InlineData("search?q=a AND timestamp:>yesterday", "query is not valid at character 7: \"yesterday\" is not a time: expected now-1h, now/d, 2026-11-20, 2026-11-20T10:00:00Z or milliseconds since 1970")]
    [InlineData("search?limit=0", "limit \"0\" is not valid: expected 1 to 5000")]
    [InlineData("search?cursor=x", "cursor \"x\" is not valid: expected the cursor of the page before")]
    [InlineData("search?direction=up", "direction \"up\" is not valid: expected backward (newest first) or forward")]
    [InlineData("context?stream=x", "stream \"x\" is not valid: expected the stream of a line that a search found")]
    public async Task Fault_is_explained(string path, string message)
    {
        var (status, json) = await fixture.GetAsync("/api/vault/logs/" + path);
        (status, (string)json["detail"]!).ShouldBe((400, message));
    }

    static string Lines(JsonNode page) => string.Concat(page["lines"]!.AsArray().Select(static l => (string)l!["attributes"]!["line"]!));
}
