using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Almagest.Scenarios.Prometheus;

/// <summary>Prometheus' HTTP API on a real server: forms of answers, errors, and that repeated questions stay right when data arrive late.</summary>
public sealed class QueryApiScenarios(PrometheusServer server) : IClassFixture<PrometheusServer>, IAsyncLifetime
{
    static readonly long Start = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 60 * 60 - 3600;

    // Sending the same again changes nothing.
    public Task InitializeAsync() => SendAsync("default", [.. Enumerable.Range(0, 61).Select(static i => Record(Start + i * 60, i, "a"))]);

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Instant_and_range_queries_answer_in_prometheus_form()
    {
        var instant = await AskAsync($"query?query=requests&time={Start + 600}");
        instant["status"]!.ToString().ShouldBe("success");
        instant["data"]!["resultType"]!.ToString().ShouldBe("vector");
        instant["data"]!["result"]![0]!["metric"]!["__name__"]!.ToString().ShouldBe("requests");
        instant["data"]!["result"]![0]!["value"]!.ToJsonString().ShouldBe($"[{Start + 600},\"10\"]");

        var range = await AskAsync($"query_range?query=requests&start={Start}&end={Start + 120}&step=60");
        range["data"]!["resultType"]!.ToString().ShouldBe("matrix");
        range["data"]!["result"]![0]!["values"]!.ToJsonString().ShouldBe($"[[{Start},\"0\"],[{Start + 60},\"1\"],[{Start + 120},\"2\"]]");

        (await AskAsync("query?query=1/3&time=1.5"))["data"]!.ToJsonString().ShouldBe("""{"resultType":"scalar","result":[1.500,"0.3333333333333333"]}""");
        (await AskAsync("query?query=%22a%22&time=1"))["data"]!.ToJsonString().ShouldBe("""{"resultType":"string","result":[1,"a"]}""");
    }

    [Theory]
    [InlineData("query?query=sum(", 400, "bad_data", "invalid parameter \"query\": 1:5: parse error: unclosed left parenthesis")]
    [InlineData("query?query=1&time=x", 400, "bad_data", "invalid parameter \"time\": invalid time value for 'time': cannot parse \"x\" to a valid timestamp")]
    [InlineData("query_range?query=1&start=1&end=0&step=1", 400, "bad_data", "invalid parameter \"end\": end timestamp must not be before start time")]
    [InlineData("query_range?query=1&start=0&end=1&step=0", 400, "bad_data", "invalid parameter \"step\": zero or negative query resolution step widths are not accepted. Try a positive integer")]
    [InlineData("query_range?query=1&start=0&end=100000&step=1", 400, "bad_data", "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)")]
    [InlineData("query_range?query=requests[5m]&start=0&end=1&step=1", 400, "bad_data", null)]
    [InlineData("series", 400, "bad_data", "no match[] parameter provided")]
    [InlineData("series?match[]={}", 400, "bad_data", null)]
    public async Task Errors_are_those_of_prometheus(string path, int status, string type, string? message)
    {
        using var answer = await server.Http.GetAsync(Address(path));
        ((int)answer.StatusCode).ShouldBe(status);
        var body = (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
        body["status"]!.ToString().ShouldBe("error");
        body["errorType"]!.ToString().ShouldBe(type);
        if (message is not null)
            body["error"]!.ToString().ShouldBe(message);
    }

    [Fact]
    public async Task Labels_values_series_and_metadata_are_listed()
    {
        (await AskAsync("labels"))["data"]!.ToJsonString().ShouldBe("""["__name__","host","source_system"]""");
        (await AskAsync("label/host/values"))["data"]!.ToJsonString().ShouldBe("""["a"]""");
        (await AskAsync("series?match[]=requests"))["data"]!.ToJsonString().ShouldBe("""[{"__name__":"requests","host":"a","source_system":"test"}]""");
        (await AskAsync("metadata?metric=requests"))["data"]!["requests"]![0]!["type"]!.ToString().ShouldBe("gauge");
        (await AskAsync("status/tsdb"))["data"]!["headStats"]!["numSeries"]!.GetValue<int>().ShouldBe(1);
        (await AskAsync("format_query?query=sum(requests)by(host)"))["data"]!.ToString().ShouldBe("sum by (host) (requests)");
    }

    [Fact]
    public async Task Forms_are_taken_as_addresses_are()
    {
        using var form = new FormUrlEncodedContent([new("query", "requests"), new("time", $"{Start}")]);
        using var answer = await server.Http.PostAsync(Address("query"), form);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Repeated_range_queries_give_the_same_answer_and_see_late_samples()
    {
        await SendAsync("late", [.. Enumerable.Range(0, 61).Select(static i => Record(Start + i * 60, i, "a"))]);
        var path = $"query_range?query=sum(requests)&start={Start}&end={Start + 1800}&step=60";
        var first = (await AskAsync(path, "late"))["data"]!.ToJsonString();
        (await AskAsync(path, "late"))["data"]!.ToJsonString().ShouldBe(first);
        // A shorter window and a longer one share steps with what is known.
        (await AskAsync($"query_range?query=sum(requests)&start={Start + 600}&end={Start + 1200}&step=60", "late"))["data"]!["result"]![0]!["values"]!.AsArray().Count.ShouldBe(11);
        (await AskAsync($"query_range?query=sum(requests)&start={Start}&end={Start + 3000}&step=60", "late"))["data"]!.ToJsonString()
            .ShouldBe((await AskAsync($"query_range?query=sum(requests)&start={Start}&end={Start + 3000}&step=60&nocache=1", "late"))["data"]!.ToJsonString());
        await SendAsync("late", Record(Start + 60, 1000, "b"));
        (await AskAsync(path, "late"))["data"]!["result"]![0]!["values"]![1]![1]!.ToString().ShouldBe("1001");
    }

    [Fact]
    public async Task Answers_are_compressed_when_asked_for()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Address("labels"));
        request.Headers.AcceptEncoding.ParseAdd("gzip");
        using var answer = await server.Http.SendAsync(request);
        answer.Content.Headers.ContentEncoding.ShouldContain("gzip");
    }

    async Task<JsonNode> AskAsync(string path, string tenant = "default")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Address(path));
        request.Headers.Add("X-Scope-OrgID", tenant);
        using var answer = await server.Http.SendAsync(request);
        var body = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, body);
        return JsonNode.Parse(body)!;
    }

    Uri Address(string path) => new(server.Address, "/api/v1/" + path);

    async Task SendAsync(string tenant, params string[] records)
    {
        using var content = new StringContent($"[{string.Join(',', records)}]", Encoding.UTF8, "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Address, "/api/vault/metrics")) { Content = content };
        request.Headers.Add("X-Scope-OrgID", tenant);
        using var answer = await server.Http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }

    static string Record(long seconds, double value, string host)
    {
        var time = DateTimeOffset.FromUnixTimeSeconds(seconds).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture,
            $$$"""{"timestamp":"{{{time}}}","source_system":"test","metric_type":"requests","value":{{{value}}},"tags":{"host":"{{{host}}}"}}""");
    }
}
