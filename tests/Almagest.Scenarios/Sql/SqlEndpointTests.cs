using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Almagest.Scenarios.Sql;

[Collection(SqlCollection.Name)]
public sealed class SqlEndpointTests(SqlFixture fixture)
{
    [Fact]
    public async Task Json_answer_has_columns_rows_and_statistics()
    {
        var answer = (await fixture.AskAsync("SELECT service, count() AS n FROM logs GROUP BY service ORDER BY service")).Json;
        answer.GetProperty("queryId").GetString().ShouldNotBeNullOrEmpty();
        answer.GetProperty("columns").EnumerateArray().Select(static c => c.GetProperty("name").GetString() + ":" + c.GetProperty("type").GetString())
            .ShouldBe(["service:LowCardinality(String)", "n:UInt64"]);
        answer.GetProperty("rows").EnumerateArray().Select(static r => r.GetRawText().Replace(" ", "", StringComparison.Ordinal))
            .ShouldBe(["[\"svc0\",34]", "[\"svc1\",33]", "[\"svc2\",33]"]);
        var statistics = answer.GetProperty("statistics");
        statistics.GetProperty("rows").GetInt64().ShouldBe(3);
        statistics.GetProperty("rowsRead").GetInt64().ShouldBeInRange(100, 150);
        statistics.GetProperty("bytesRead").GetInt64().ShouldBePositive();
        statistics.GetProperty("elapsedMs").GetDouble().ShouldBePositive();
        answer.GetProperty("truncated").GetBoolean().ShouldBeFalse();
    }

    [Theory]
    [InlineData("SELECT number FROM numbers(100)", 10, 10, true)]
    [InlineData("SELECT number FROM numbers(10)", 10, 10, false)]
    [InlineData("SELECT number FROM numbers(10) LIMIT 3", 10, 3, false)]
    [InlineData("SELECT 1 FROM numbers(8) UNION ALL SELECT 2 FROM numbers(8)", 10, 10, true)]
    [InlineData("SELECT number FROM numbers(5000000)", 200000, 200000, true)]
    [InlineData("SELECT count() FROM (SELECT number FROM numbers(100))", 1, 1, false)]
    [InlineData("SELECT 1 WHERE 0", 1, 0, false)]
    [InlineData("DESCRIBE logs", 2, 2, true)]
    public async Task Result_stops_at_the_limit(string query, int limit, int rows, bool truncated)
    {
        var answer = await fixture.AskAsync(query, limit: limit);
        answer.Status.ShouldBe(200, answer.Text);
        answer.Rows.Count.ShouldBe(rows);
        answer.Json.GetProperty("truncated").GetBoolean().ShouldBe(truncated);
    }

    [Fact]
    public async Task Totals_are_apart_from_rows()
    {
        var answer = await fixture.AskAsync("SELECT service, count() FROM logs GROUP BY service WITH TOTALS");
        answer.Rows.Count.ShouldBe(3);
        answer.Json.GetProperty("totals")[1].GetInt64().ShouldBe(100);
    }

    [Fact]
    public async Task Parameters_are_values_and_never_text()
    {
        var answer = await fixture.AskAsync(
            "SELECT {s:String}, {n:Int64}, {f:Float64}, {b:Bool}, {a:Array(String)}, {i:Array(UInt64)}, {m:Map(String, String)}, {z:Nullable(String)}",
            new()
            {
                ["s"] = "x' OR 1 -- \\ ü", ["n"] = -5, ["f"] = 1.5, ["b"] = true, ["a"] = Texts,
                ["i"] = Numbers, ["m"] = new Dictionary<string, string> { ["k"] = "v'" }, ["z"] = null,
            });
        answer.Status.ShouldBe(200, answer.Text);
        JsonSerializer.Serialize(answer.Rows.Single(), SerializerOptions)
            .ShouldBe("""["x' OR 1 -- \\ ü",-5,1.5,true,["q'","\\"],[1,18446744073709551615],{"k":"v'"},null]""");
    }

    static readonly string[] Texts = ["q'", "\\"];

    static readonly ulong[] Numbers = [1, ulong.MaxValue];

    static readonly JsonSerializerOptions SerializerOptions = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Theory]
    [InlineData("SELECT {x:UInt8}", "missing_parameter", 400)]
    [InlineData("SELECT 1 +", "syntax_error", 400)]
    [InlineData("SELECT nosuch FROM logs", "unknown_column", 400)]
    [InlineData("SELECT body + 1 FROM logs", "query_failed", 400)]
    [InlineData("SELECT max(sipHash64(number)) FROM numbers(19000000000)", "time_limit", 422)]
    [InlineData("SELECT groupArray(number) FROM numbers(100000000)", "memory_limit", 422)]
    [InlineData("SELECT length(repeat('x', 900000000)), length(repeat('y', 900000000))", "memory_limit", 422)]
    [InlineData("SELECT count() FROM numbers(100000000000)", "read_limit", 422)]
    public async Task Error_has_status_and_code(string query, string code, int status)
    {
        var answer = await fixture.AskAsync(query);
        answer.MediaType.ShouldBe("application/problem+json");
        answer.Json.GetProperty("code").GetString().ShouldBe(code, answer.Text);
        answer.Status.ShouldBe(status);
    }

    [Theory]
    [InlineData("SELECT 'ü',\n  1 FRM\n logs", 3, 2)]
    [InlineData("SELECT /* ü */ 'ü',\n  nosuch\n FROM logs", 2, 3)]
    [InlineData("SELECT 1,\n toDate(", 2, 8)]
    public async Task Error_has_line_and_column(string query, int line, int column)
    {
        var answer = await fixture.AskAsync(query);
        (answer.Json.GetProperty("line").GetInt32(), answer.Json.GetProperty("column").GetInt32()).ShouldBe((line, column), answer.Text);
    }

    [Fact]
    public async Task Failure_after_rows_were_sent_is_told_in_the_answer()
    {
        var answer = await fixture.AskAsync("SELECT number, throwIf(number = 250000) FROM numbers(300000)", limit: 300_000);
        answer.Status.ShouldBe(200);
        answer.Rows.Count.ShouldBeInRange(1, 250_000);
        answer.Json.GetProperty("error").GetProperty("code").GetString().ShouldBe("query_failed");
    }

    [Fact]
    public async Task Csv_follows_rfc_4180()
    {
        var answer = await fixture.AskAsync("SELECT 'a\"b' AS q, 'c,d' AS r, NULL AS n, 1.5 AS v", path: "/api/vault/sql?format=csv");
        answer.MediaType.ShouldBe("text/csv");
        answer.Text.ShouldBe("\"q\",\"r\",\"n\",\"v\"\r\n\"a\"\"b\",\"c,d\",,1.5\r\n");
    }

    [Fact]
    public async Task Ndjson_has_an_object_per_row()
    {
        var answer = await fixture.AskAsync("SELECT number AS n, toString(number) AS s FROM numbers(2)", path: "/api/vault/sql?format=ndjson");
        answer.MediaType.ShouldBe("application/x-ndjson");
        answer.Text.ShouldBe("{\"n\":0,\"s\":\"0\"}\n{\"n\":1,\"s\":\"1\"}\n");
    }

    [Theory]
    [InlineData("parquet", "application/vnd.apache.parquet", "PAR1")]
    [InlineData("arrow", "application/vnd.apache.arrow.stream", "\u00ff\u00ff\u00ff\u00ff")]
    public async Task Binary_formats_pass_through(string format, string mediaType, string magic)
    {
        using var response = await fixture.Http.PostAsJsonAsync($"/api/vault/sql?format={format}", new { query = "SELECT * FROM logs", tenant = "a" });
        response.Content.Headers.ContentType?.MediaType.ShouldBe(mediaType);
        response.Content.Headers.ContentDisposition?.DispositionType.ShouldBe("attachment");
        Encoding.Latin1.GetString(await response.Content.ReadAsByteArrayAsync(), 0, 4).ShouldBe(magic);
    }

    [Theory]
    [InlineData("{\"query\": \"SELECT 1\", \"x\": 1}", "field \\u0022x\\u0022 is not known; expected query, parameters")]
    [InlineData("{\"query\": 1}", "field \\u0022query\\u0022 is of another type")]
    [InlineData("[]", "an object was expected")]
    [InlineData("{\"query\":", "line 1, byte")]
    public async Task Body_at_fault_is_explained_without_names_of_the_program(string body, string expected)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await fixture.Http.PostAsync("/api/vault/sql", content);
        var text = await answer.Content.ReadAsStringAsync();
        text.ShouldContain(expected);
        text.ShouldNotContain("Almagest.");
        text.ShouldNotContain(".NET");
    }

    [Theory]
    [InlineData("{\"query\": \"SELECT 1\", \"x\": 1}", "bad_request")]
    [InlineData("{\"query\": 1}", "bad_request")]
    [InlineData("{", "bad_request")]
    [InlineData("{}", "empty_query")]
    [InlineData("{\"query\": \"SELECT 1\", \"limit\": 0}", "bad_limit")]
    [InlineData("{\"query\": \"SELECT 1\", \"tenant\": \"a b\"}", "invalid_tenant")]
    [InlineData("{\"query\": \"SELECT 1\", \"queryId\": \"a/b\"}", "bad_query_id")]
    [InlineData("{\"query\": \"SELECT 1\", \"parameters\": {\"a b\": 1}}", "bad_parameter")]
    public async Task Bad_request_is_explained(string body, string code)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await fixture.Http.PostAsync("/api/vault/sql", content);
        ((int)response.StatusCode).ShouldBe(400);
        (await response.Content.ReadAsStringAsync()).ShouldContain($"\"code\":\"{code}\"");
    }

    [Fact]
    public async Task Unknown_format_is_refused() =>
        (await fixture.AskAsync("SELECT 1", path: "/api/vault/sql?format=xml")).Json.GetProperty("code").GetString().ShouldBe("unknown_format");

    [Fact]
    public async Task Running_query_is_cancelled_by_its_tenant_only()
    {
        var running = fixture.Http.PostAsJsonAsync("/api/vault/sql", new { query = "SELECT max(sipHash64(number)) FROM numbers(19000000000)", tenant = "a", queryId = "mine" });
        await WaitForAsync("sql/a/mine");
        (await DeleteAsync("b", "mine")).ShouldBe(404);
        (await DeleteAsync("a", "mine")).ShouldBe(204);
        using var response = await running;
        (await response.Content.ReadAsStringAsync()).ShouldContain("\"code\":\"cancelled\"");
        (await DeleteAsync("a", "mine")).ShouldBe(404);
    }

    [Fact]
    public async Task Query_ends_when_the_client_leaves()
    {
        using var leave = new CancellationTokenSource();
        var running = fixture.Http.PostAsJsonAsync("/api/vault/sql", new { query = "SELECT max(sipHash64(number)) FROM numbers(19000000000)", queryId = "left" }, leave.Token);
        await WaitForAsync("sql/default/left");
        await leave.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(async () => await running);
        await WaitForAsync("sql/default/left", present: false);
    }

    [Fact]
    public async Task Too_many_queries_at_once_are_answered_try_later()
    {
        var running = Enumerable.Range(0, 4).Select(i => fixture.Http.PostAsJsonAsync(
            "/api/vault/sql", new { query = "SELECT max(sipHash64(number)) FROM numbers(19000000000)", tenant = "busy", queryId = $"busy{i}" })).ToList();
        for (var i = 0; i < 4; i++) await WaitForAsync($"sql/busy/busy{i}");
        (await fixture.AskAsync("SELECT 1", tenant: "busy")).Status.ShouldBe(429);
        (await fixture.AskAsync("SELECT 1")).Status.ShouldBe(200);
        for (var i = 0; i < 4; i++) await DeleteAsync("busy", $"busy{i}");
        foreach (var response in await Task.WhenAll(running)) response.Dispose();
        (await fixture.AskAsync("SELECT 1", tenant: "busy")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Explain_names_plan_indexes_and_estimate()
    {
        var answer = (await fixture.AskAsync("SELECT count() FROM logs WHERE service = 'svc1' AND hasToken(lower(body), 'alpha')", path: "/api/vault/sql/explain")).Json;
        answer.GetProperty("plan").ValueKind.ShouldBe(JsonValueKind.Array);
        answer.GetProperty("indexes").EnumerateArray().Select(static i => i.GetProperty("type").GetString()).ShouldContain("PrimaryKey");
        answer.GetProperty("estimate").GetProperty("rows").GetInt64().ShouldBeInRange(1, 150);
        answer.GetProperty("estimate").GetProperty("bytes").GetInt64().ShouldBePositive();
    }

    [Fact]
    public async Task Explain_of_a_wrong_query_says_where_it_is_wrong()
    {
        var answer = await fixture.AskAsync("SELECT nosuch FROM logs", path: "/api/vault/sql/explain");
        answer.Status.ShouldBe(400);
        (answer.Json.GetProperty("line").GetInt32(), answer.Json.GetProperty("column").GetInt32()).ShouldBe((1, 8));
    }

    [Fact]
    public async Task Schema_lists_public_tables_with_descriptions_only()
    {
        var schema = JsonDocument.Parse(await fixture.Http.GetStringAsync("/api/vault/schema")).RootElement;
        var tables = schema.GetProperty("tables").EnumerateArray().ToDictionary(static t => t.GetProperty("name").GetString() ?? "");
        tables.Keys.Order(StringComparer.Ordinal).ShouldBe(fixture.Catalog.Names);
        tables["logs"].GetProperty("kind").GetString().ShouldBe("table");
        tables["metrics"].GetProperty("kind").GetString().ShouldBe("view");
        tables["logs"].GetProperty("description").GetString().ShouldNotBeNullOrEmpty();
        tables["logs"].GetProperty("columns")[0].GetProperty("description").GetString().ShouldBe("owner of the row");
        tables.Values.SelectMany(static t => t.GetProperty("columns").EnumerateArray().Select(c => $"{t.GetProperty("name")}.{c.GetProperty("name")}: {c.GetProperty("description")}"))
            .Where(static line => line.EndsWith(": ", StringComparison.Ordinal)).ShouldBeEmpty();
        var functions = schema.GetProperty("functions").EnumerateArray().Select(static f => f.GetProperty("name").GetString()).ToList();
        functions.ShouldContain("quantile");
        functions.ShouldNotContain("file");
        schema.GetProperty("keywords").GetArrayLength().ShouldBeGreaterThan(50);
    }

    async Task<int> DeleteAsync(string tenant, string queryId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, $"/api/vault/sql/{queryId}");
        request.Headers.Add("X-Scope-OrgID", tenant);
        using var response = await fixture.Http.SendAsync(request);
        return (int)response.StatusCode;
    }

    async Task WaitForAsync(string queryId, bool present = true)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var ask = new Almagest.ClickHouse.Http.Statement("SELECT count() FROM system.processes WHERE query_id = {id:String}").With("id", queryId);
        while (await fixture.Client.ScalarAsync<long>(ask, timeout.Token) > 0 != present) await Task.Delay(5, timeout.Token);
    }
}
