using System.Globalization;
using System.Text.Json.Nodes;
using Almagest.Scenarios.Fixtures;

namespace Almagest.Scenarios.Logs.Checklist;

public sealed class ChecklistTests(ChecklistFixture fixture) : IClassFixture<ChecklistFixture>
{
    // The queries of the checklist, verbatim, and the messages of the lines they find, oldest first.
    [Theory]
    [InlineData("{service=\"coach-service\"} |= \"ERROR\" | json | level=\"ERROR\"", "ERROR while saving")]
    [InlineData("{service=\"coach-service\"} |= \"Goal created\" | json | tenant_id=\"abc-123\"", "Goal created")]
    [InlineData("{service=\"postgres\"} | json | duration > 500", "SELECT pg_sleep(1)")]
    [InlineData("{service=~\".+\"} | json | trace_id=\"xyz-789\"", "Goal created,SELECT 1,retry after ERROR")]
    public async Task LogQL_of_the_checklist(string query, string messages)
    {
        var found = (await fixture.LokiLinesAsync(query, "loki")).Select(static line => (string)JsonNode.Parse(line)!["message"]!);
        found.Order(StringComparer.Ordinal).ShouldBe(messages.Split(',').Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("level:ERROR AND timestamp:[now-1h TO now]", "bad password,no stock,job failed")]
    [InlineData("latency_ms:>1000", "bad password")]
    [InlineData("endpoint:\"/api/v1/auth/login\" AND status_code:401", "bad password")]
    [InlineData("tenant_id:\"tenant_001\" AND level:ERROR", "bad password,job failed")]
    [InlineData("context.ip_address:\"203.0.113.7\" AND context.api_key_id:key_1 AND service:worker", "job failed")]
    // The indexes logs-%{service}-%{+YYYY.MM.dd}.
    [InlineData("index:\"logs-api-{day}\"", "bad password,logged in,no stock")]
    [InlineData("_index:logs-*-{day} AND level:ERROR", "bad password,no stock,job failed")]
    [InlineData("_index:logs-worker-*", "job failed")]
    [InlineData("_exists_:_index AND NOT _index:logs-*", "shipped")]
    [InlineData("index:/filebeat-.*/", "shipped")]
    public async Task Search_of_the_checklist(string query, string messages)
    {
        var found = (await fixture.SearchAsync(query.Replace("{day}", Day, StringComparison.Ordinal), "elastic")).Select(static line => (string)line!["body"]!);
        string.Join(',', found).ShouldBe(messages);
    }

    [Fact]
    public async Task Indexes_are_a_label()
    {
        (await fixture.GetAsync("/loki/api/v1/label/index/values", "elastic"))["data"]!.AsArray().Select(static v => (string)v!)
            .ShouldBe([$"filebeat-8.19.0-{Day}", $"logs-api-{Day}", $"logs-worker-{Day}"]);
        (await fixture.LokiLinesAsync("{index=~\"logs-.+\", service=\"worker\"}", "elastic")).ShouldBe(["job failed"]);
        var items = (await fixture.BulkAsync("other", "logs-%{service}-%{+xxxx.ww}", ChecklistFixture.Document(0, "api", "INFO", "/", 200, 1, "", "x")))["items"]!;
        ((string)items[0]!["create"]!["_index"]!).ShouldBe($"logs-api-{ISOWeek.GetYear(At.UtcDateTime)}.{ISOWeek.GetWeekOfYear(At.UtcDateTime):00}");
    }

    [Fact]
    public async Task Person_is_placed_then_hashed()
    {
        var mail = ChecklistFixture.Document(5, "shop", "ERROR", "/pay", 500, 120, "tenant_001", "card of max@example.com refused", "user_007");
        var other = ChecklistFixture.Document(6, "shop", "INFO", "/pay", 200, 7, "tenant_001", "paid", "user_008", "10.0.0.1");
        var again = ChecklistFixture.Document(7, "shop", "INFO", "/pay", 200, 2000, "tenant_001", "paid", "user_007");
        await fixture.PushAsync("chain", new { service = "shop" }, mail, other, again);
        var lines = await fixture.SearchAsync("service:shop", "chain");
        lines.Count.ShouldBe(3);
        string Attribute(int line, string name) => (string?)lines[line]!["attributes"]![name] ?? "";
        // The place was found while the address was still there; 10.0.0.1 is nowhere.
        Enumerable.Range(0, 3).Select(i => Attribute(i, "geoip_city_name")).ShouldBe(["Berlin", "", "Berlin"]);
        Attribute(0, "geoip_country_code").ShouldBe("DE");
        foreach (var line in lines)
            foreach (var secret in (string[])["user_007", "user_008", "203.0.113.7", "10.0.0.1", "max@example.com"])
                line!.ToJsonString().ShouldNotContain(secret);
        ((string)lines[0]!["body"]!).ShouldContain("card of [email] refused");
        // Equal persons stay equal, and the line is still JSON whose fields are found.
        Attribute(0, "user_id").ShouldBe(Attribute(2, "user_id"));
        Attribute(0, "user_id").ShouldNotBe(Attribute(1, "user_id"));
        (await fixture.SearchAsync($"user_id:{Attribute(0, "user_id")} AND status_code:500", "chain")).Count.ShouldBe(1);
        (await fixture.LokiLinesAsync($"{{service=\"shop\"}} | json | context_ip_address=\"{Attribute(0, "ip")}\" | geoip_city_name=\"Berlin\"", "chain")).Count.ShouldBe(2);
        // The line's own time was taken.
        ((string)lines[0]!["time"]!).ShouldBe(((ChecklistFixture.Now.AddMinutes(-2).AddSeconds(5) - DateTimeOffset.UnixEpoch).Ticks * 100).ToString(CultureInfo.InvariantCulture));
        await MetricsShouldBeAsync();
    }

    /// <summary>The lines counted in series of the tenant.</summary>
    async Task MetricsShouldBeAsync()
    {
        await Wait.UntilAsync(async () => await NumberAsync("promtail_custom_requests_total{service=\"shop\"}", "chain") == "3");
        (await NumberAsync("promtail_custom_errors_total", "chain")).ShouldBe("1");
        (await NumberAsync("promtail_custom_last_ms", "chain")).ShouldBe("2000");
        (await NumberAsync("shop_bytes_total > 900", "chain")).ShouldNotBe("");
        (await NumberAsync("promtail_custom_ms_bucket{le=\"10.0\"}", "chain")).ShouldBe("1");
        (await NumberAsync("promtail_custom_ms_bucket{le=\"+Inf\"}", "chain")).ShouldBe("3");
        (await NumberAsync("promtail_custom_ms_sum", "chain")).ShouldBe("2127");
        (await NumberAsync("promtail_custom_ms_count", "chain")).ShouldBe("3");
        (await NumberAsync("promtail_custom_requests_total", "loki")).ShouldBe("");
        (await fixture.GetAsync("/api/v1/metadata?metric=promtail_custom_requests_total", "chain"))["data"]!["promtail_custom_requests_total"]![0]!["help"]!.ToString().ShouldBe("lines seen");
    }

    [Fact]
    public async Task Sender_beyond_a_limit_is_told_to_come_again_and_loses_nothing()
    {
        (await fixture.PushAsync("slow", new { service = "slow" }, "1", "2", "3")).ShouldBe(204);
        (await fixture.PushAsync("slow", new { service = "slow" }, "4")).ShouldBe(503);
        (await fixture.LokiLinesAsync("{service=\"slow\"}", "slow")).ShouldBe(["1", "2", "3"]);
    }

    static DateTimeOffset At => ChecklistFixture.Now.AddMinutes(-2);

    static string Day => At.ToString("yyyy.MM.dd", CultureInfo.InvariantCulture);

    async Task<string> NumberAsync(string query, string tenant) =>
        (string?)(await fixture.GetAsync($"/api/v1/query?query={Uri.EscapeDataString(query)}", tenant))["data"]!["result"]!.AsArray().FirstOrDefault()?["value"]![1] ?? "";
}
