namespace Almagest.Scenarios.Logs.Queries;

[Collection(LokiCollection.Name)]
public sealed class LogQueryTests(LokiFixture fixture)
{
    [Theory]
    // The queries of the checklist.
    [InlineData("""{service="coach-service"} |= "ERROR" | json | level="ERROR" """, "ERROR while saving")]
    [InlineData("""{service="coach-service"} |= "Goal created" | json | tenant_id="abc-123" """, "abc-123")]
    [InlineData("""{service="postgres"} | json | duration > 500""", "1001|fast")]
    [InlineData("""{service="postgres"} | json | duration > 500 | __error__="" """, "1001")]
    [InlineData("""{service=~".+"} | json | trace_id="xyz-789" """, "Goal created|SELECT 1|retry")]
    // Line filters.
    [InlineData("""{env="prod"} |= "ERROR" != "retry" """, "ERROR while")]
    [InlineData("""{env="prod"} |~ "SELECT \\S+" """, "SELECT 1|pg_sleep")]
    [InlineData("""{env="prod"} |~ "(?i)select|goal" !~ "created" """, "SELECT 1|pg_sleep|UPDATE")]
    [InlineData("""{service="gateway"} |= "POST" or "404" """, "POST|404")]
    [InlineData("""{service="gateway"} |> "level=<_> method=GET <_>" """, "12ms|250ms")]
    [InlineData("""{service="gateway"} !> "level=<_> method=GET <_>" """, "POST|plain")]
    [InlineData("""{service="gateway"} |= ip("10.0.0.0/8") """, "12ms|250ms")]
    [InlineData("""{service="gateway"} |= "path=/cart status" """, "12ms|250ms")]
    // Parsers and label filters.
    [InlineData("""{service="gateway"} | logfmt | took >= 250ms""", "POST|404")]
    [InlineData("""{service="gateway"} | logfmt | size > 1kB and status < 500""", "12ms")]
    [InlineData("""{service="gateway"} | logfmt | status=200 or level="error" """, "12ms|POST")]
    [InlineData("""{service="gateway"} | logfmt | ip = ip("192.168.0.0/16") """, "POST")]
    [InlineData("""{service="gateway"} | pattern "<_> method=<verb> path=<where> <_>" | verb="POST" """, "POST")]
    [InlineData("""{service="gateway"} | regexp "status=(?P<code>\\d+)" | code=~"4..|5.." """, "POST|404")]
    [InlineData("""{service="postgres"} | json ms="duration" | ms < 100""", "12.5|fast")]
    [InlineData("""{service="postgres"} | json q="query" | q=~"UPDATE.*" | line_format "{{.q | lower}} by {{.service}}" """, "update goals by postgres")]
    [InlineData("""{service="gateway"} |= "plain" | decolorize""", "plain text")]
    [InlineData("""{service="gateway"} | logfmt | status="404" | label_format where=path, verb="{{.method}}!" | line_format "{{.verb}} {{.where}}" """, "GET! /cart")]
    // OpenTelemetry.
    [InlineData("""{service_name="payment"}""", "declined|paid")]
    [InlineData("""{service_name="payment", k8s_pod_name="pay-7"} | order_id="o-1" """, "declined")]
    [InlineData("""{service_name="payment"} | severity_text="INFO" | host_name="node-1" """, "paid")]
    [InlineData("""{service_name="payment"} | detected_level="error" """, "declined")]
    [InlineData("""{service_name="payment"} | trace_id="0af7651916cd43dd8448eb211c80319c" | retries > 1""", "declined")]
    [InlineData("""{service="nobody"}""", "")]
    public async Task Query_gives_lines(string query, string expected)
    {
        var lines = await fixture.LinesAsync(query.Trim());
        var wanted = expected.Split('|', StringSplitOptions.RemoveEmptyEntries);
        lines.Count.ShouldBe(wanted.Length, string.Join("\n", lines));
        for (var i = 0; i < wanted.Length; i++)
            lines[i].ShouldContain(wanted[i]);
    }

    [Fact]
    public async Task Newest_lines_come_first_and_the_limit_holds()
    {
        var path = $"/loki/api/v1/query_range?start={LokiFixture.Nanos(0)}&end={LokiFixture.Nanos(60)}&limit=2&query=" + Uri.EscapeDataString("{env=\"prod\"}");
        var values = (await fixture.JsonAsync(path))["data"]!["result"]!.AsArray().SelectMany(static s => s!["values"]!.AsArray()).Select(static v => (string)v![0]!).ToList();
        values.Order().ShouldBe([LokiFixture.Nanos(25), LokiFixture.Nanos(30)]);
    }

    [Fact]
    public async Task Range_takes_its_start_and_not_its_end()
    {
        var path = $"/loki/api/v1/query_range?start={LokiFixture.Nanos(10)}&end={LokiFixture.Nanos(30)}&query=" + Uri.EscapeDataString("{service=\"coach-service\"}");
        (await fixture.JsonAsync(path))["data"]!["result"]!.AsArray().Sum(static s => s!["values"]!.AsArray().Count).ShouldBe(2);
    }

    [Fact]
    public async Task Interval_thins_lines() =>
        (await fixture.LinesAsync("{service=\"coach-service\"}", "&interval=15s")).Count.ShouldBe(2);

    [Fact]
    public async Task Labels_are_kept_apart_on_request()
    {
        var path = $"/loki/api/v1/query_range?start={LokiFixture.Nanos(7)}&end={LokiFixture.Nanos(8)}&query=" + Uri.EscapeDataString("{service_name=\"payment\"} | logfmt");
        var data = (await fixture.JsonAsync(path, ("X-Loki-Response-Encoding-Flags", "categorize-labels")))["data"]!;
        data["encodingFlags"]!.ToJsonString().ShouldBe("""["categorize-labels"]""");
        data["result"]![0]!["stream"]!.ToJsonString().ShouldBe("""{"k8s_pod_name":"pay-7","service_name":"payment"}""");
        data["result"]![0]!["values"]![0]![2]!["structuredMetadata"]!["order_id"]!.ToString().ShouldBe("o-1");
        data["result"]![0]!["values"]![0]![2]!["structuredMetadata"]!["scope_name"]!.ToString().ShouldBe("payments");
        data["stats"]!["summary"]!["totalLinesProcessed"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task Record_of_OpenTelemetry_has_the_metadata_that_Loki_makes_of_it()
    {
        var path = $"/loki/api/v1/query_range?start={LokiFixture.Nanos(7)}&end={LokiFixture.Nanos(8)}&query=" + Uri.EscapeDataString("{service_name=\"payment\"}");
        var data = (await fixture.JsonAsync(path, ("X-Loki-Response-Encoding-Flags", "categorize-labels")))["data"]!;
        data["result"]![0]!["values"]![0]![2]!["structuredMetadata"]!.ToJsonString().ShouldBe($$"""
            {"detected_level":"error","host_name":"node-1","observed_timestamp":"{{LokiFixture.Nanos(7)}}","order_id":"o-1","retries":"2","scope_name":"payments","severity_number":"17","severity_text":"ERROR","team_name":"red","trace_id":"0af7651916cd43dd8448eb211c80319c"}
            """);
    }

    [Theory]
    [InlineData("{service_name=\"payment\"} | team_name=\"red\"", 2)]
    [InlineData("{service_name=\"payment\"} | team_name=\"blue\"", 0)]
    public async Task Attributes_of_a_scope_are_metadata_of_its_lines(string query, int lines) => (await fixture.LinesAsync(query)).Count.ShouldBe(lines);

    [Fact]
    public async Task Lines_of_one_time_are_shown_in_the_order_in_which_they_came()
    {
        var lines = Enumerable.Range(0, 40).Select(static i => ((double)(i / 20), $"{(i * 7) % 40} of {(i % 3 == 0 ? "one" : "another")} kind")).ToArray();
        await fixture.PushAsync(new { order = "kept" }, lines);
        (await fixture.LinesAsync("{order=\"kept\"}")).ShouldBe(lines.Select(static l => l.Item2));
    }

    [Theory]
    [InlineData("{", "parse error at line 1, col 2: syntax error: unexpected $end, expecting IDENTIFIER or }")]
    [InlineData("{app=~\".*\"}", "parse error : queries require at least one regexp or equality matcher that does not have an empty-compatible value. For instance, app=~\".*\" does not meet this requirement, but app=~\".+\" will")]
    [InlineData("{a=\"b\"} | json x=\"[\"", "parse error : stage '| json x=\"[\"' : cannot parse expression [[]: syntax error: unexpected $end, expecting STRING or INDEX")]
    public async Task Wrong_query_is_refused_as_text(string query, string message)
    {
        var (status, text) = await fixture.GetAsync("/loki/api/v1/query_range?query=" + Uri.EscapeDataString(query));
        status.ShouldBe(400);
        text.ShouldBe(message);
    }

    [Theory]
    [InlineData("query_range?query={a=\"b\"}&limit=x", "strconv.Atoi: parsing \"x\": invalid syntax")]
    [InlineData("query_range?query={a=\"b\"}&start=2&end=1", "end timestamp must not be before or equal to start time")]
    [InlineData("query_range?query={a=\"b\"}&direction=up", "invalid direction 'up'")]
    [InlineData("query_range?query={a=\"b\"}&limit=6000", "max entries limit per query exceeded, limit > max_entries_limit_per_query (6000 > 5000)")]
    [InlineData("query_range?query={a=\"b\"}&step=0", "zero or negative query resolution step widths are not accepted. Try a positive integer")]
    [InlineData("query?query={a=\"b\"}", "log queries are not supported as an instant query type, please change your query to a range query type")]
    public async Task Wrong_parameter_is_refused_as_text(string path, string message)
    {
        var (status, text) = await fixture.GetAsync("/loki/api/v1/" + path);
        (status, text).ShouldBe((400, message));
    }
}
