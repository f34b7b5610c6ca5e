using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using static Almagest.Tests.Ingest.RemoteWrite.WriteMessages;

namespace Almagest.Scenarios.Prometheus;

/// <summary>
/// The endpoints beside queries, and the calls Grafana's Prometheus data source makes. Expected texts are those a Prometheus 3.5.3 gave.
/// </summary>
public sealed class StatusApiScenarios(PrometheusServer server) : IClassFixture<PrometheusServer>
{
    readonly long _now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    [Theory]
    [InlineData("query?query=up&time=x", 400, "bad_data", "invalid parameter \"time\": invalid time value for 'time': cannot parse \"x\" to a valid timestamp")]
    [InlineData("query_range?query=up&start=x&end=1&step=1", 400, "bad_data", "invalid parameter \"start\": cannot parse \"x\" to a valid timestamp")]
    [InlineData("query?query=", 400, "bad_data", "invalid parameter \"query\": unknown position: parse error: no expression found in input")]
    [InlineData("query?query=up&timeout=x", 400, "bad_data", "invalid parameter \"timeout\": cannot parse \"x\" to a valid duration")]
    [InlineData("query?query=up&lookback_delta=x", 400, "bad_data", "error parsing lookback delta duration: cannot parse \"x\" to a valid duration")]
    [InlineData("query?query=up&limit=x", 400, "bad_data", "invalid parameter \"limit\": strconv.Atoi: parsing \"x\": invalid syntax")]
    [InlineData("query?query=up&limit=-1", 400, "bad_data", "invalid parameter \"limit\": limit must be non-negative")]
    [InlineData("query?query=up&limit=99999999999999999999", 400, "bad_data", "invalid parameter \"limit\": strconv.Atoi: parsing \"99999999999999999999\": value out of range")]
    [InlineData("labels?start=x", 400, "bad_data", "invalid parameter \"start\": invalid time value for 'start': cannot parse \"x\" to a valid timestamp")]
    [InlineData("labels?limit=-1", 400, "bad_data", "invalid parameter \"limit\": limit must be non-negative")]
    [InlineData("label/__name__/values?match[]=up{", 400, "bad_data", "1:4: parse error: unexpected end of input inside braces")]
    [InlineData("series?match[]={x=\"\"}", 400, "bad_data", "invalid parameter \"match[]\": match[] must contain at least one non-empty matcher")]
    [InlineData("query_exemplars?query=", 400, "bad_data", "unknown position: parse error: no expression found in input")]
    [InlineData("query_exemplars?query=up&start=5&end=1", 400, "bad_data", "end timestamp must not be before start timestamp")]
    [InlineData("targets/metadata?limit=x", 400, "bad_data", "limit must be a number")]
    [InlineData("targets/metadata?match_target={", 400, "bad_data", "invalid parameter \"match_target\": 1:2: parse error: unexpected end of input inside braces")]
    [InlineData("metadata?limit=x", 400, "bad_data", "limit must be a number")]
    [InlineData("metadata?limit_per_metric=x", 400, "bad_data", "limit_per_metric must be a number")]
    [InlineData("status/tsdb?limit=-1", 400, "bad_data", "limit must be a positive number")]
    [InlineData("format_query?query=", 400, "bad_data", "invalid parameter \"query\": unknown position: parse error: no expression found in input")]
    public async Task Errors_have_status_type_and_text_of_prometheus(string path, int status, string type, string text)
    {
        using var answer = await server.Http.GetAsync(new Uri(server.Address, "/api/v1/" + path));
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        ((int)answer.StatusCode, body["status"]!.ToString(), body["errorType"]!.ToString(), body["error"]!.ToString()).ShouldBe((status, "error", type, text));
    }

    [Theory]
    [InlineData("/-/healthy")]
    [InlineData("/-/ready")]
    public async Task Health_is_told_to_who_asks_for_heads(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, new Uri(server.Address, path));
        using var answer = await server.Http.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("targets")]
    [InlineData("scrape_pools")]
    [InlineData("targets/metadata")]
    public async Task Targets_come_as_the_type_prometheus_names(string path)
    {
        using var answer = await server.Http.GetAsync(new Uri(server.Address, "/api/v1/" + path));
        answer.Content.Headers.ContentType!.ToString().ShouldBe("application/json");
    }

    [Fact]
    public async Task Half_milliseconds_are_rounded_up()
    {
        var answer = JsonNode.Parse(await server.Http.GetStringAsync(new Uri(server.Address, "/api/v1/query?query=time()&time=0.0005")))!;
        answer["data"]!["result"]![1]!.ToString().ShouldBe("0.001");
    }

    [Theory]
    [InlineData("delete_series")]
    [InlineData("clean_tombstones")]
    [InlineData("snapshot")]
    public async Task Admin_is_off_as_by_default_in_prometheus(string operation)
    {
        using var answer = await server.Http.PostAsync(new Uri(server.Address, "/api/v1/admin/tsdb/" + operation), null);
        ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync()).ShouldBe((500, """{"status":"error","errorType":"unavailable","error":"admin APIs disabled"}"""));
    }

    [Fact]
    public async Task Status_tells_version_flags_state_and_what_memory_holds()
    {
        await SendAsync("status", ("m", "1", 1), ("m", "2", 2), ("n", "1", 3), ("o", "1", 4));
        (await server.AskAsync("status/buildinfo"))["version"]!.ToString().ShouldStartWith("3.5.");
        (await server.AskAsync("status/flags"))["query.lookback-delta"]!.ToString().ShouldBe("5m");
        (await server.AskAsync("status/runtimeinfo"))["reloadConfigSuccess"]!.GetValue<bool>().ShouldBeTrue();
        (await server.AskAsync("status/runtimeinfo"))["storageRetention"]!.ToString().ShouldBe("90d");
        (await server.AskAsync("status/config"))["yaml"]!.ToString().ShouldBe("");
        (await server.AskAsync("status/walreplay")).ToJsonString().ShouldBe("""{"min":0,"max":0,"current":0}""");
        var tsdb = await server.AskAsync("status/tsdb?limit=1", "status");
        tsdb["headStats"]!.ToJsonString().ShouldBe($$"""{"numSeries":4,"numLabelPairs":5,"chunkCount":4,"minTime":{{_now * 1000}},"maxTime":{{_now * 1000}}}""");
        tsdb["seriesCountByMetricName"]!.ToJsonString().ShouldBe("""[{"name":"m","value":2}]""");
        tsdb["labelValueCountByLabelName"]!.ToJsonString().ShouldBe("""[{"name":"__name__","value":3}]""");
        tsdb["memoryInBytesByLabelName"]!.ToJsonString().ShouldBe("""[{"name":"__name__","value":44}]""");
        tsdb["seriesCountByLabelValuePair"]!.ToJsonString().ShouldBe("""[{"name":"x=1","value":3}]""");
    }

    [Fact]
    public async Task Federation_gives_the_newest_samples_in_text_and_protobuf()
    {
        await SendAsync("fed", ("fed_b", "1", 1_500_000), ("fed_a", "2", 2), ("fed.dotted", "3", 3));
        var stale = BitConverter.Int64BitsToDouble(0x7FF0000000000002);
        await server.WriteAsync(1, Version1(Series1(["__name__", "fed_gone"], (_now * 1000 - 1000, 1), (_now * 1000, stale))), "fed");
        const string Match = "match[]={__name__=~\"fed.*\"}&match[]=fed_a";
        (await FederateAsync(Match, "text/plain")).ShouldBe((
            "text/plain; version=0.0.4; charset=utf-8; escaping=underscores",
            $"# TYPE fed_dotted untyped\nfed_dotted{{x=\"3\",instance=\"\"}} 3 {_now}000\n# TYPE fed_a untyped\nfed_a{{x=\"2\",instance=\"\"}} 2 {_now}000\n"
            + $"# TYPE fed_b untyped\nfed_b{{x=\"1\",instance=\"\"}} 1.5e+06 {_now}000\n"));
        (await FederateAsync(Match, "text/plain;version=0.0.4;escaping=allow-utf-8")).Text.ShouldContain($"# TYPE \"fed.dotted\" untyped\n{{\"fed.dotted\",x=\"3\",instance=\"\"}} 3");
        var (type, text) = await FederateAsync(Match, "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited");
        type.ShouldBe("application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited; escaping=underscores");
        text.ShouldContain("fed_b");
        (await FederateAsync("", "")).Text.ShouldBe("");
        using var bad = await server.Http.GetAsync(new Uri(server.Address, "/federate?match[]=up{"));
        ((int)bad.StatusCode, await bad.Content.ReadAsStringAsync()).ShouldBe((400, "1:4: parse error: unexpected end of input inside braces\n"));
    }

    [Fact]
    public async Task Explain_tells_plan_series_chunks_and_times()
    {
        await SendAsync("explain", ("m", "a", 1), ("m", "b", 2), ("m", "c", 3));
        foreach (var path in (string[])["query?query=sum(rate(m[5m]))%2B1&explain=1", $"query_range?query=sum(rate(m[5m]))%2B1&start={_now - 60}&end={_now}&step=15&explain=1"])
        {
            var plan = (await server.AskAsync(path, "explain"))["explain"]!;
            (plan["kind"]!.ToString(), plan["detail"]!.ToString()).ShouldBe(("binary", "+"));
            plan["durationMs"]!.GetValue<double>().ShouldBeGreaterThanOrEqualTo(0);
            var aggregate = plan["children"]![0]!;
            (aggregate["detail"]!.ToString(), aggregate["fused"]!.GetValue<bool>()).ShouldBe(("sum", true));
            var reads = aggregate["children"]![0]!["children"]![0]!["reads"]!;
            (reads["seriesMatched"]!.GetValue<int>(), reads["samples"]!.GetValue<int>(), reads["chunksFromStore"]!.GetValue<int>()).ShouldBe((3, 3, 0));
        }

        (await server.AskAsync("query?query=m", "explain"))["explain"].ShouldBeNull();
    }

    [Fact]
    public async Task Calls_of_grafana_work()
    {
        await SendAsync("grafana", ("http_requests_total", "a", 5), ("http_requests_total", "b", 7));
        var window = $"start={_now - 3600}&end={_now}";
        // Health check, form posts of panels, the query builder's label lookups, variables, metadata, exemplars, rules.
        (await PostAsync("query", $"query=1%2B1&time={_now}"))["result"]![1]!.ToString().ShouldBe("2");
        (await PostAsync("query_range", $"query=sum%28http_requests_total%29&start={_now - 60}&end={_now}&step=15"))["resultType"]!.ToString().ShouldBe("matrix");
        (await PostAsync("labels", $"{window}&match[]=%7B__name__%3D%22http_requests_total%22%7D&limit=40000")).ToJsonString().ShouldBe("""["__name__","x"]""");
        (await server.AskAsync($"label/x/values?{window}&match[]=http_requests_total&limit=1", "grafana")).ToJsonString().ShouldBe("""["a"]""");
        (await server.AskAsync($"label/__name__/values?{window}", "grafana")).ToJsonString().ShouldBe("""["http_requests_total"]""");
        (await PostAsync("series", $"{window}&match[]=http_requests_total")).AsArray().Count.ShouldBe(2);
        // Nobody said what it is.
        (await server.AskAsync("metadata?limit=40000", "grafana")).ToJsonString().ShouldBe("{}");
        (await PostAsync("query_exemplars", $"query=http_requests_total&{window}")).AsArray().Count.ShouldBe(0);
        (await server.AskAsync("rules", "grafana"))["groups"]!.AsArray().Count.ShouldBe(0);
        (await server.AskAsync("alerts", "grafana"))["alerts"]!.AsArray().Count.ShouldBe(0);
        (await PostAsync("parse_query", "query=up"))["type"]!.ToString().ShouldBe("vectorSelector");
    }

    Task<WriteAnswer> SendAsync(string tenant, params (string Metric, string X, double Value)[] series) => server.WriteAsync(
        1, Version1([.. series.Select(s => Series1(["__name__", s.Metric, "x", s.X], (_now * 1000, s.Value)))]), tenant);

    async Task<(string? Type, string Text)> FederateAsync(string query, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Address, "/federate?" + query));
        request.Headers.Add("X-Scope-OrgID", "fed");
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using var answer = await server.Http.SendAsync(request);
        return (answer.Content.Headers.NonValidated["Content-Type"].ToString(), await answer.Content.ReadAsStringAsync());
    }

    async Task<JsonNode> PostAsync(string path, string form)
    {
        using var content = new StringContent(form, MediaTypeHeaderValue.Parse("application/x-www-form-urlencoded"));
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Address, "/api/v1/" + path)) { Content = content };
        request.Headers.Add("X-Scope-OrgID", "grafana");
        using var answer = await server.Http.SendAsync(request);
        var body = await answer.Content.ReadAsStringAsync();
        ((int)answer.StatusCode).ShouldBe(200, body);
        return JsonNode.Parse(body)!["data"]!;
    }
}
