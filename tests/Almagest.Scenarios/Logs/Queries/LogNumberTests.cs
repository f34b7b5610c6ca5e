using System.Globalization;

namespace Almagest.Scenarios.Logs.Queries;

[Collection(LokiCollection.Name)]
public sealed class LogNumberTests(LokiFixture fixture)
{
    [Theory]
    [InlineData("sum(count_over_time({service=~\"coach-service|postgres|gateway\"}[2m]))", "{} 11")]
    [InlineData("sum by (service) (count_over_time({env=\"prod\"}[2m]))", "{\"service\":\"coach-service\"} 4|{\"service\":\"postgres\"} 3")]
    [InlineData("sum by (service_name, detected_level) (count_over_time({service_name=\"payment\"} | drop __error__ [2m]))",
        "{\"detected_level\":\"error\",\"service_name\":\"payment\"} 1|{\"detected_level\":\"info\",\"service_name\":\"payment\"} 1")]
    [InlineData("sum by (order_id) (count_over_time({service_name=\"payment\"}[2m]))", "{\"order_id\":\"o-1\"} 1|{\"order_id\":\"o-2\"} 1")]
    [InlineData("sum by (host_name) (bytes_over_time({service_name=\"payment\"}[2m]))", "{\"host_name\":\"node-1\"} 17")]
    [InlineData("sum(rate({env=\"prod\"} |= \"SELECT\" [20s] offset 40s))", "{} 0.1")]
    [InlineData("sum by (level) (count_over_time({service=\"gateway\"} | logfmt | level!=\"\" [2m]))", "{\"level\":\"error\"} 1|{\"level\":\"info\"} 1|{\"level\":\"warn\"} 1")]
    [InlineData("max by (method) (max_over_time({service=\"gateway\"} | logfmt | unwrap duration(took) [2m]) by (method))", "{\"method\":\"GET\"} 0.25|{\"method\":\"POST\"} 1.2")]
    [InlineData("sum(sum_over_time({service=\"gateway\"} | logfmt | unwrap bytes(size) [2m]))", "{} 3001510")]
    [InlineData("quantile_over_time(0.5, {service=\"gateway\"} | logfmt | unwrap duration(took) [2m]) by ()", "{} 0.25")]
    [InlineData("topk(1, sum by (service) (count_over_time({service=~\"coach-service|postgres|gateway\"}[2m])))", "{\"service\":\"coach-service\"} 4")]
    [InlineData("sum(count_over_time({env=\"prod\"}[2m])) / sum(count_over_time({service=~\"coach-service|postgres|gateway\"}[2m])) > 0.5", "{} 0.6363636363636364")]
    [InlineData("absent_over_time({service=\"nobody\"}[5m])", "{\"service\":\"nobody\"} 1")]
    [InlineData("label_replace(vector(1), \"a\", \"b\", \"\", \"\")", "{\"a\":\"b\"} 1")]
    [InlineData("sum by (service) (count_over_time({service=~\"post.*|coach.*\", env!=\"test\"} !~ \"ERROR|SELECT\" [2m]))", "{\"service\":\"coach-service\"} 2|{\"service\":\"postgres\"} 1")]
    public async Task Query_gives_numbers(string query, string expected) => (await fixture.NumbersAsync(query)).ShouldBe(expected.Split('|'));

    [Fact]
    public async Task Range_query_gives_a_matrix()
    {
        var path = $"/loki/api/v1/query_range?start={LokiFixture.Nanos(0)}&end={LokiFixture.Nanos(40)}&step=20&query=" + Uri.EscapeDataString("sum(count_over_time({service=\"coach-service\"}[20s]))");
        var data = (await fixture.JsonAsync(path))["data"]!;
        ((string)data["resultType"]!).ShouldBe("matrix");
        var start = LokiFixture.Start.ToString(CultureInfo.InvariantCulture);
        data["result"]!.ToJsonString().ShouldBe($$$"""[{"metric":{},"values":[[{{{start}}},"1"],[{{{LokiFixture.Start + 20}}},"2"],[{{{LokiFixture.Start + 40}}},"1"]]}]""");
    }

    [Fact]
    public async Task Scalar_is_a_scalar()
    {
        var data = (await fixture.JsonAsync("/loki/api/v1/query?time=10&query=1%2B1"))["data"]!;
        (data["resultType"]!.ToString(), data["result"]!.ToJsonString()).ShouldBe(("scalar", """[10000,"2"]"""));
    }

    [Fact]
    public async Task Error_of_a_line_fails_the_query_unless_it_is_filtered()
    {
        var (status, text) = await fixture.GetAsync($"/loki/api/v1/query?time={LokiFixture.Nanos(60)}&query=" + Uri.EscapeDataString("sum_over_time({service=\"postgres\"} | json | unwrap duration [2m])"));
        status.ShouldBe(400);
        text.ShouldStartWith("pipeline error: 'SampleExtractionErr' for series: '{__error__=\"SampleExtractionErr\"");
        (await fixture.NumbersAsync("sum by (service) (sum_over_time({service=\"postgres\"} | json | unwrap duration | __error__=\"\" [2m]))")).ShouldBe(["{\"service\":\"postgres\"} 1013.5"]);
    }
}
