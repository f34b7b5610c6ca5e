using System.IO.Compression;
using System.Net;
using System.Text.Json.Nodes;

namespace Almagest.Scenarios.Prometheus;

/// <summary>The calls of promtool, of Grafana's Prometheus data source and of scripts, as they send them: method, form or query, headers.</summary>
public sealed class ClientScenarios(ClientFixture fixture) : IClassFixture<ClientFixture>
{
    const string A = """{"__name__":"http_requests_total","code":"200","instance":"a:1","job":"api"}""";
    const string B = """{"__name__":"http_requests_total","code":"500","instance":"b:1","job":"api"}""";

    [Theory]
    // promtool query instant, range, series and labels.
    [InlineData("POST", "query", "query=sum+by+(job)+(http_requests_total)&time={at}", """{"resultType":"vector","result":[{"metric":{"job":"api"},"value":[{at},"660"]}]}""")]
    [InlineData("POST", "query_range", "end={at}.000&query=http_requests_total%7Bcode%3D%22200%22%7D&start={start}&step=300", $$"""{"resultType":"matrix","result":[{"metric":{{A}},"values":[[{start},"0"],[{start+300},"300"],[{at},"600"]]}]}""")]
    [InlineData("POST", "series", "end={end}&match%5B%5D=http_requests_total&match%5B%5D=nothing&start={start}", $"[{A},{B}]")]
    [InlineData("GET", "label/code/values", "end={end}&match%5B%5D=http_requests_total&start={start}", """["200","500"]""")]
    // Grafana: health check, queries, variables, completion, exemplars.
    [InlineData("GET", "query", "query=1%2B1&time=4", """{"resultType":"scalar","result":[4,"2"]}""")]
    [InlineData("POST", "query_range", "query=sum(rate(http_requests_total%5B5m%5D))&start={at}&end={at}&step=60&timeout=60s", """{"resultType":"matrix","result":[{"metric":{},"values":[[{at},"1.1"]]}]}""")]
    [InlineData("POST", "labels", "start={start}&end={end}&match%5B%5D=http_requests_total", """["__name__","code","instance","job"]""")]
    [InlineData("GET", "label/__name__/values", "start={start}&end={end}&limit=40000", """["http_requests_total","latency_bucket","native"]""")]
    [InlineData("POST", "series", "match%5B%5D=%7B__name__%3D~%22http.*%22%2Ccode%3D%22500%22%7D&start={start}&end={end}&limit=40000", $"[{B}]")]
    [InlineData("GET", "metadata", "limit=5000", """{"http_requests_total":[{"type":"counter","unit":"","help":"Requests answered."}]}""")]
    [InlineData("POST", "query_exemplars", "query=http_requests_total&start={start}&end={end}", "[]")]
    [InlineData("GET", "rules", "", """{"groups":[]}""")]
    [InlineData("POST", "format_query", "query=sum(x)by(y)", "\"sum by (y) (x)\"")]
    // Others: times as text, a look back that is too short, a selector of nothing.
    [InlineData("GET", "query", "query=http_requests_total&time=1970-01-01T00:00:00Z", """{"resultType":"vector","result":[]}""")]
    [InlineData("GET", "query", "query=count(http_requests_total)&time={at+30}&lookback_delta=29s", """{"resultType":"vector","result":[]}""")]
    [InlineData("GET", "query", "query=count(http_requests_total)&time={at+30}&lookback_delta=31", """{"resultType":"vector","result":[{"metric":{},"value":[{at+30},"2"]}]}""")]
    [InlineData("GET", "labels", "match[]=nothing", "[]")]
    public async Task Call_is_answered_as_prometheus_does(string method, string path, string parameters, string data)
    {
        var (answer, body) = await fixture.CallAsync(method, path, Times(parameters), ("Accept-Encoding", "identity"), ("User-Agent", "promtool/3.5.3"));
        using (answer)
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, body?.ToJsonString());
            answer.Content.Headers.ContentType!.ToString().ShouldBe("application/json");
            body!["status"]!.ToString().ShouldBe("success");
            JsonNode.DeepEquals(body["data"], JsonNode.Parse(fixture.Fill(Times(data)))).ShouldBeTrue(body.ToJsonString());
        }
    }

    [Theory]
    [InlineData("POST", "query", "query=sum(", 400, "bad_data")]
    [InlineData("POST", "query", "query=count_values(%22a%22%2C1)", 400, "bad_data")]
    [InlineData("POST", "query_range", "query=x&start={start}&end={end}&step=0.0001", 400, "bad_data")]
    [InlineData("POST", "query", "query=label_replace(http_requests_total%2C%22code%22%2C%22a%22%2C%22code%22%2C%22.*%22)%2B0&time={at}", 200, null)]
    [InlineData("POST", "query", "query=http_requests_total%20%2B%20on(job)%20http_requests_total&time={at}", 422, "execution")]
    [InlineData("POST", "series", "match%5B%5D=%7B", 400, "bad_data")]
    [InlineData("GET", "label/a%ff/values", "", 400, "bad_data")]
    [InlineData("GET", "labels", "limit=-1", 400, "bad_data")]
    [InlineData("POST", "admin/tsdb/snapshot", "", 500, "unavailable")]
    public async Task Fault_has_the_status_and_type_of_prometheus(string method, string path, string parameters, int status, string? type)
    {
        var (answer, body) = await fixture.CallAsync(method, path, parameters);
        using (answer)
        {
            ((int)answer.StatusCode).ShouldBe(status, body?.ToJsonString());
            answer.Content.Headers.ContentType!.ToString().ShouldBe("application/json");
            body!["errorType"]?.ToString().ShouldBe(type);
            body["status"]!.ToString().ShouldBe(type is null ? "success" : "error");
        }
    }

    [Fact]
    public async Task Statistics_count_samples_per_step()
    {
        var (answer, body) = await fixture.CallAsync("POST", "query_range", "query=http_requests_total&start={start}&end={at}&step=300&stats=all");
        using (answer)
            body!["data"]!["stats"]!["samples"]!["totalQueryableSamplesPerStep"]!.ToJsonString().ShouldBe(fixture.Fill(Times("[[{start},2],[{start+300},2],[{at},2]]")));
        body["data"]!["stats"]!["timings"]!.AsObject().Select(static t => t.Key).ShouldBe(
            ["evalTotalTime", "resultSortTime", "queryPreparationTime", "innerEvalTime", "execQueueTime", "execTotalTime"]);
    }

    [Fact]
    public async Task Limit_cuts_and_says_so()
    {
        var (answer, body) = await fixture.CallAsync("GET", "query", "query=http_requests_total&time={at}&limit=1");
        using (answer)
            (body!["data"]!["result"]!.AsArray().Count, body["warnings"]!.ToJsonString()).ShouldBe((1, """["results truncated due to limit"]"""));
    }

    [Fact]
    public async Task Answers_come_compressed_to_who_takes_gzip()
    {
        var (answer, _) = await fixture.CallAsync("POST", "query_range", "query=http_requests_total&start={start}&end={end}&step=60", ("Accept-Encoding", "gzip"));
        using (answer)
        {
            answer.Content.Headers.ContentEncoding.ShouldBe(["gzip"]);
            await using var plain = new GZipStream(await answer.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
            (await JsonNode.ParseAsync(plain))!["data"]!["result"]!.AsArray().Count.ShouldBe(2);
        }
    }

    [Theory]
    [InlineData("OPTIONS", "query_range", "", 204)]
    [InlineData("OPTIONS", "label/job/values", "", 204)]
    [InlineData("GET", "query", "query=1&time=1", 200)]
    [InlineData("GET", "query", "query=sum(", 400)]
    [InlineData("GET", "targets", "", 200)]
    public async Task Pages_of_other_sites_may_read_answers(string method, string path, string parameters, int status)
    {
        var (answer, _) = await fixture.CallAsync(method, path, parameters, ("Origin", "https://grafana.example"), ("Access-Control-Request-Method", "POST"));
        using (answer)
        {
            ((int)answer.StatusCode).ShouldBe(status);
            answer.Headers.GetValues("Access-Control-Allow-Origin").ShouldBe(["https://grafana.example"]);
            answer.Headers.GetValues("Access-Control-Allow-Methods").ShouldBe(["GET, POST, OPTIONS"]);
            answer.Headers.GetValues("Access-Control-Allow-Headers").ShouldBe(["Accept, Authorization, Content-Type, Origin"]);
            answer.Headers.Vary.ShouldContain("Origin");
            answer.Headers.Contains("Access-Control-Allow-Credentials").ShouldBeFalse();
        }
    }

    [Theory]
    [InlineData("PUT", "query", 405)]
    [InlineData("GET", "nothing", 404)]
    public async Task What_prometheus_does_not_have_is_refused(string method, string path, int status)
    {
        var (answer, _) = await fixture.CallAsync(method, path, "");
        using (answer)
            ((int)answer.StatusCode).ShouldBe(status);
    }

    [Theory]
    [InlineData("histogram_quantile(0.9, latency_bucket)")]
    [InlineData("native")]
    [InlineData("sum(rate(native[5m])) or http_requests_total")]
    [InlineData("rate(latency[5m]) or max_over_time(histogram_quantile(0.5, latency_bucket)[5m:1m])")]
    public async Task Repeated_dashboard_query_is_answered_as_if_it_were_new(string query)
    {
        for (var minute = 0; minute < 40; minute += 3)
        {
            var parameters = $"query={Uri.EscapeDataString(query)}&start={fixture.Start + (minute * 60)}&end={fixture.Start + ((minute + 15) * 60)}&step=60";
            var (first, known) = await fixture.CallAsync("POST", "query_range", parameters);
            var (second, fresh) = await fixture.CallAsync("POST", "query_range", parameters + "&nocache=1");
            using (first)
            using (second)
                known!.ToJsonString().ShouldBe(fresh!.ToJsonString());
            fresh["data"]!["result"]!.AsArray().ShouldNotBeEmpty();
            if (minute == 0 && query.Contains("bucket", StringComparison.Ordinal))
                fresh["infos"]![0]!.ToString().ShouldContain("needed to be fixed for monotonicity");
        }
    }

    // Sums of a placeholder and seconds.
    string Times(string text) => text
        .Replace("{start+300}", $"{fixture.Start + 300}", StringComparison.Ordinal).Replace("{at+30}", $"{fixture.Start + 630}", StringComparison.Ordinal);
}
