namespace Almagest.Scenarios.Logs.Queries;

/// <summary>The API before Loki 1.0, which Loki 3 still answers; the expected answers are those of a Loki 3.8.</summary>
[Collection(LokiCollection.Name)]
public sealed class LegacyApiTests(LokiFixture fixture)
{
    const string Lines = "{service=\"gateway\"} |= \"level\"";

    [Fact]
    public async Task Lines_have_labels_as_text_and_times_of_RFC_3339()
    {
        var path = $"/api/prom/query?start={LokiFixture.Nanos(1)}&end={LokiFixture.Nanos(2)}&regexp=cart&query={Uri.EscapeDataString(Lines)}";
        var json = await fixture.JsonAsync(path);
        var time = DateTimeOffset.FromUnixTimeSeconds(LokiFixture.Start + 1).ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
        json["streams"]!.AsArray().Count.ShouldBe(1);
        ((string)json["streams"]![0]!["labels"]!).ShouldBe("{detected_level=\"info\", env=\"test\", pod=\"gw-1\", service=\"gateway\", service_name=\"gateway\"}");
        json["streams"]![0]!["entries"]!.ToJsonString().ShouldBe($$"""[{"ts":"{{time}}","line":"level=info method=GET path=/cart status=200 took=12ms size=1.5kB ip=10.1.2.3"}]""");
        json["stats"]!["summary"]!["totalEntriesReturned"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task Answer_without_lines_has_statistics_alone() =>
        (await fixture.JsonAsync("/api/prom/query?query=" + Uri.EscapeDataString("{service=\"nobody\"}")))["streams"].ShouldBeNull();

    [Theory]
    [InlineData("query?query=rate({a=\"b\"}[1m])", "rpc error: code = Code(400) desc = legacy endpoints only support streams result type")]
    [InlineData("query?query={", "parse error at line 1, col 2: syntax error: unexpected $end, expecting IDENTIFIER or }")]
    [InlineData("tail?query={", "parse error at line 1, col 2: syntax error: unexpected $end, expecting IDENTIFIER or }")]
    [InlineData("tail?query={a=\"b\"}&delay_for=6", "delay_for can't be greater than 5")]
    [InlineData("tail?query={a=\"b\"}&delay_for=-1", "delay_for value -1 is out of range [0, 4294967295]")]
    [InlineData("tail?query={a=\"b\"}&limit=0", "limit must be a positive value")]
    public async Task Wrong_requests_are_refused_as_text(string path, string message) => (await fixture.GetAsync("/api/prom/" + path)).ShouldBe((400, message));

    [Theory]
    [InlineData("label?query={env=\"test\"}", """["env","pod","service","service_name"]""")]
    [InlineData("label/service/values?query={env=\"test\"}", """["gateway"]""")]
    [InlineData("series?match[]={service_name=\"payment\"}", """[{"k8s_pod_name":"pay-7","service_name":"payment"}]""")]
    public async Task Catalogue_is_told(string path, string expected) => (await fixture.JsonAsync("/api/prom/" + path))["data"]!.ToJsonString().ShouldBe(expected);
}
