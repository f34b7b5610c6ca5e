using System.Globalization;
using System.Text.Json.Nodes;
using Almagest.Query.LogSearch;
using Almagest.Telemetry.Live;
using Almagest.Telemetry.Logs.Search;

namespace Almagest.Scenarios.Logs;

/// <summary>The real server with a few lines, asked by search.</summary>
public sealed class LogSearchFixture : IAsyncLifetime
{
    internal const string Tenant = "search";
    internal const string Other = "search-other";

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

    internal Task<(int Status, JsonNode Json)> GetAsync(string path, string tenant = Tenant) => SendAsync(HttpMethod.Get, path, "", tenant);

    internal async Task<(int Status, JsonNode Json)> SendAsync(HttpMethod method, string path, string body, string tenant = Tenant)
    {
        using var request = new HttpRequestMessage(method, new Uri(Server.Address, path));
        request.Headers.Add("X-Scope-OrgID", tenant);
        if (body.Length > 0)
            request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var response = await Server.Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!);
    }

    internal async Task<JsonNode> JsonAsync(string path, string tenant = Tenant)
    {
        var (status, json) = await GetAsync(path, tenant);
        status.ShouldBe(200, json.ToJsonString());
        return json;
    }

    internal async Task<string> TextAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Server.Address, path));
        request.Headers.Add("X-Scope-OrgID", Tenant);
        using var response = await Server.Http.SendAsync(request);
        response.IsSuccessStatusCode.ShouldBeTrue();
        return await response.Content.ReadAsStringAsync();
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
    public async Task Query_finds_lines(string query, string lines)
    {
        Lines(await fixture.JsonAsync($"/api/vault/logs/search?q={Uri.EscapeDataString(query)}")).ShouldBe(lines);
        // Lines that are followed are judged in memory, where the answer must be the same.
        var match = new SearchMatch(SearchParser.Parse(query, SearchOperator.Or), TimeProvider.System.GetUtcNow());
        var all = await fixture.JsonAsync("/api/vault/logs/search");
        string.Concat(all["lines"]!.AsArray().Where(line => match.IsFound(RowOf(line!))).Select(static l => (string)l!["attributes"]!["line"]!)).ShouldBe(lines);
    }

    [Theory]
    [InlineData("{zone=\"eu-1\"}", "43210")]
    [InlineData("{zone=\"eu-1\"} | json | status_code=401", "20")]
    [InlineData("{zone=\"eu-1\"} |= `login` != `ok`", "0")]
    [InlineData("{zone=\"eu-2\"}", "")]
    public async Task LogQL_finds_lines(string query, string lines)
    {
        var q = $"language=logql&q={Uri.EscapeDataString(query)}";
        Lines(await fixture.JsonAsync($"/api/vault/logs/search?{q}")).ShouldBe(lines);
        ((int)(await fixture.JsonAsync($"/api/vault/logs/histogram?{q}"))["total"]!).ShouldBe(lines.Length);
    }

    [Fact]
    public async Task LogQL_of_numbers_is_refused_where_lines_are_wanted()
    {
        var (status, json) = await fixture.GetAsync($"/api/vault/logs/search?language=logql&q={Uri.EscapeDataString("rate({zone=\"eu-1\"}[1m])")}");
        (status, (string?)json["code"]).ShouldBe((400, "not_lines"));
    }

    [Theory]
    [InlineData("lucene", "level:error AND tailed")]
    [InlineData("logql", "{service_name=\"follow\"} |= \"tailed\"")]
    public async Task Tail_shows_lines_as_they_are_stored(string language, string query)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(fixture.Server.Address, $"/api/vault/logs/tail?language={language}&q={Uri.EscapeDataString(query)}"));
        request.Headers.Add("X-Scope-OrgID", "follow");
        using var response = await fixture.Server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var events = new StreamReader(await response.Content.ReadAsStreamAsync());
        (await events.ReadLineAsync()).ShouldBe(": connected");
        var time = LogFixture.Text(LogFixture.NowNanos);
        var push = $$$"""{"streams":[{"stream":{"service_name":"follow"},"values":[["{{{time}}}","level=info other"],["{{{time}}}","level=error tailed"]]}]}""";
        (await fixture.Server.PostAsync("/loki/api/v1/push", push, tenant: "follow")).Status.ShouldBe(204);
        string? line;
        do
            line = await events.ReadLineAsync();
        while (line?.StartsWith("data: ", StringComparison.Ordinal) == false);
        var batch = JsonNode.Parse(line!["data: ".Length..])!;
        batch["lines"]!.AsArray().Select(static l => ((string)l!["body"]!, (string)l["level"]!, (string)l["stream"]! != "")).ShouldBe([("level=error tailed", "error", true)]);
    }

    [Theory]
    [InlineData("lucene", "level:error", "lines", null)]
    [InlineData("lucene", "a AND level:", "", 6)]
    [InlineData("logql", "{a=\"b\"}", "lines", null)]
    [InlineData("logql", "rate({a=\"b\"}[1m])", "series", null)]
    [InlineData("logql", "{a=\"b\"}\n| =", "", 10)]
    public async Task Check_tells_the_kind_or_the_place_of_the_fault(string language, string query, string kind, int? position)
    {
        var answer = await fixture.JsonAsync($"/api/vault/logs/check?language={language}&q={Uri.EscapeDataString(query)}");
        ((string)answer["kind"]!, (int?)answer["position"], answer["message"] is null).ShouldBe((kind, position, kind != ""));
    }

    [Theory]
    [InlineData("backward", "", "43,21,0,")]
    [InlineData("forward", "", "01,23,4,")]
    [InlineData("backward", "language=logql&q={zone=\"eu-1\"}", "43,21,0,")]
    [InlineData("forward", "language=logql&q={zone=\"eu-1\"}", "01,23,4,")]
    public async Task Cursor_leads_through_all_lines(string direction, string question, string expected)
    {
        var (pages, cursor) = ("", "");
        do
        {
            var page = await fixture.JsonAsync($"/api/vault/logs/search?limit=2&direction={direction}&cursor={cursor}&{question}");
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

    [Fact]
    public async Task Saved_search_is_kept_changed_and_deleted()
    {
        const string path = "/api/vault/logs/saved";
        var (status, saved) = await fixture.SendAsync(HttpMethod.Post, path, """{"name":" errors ","language":"lucene","query":"level:error","columns":["zone"]}""");
        (status, (string)saved["name"]!, (long)saved["version"]!).ShouldBe((201, "errors", 1));
        var one = $"{path}/{saved["id"]}";
        (status, saved) = await fixture.SendAsync(HttpMethod.Put, one, """{"name":"all errors","language":"lucene","query":"level:error","version":1}""");
        (status, (string)saved["name"]!, (long)saved["version"]!).ShouldBe((200, "all errors", 2));
        (status, saved) = await fixture.SendAsync(HttpMethod.Put, one, """{"name":"late","language":"lucene","query":"","version":1}""");
        (status, (string)saved["code"]!).ShouldBe((400, "version_conflict"));
        (await fixture.JsonAsync(path))["searches"]!.AsArray().Select(static s => (string)s!["name"]!).ShouldBe(["all errors"]);
        (await fixture.SendAsync(HttpMethod.Delete, one, "")).Status.ShouldBe(204);
        (await fixture.SendAsync(HttpMethod.Delete, one, "")).Status.ShouldBe(404);
        (await fixture.JsonAsync(path))["searches"]!.AsArray().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"name":" ","language":"lucene","query":""}""", "name \" \" is not valid: expected 1 to 120 characters")]
    [InlineData("""{"name":"a","language":"lucene","query":"level:"}""", "query is not valid at character 1: field \"level\" needs a value behind its colon, such as level:value or level:*")]
    [InlineData("""{"name":"a","language":"sql","query":""}""", "language \"sql\" is not valid: expected lucene or logql")]
    public async Task Search_that_can_not_be_asked_is_not_saved(string body, string message)
    {
        var (status, json) = await fixture.SendAsync(HttpMethod.Post, "/api/vault/logs/saved", body);
        (status, (string)json["detail"]!).ShouldBe((400, message));
    }

    [Theory]
    [InlineData("ndjson", 5)]
    [InlineData("csv", 6)]
    [InlineData("text", 5)]
    public async Task Export_has_all_lines(string format, int rows)
    {
        var text = await fixture.TextAsync($"/api/vault/logs/export?format={format}&columns=service,weight&direction=forward");
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        lines.Length.ShouldBe(rows);
        lines[^1].ShouldContain("Überlauf");
        if (format == "csv")
            (lines[0], lines[^1].EndsWith(",auth,40,GET /index.html?q=100% 200 Überlauf", StringComparison.Ordinal)).ShouldBe(("time,level,service,weight,body", true));
    }

    [Fact]
    public async Task Differences_name_values_with_another_share()
    {
        var stream = string.Join(',', Enumerable.Range(0, 400).Select(static i => $$"""["{{LogFixture.NowNanos - 30_000_000_000 + i}}","took {{i}} ms",{"side":"{{(i < 200 ? "left" : "right")}}","user":"u{{i}}","region":"{{(i is >= 200 and < 300 ? "west" : "east")}}"}]"""));
        (await fixture.Server.PostAsync("/loki/api/v1/push", $$$"""{"streams":[{"stream":{"service_name":"differ"},"values":[{{{stream}}}]}]}""", tenant: LogSearchFixture.Other)).Status.ShouldBe(204);
        foreach (var questions in new[] { "q=side:left&q_b=side:right", "language=logql&q={service_name=\"differ\"}|side=\"left\"&q_b={service_name=\"differ\"}|side=\"right\"" })
        {
            var answer = await fixture.JsonAsync("/api/vault/logs/differences?" + questions, LogSearchFixture.Other);
            ((long)answer["a"]!["total"]!, (int)answer["b"]!["looked"]!, (bool)answer["a"]!["sampled"]!).ShouldBe((200, 200, false));
            answer["differences"]!.AsArray().Select(static d => ((string)d!["field"]!, (string)d["value"]!, (double)d["shareA"]!, (double)d["shareB"]!)).ShouldBe(
                [("side", "left", 1, 0), ("side", "right", 0, 1), ("region", "east", 1, 0.5), ("region", "west", 0, 0.5)]);
        }
    }

    static LogRow RowOf(JsonNode line) => new()
    {
        TimeUnixNano = long.Parse((string)line["time"]!, CultureInfo.InvariantCulture), Service = (string)line["service"]!, Level = (string)line["level"]!, SeverityNumber = 0,
        SeverityText = "", Body = (string)line["body"]!, EventName = "", TraceId = (string)line["traceId"]!, SpanId = (string)line["spanId"]!, Attributes = Pairs(line["attributes"]!),
        Resource = Pairs(line["resource"]!), ResourceId = 0, PatternId = "", ScopeName = "", ScopeVersion = "",
    };

    static Dictionary<string, string> Pairs(JsonNode pairs) => pairs.AsObject().ToDictionary(static p => p.Key, static p => (string)p.Value!);

    static string Lines(JsonNode page) => string.Concat(page["lines"]!.AsArray().Select(static l => (string)l!["attributes"]!["line"]!));
}
