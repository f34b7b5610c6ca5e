using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Almagest.Scenarios.Logs.Queries;

[Collection(LokiCollection.Name)]
public sealed class LokiCatalogTests(LokiFixture fixture)
{
    [Theory]
    [InlineData("labels", """["env","k8s_pod_name","pod","service","service_name"]""")]
    [InlineData("labels?query={env=\"test\"}", """["env","pod","service","service_name"]""")]
    [InlineData("label/service/values", """["coach-service","gateway","postgres"]""")]
    [InlineData("label/env/values?query={service=\"gateway\"}", """["test"]""")]
    [InlineData("series?match[]={service_name=\"payment\"}&match[]={env=\"test\"}",
        """[{"env":"test","pod":"gw-1","service":"gateway","service_name":"gateway"},{"k8s_pod_name":"pay-7","service_name":"payment"}]""")]
    [InlineData("series?match[]={service_name=\"payment\"}&match[]={k8s_pod_name=~\"pay.*\"}", """[{"k8s_pod_name":"pay-7","service_name":"payment"}]""")]
    public async Task Catalogue_is_told(string path, string expected) => (await fixture.JsonAsync("/loki/api/v1/" + path))["data"]!.ToJsonString().ShouldBe(expected);

    [Fact]
    public async Task Labels_of_an_empty_range_have_no_data() =>
        (await fixture.JsonAsync("/loki/api/v1/labels?start=1&end=2")).ToJsonString().ShouldBe("""{"status":"success"}""");

    [Fact]
    public async Task Statistics_count_lines_and_bytes()
    {
        var stats = await fixture.JsonAsync("/loki/api/v1/index/stats?query={service=\"gateway\"}");
        ((int)stats["streams"]!, (int)stats["entries"]!).ShouldBe((1, 4));
        ((int)stats["bytes"]!).ShouldBeGreaterThan(200);
    }

    [Fact]
    public async Task Volume_is_told_by_label()
    {
        var result = (await fixture.JsonAsync("/loki/api/v1/index/volume?query={env=\"prod\"}&targetLabels=service"))["data"]!["result"]!.AsArray();
        result.Select(static r => (string)r!["metric"]!["service"]!).ShouldBe(["coach-service", "postgres"]);
    }

    [Fact]
    public async Task Volume_of_a_minute_is_told_at_its_end_by_labels_that_all_streams_have()
    {
        await fixture.PushAsync(new { volume = "yes", pod = "a" }, (600, "12345"), (659, "123"), (720, "1"));
        await fixture.PushAsync(new { volume = "yes" }, (600, "1234567"));
        var path = $"start={LokiFixture.Nanos(600)}&end={LokiFixture.Nanos(730)}&query=" + Uri.EscapeDataString("{volume=\"yes\"}");
        async Task<string> Points(string more) => (await fixture.JsonAsync($"/loki/api/v1/index/volume_range?{path}&step=60{more}"))["data"]!["result"]!.ToJsonString();
        var (first, last) = ((LokiFixture.Start + 659).ToString(CultureInfo.InvariantCulture) + ".999", (LokiFixture.Start + 730).ToString(CultureInfo.InvariantCulture));
        (await Points("&targetLabels=pod")).ShouldBe($$"""[{"metric":{"pod":"a"},"values":[[{{first}},"8"],[{{last}},"1"]]}]""");
        (await Points("")).ShouldBe($$"""[{"metric":{"volume":"yes"},"values":[[{{first}},"15"],[{{last}},"1"]]}]""");
        var byLabel = (await fixture.JsonAsync($"/loki/api/v1/index/volume?{path}&aggregateBy=labels"))["data"]!["result"]!.AsArray();
        byLabel.Select(static r => $"{r!["metric"]!.ToJsonString()} {r["value"]![1]}").ShouldBe(["""{"service_name":""} 16""", """{"volume":""} 16""", """{"pod":""} 9"""]);
        var stats = await fixture.JsonAsync($"/loki/api/v1/index/stats?{path}");
        ((int)stats["streams"]!, (int)stats["entries"]!, (int)stats["bytes"]!).ShouldBe((2, 4, 16));
    }

    [Fact]
    public async Task Labels_of_numbers_and_ids_alone_are_not_detected()
    {
        await fixture.PushAsync(new { detected = "yes", number = "1.5", id = "6f1ed002-ab5a-11e8-9c3b-000000000000", flag = "1", pod = "7" }, (600, "x"));
        var labels = (await fixture.JsonAsync("/loki/api/v1/detected_labels?query=" + Uri.EscapeDataString("{detected=\"yes\"}")))["detectedLabels"]!.AsArray();
        labels.Select(static l => $"{l!["label"]} {l["cardinality"]}").ShouldBe(["detected 1", "flag 1", "pod 1", "service_name 1"]);
    }

    [Fact]
    public async Task What_Loki_needs_is_asked_for()
    {
        (await fixture.GetAsync("/loki/api/v1/index/volume")).ShouldBe((400, "parse error : syntax error: unexpected $end"));
        (await fixture.GetAsync("/loki/api/v1/labels?start=2&end=1")).Status.ShouldBe(400);
    }

    [Fact]
    public async Task Fields_are_detected()
    {
        var path = $"start={LokiFixture.Nanos(-60)}&end={LokiFixture.Nanos(60)}&query=" + Uri.EscapeDataString("{service=~\"gateway|postgres\"}");
        var fields = (await fixture.JsonAsync("/loki/api/v1/detected_fields?" + path))["fields"]!.AsArray().ToDictionary(static f => (string)f!["label"]!, static f => f!);
        ((string)fields["took"]["type"]!, fields["took"]["parsers"]!.ToJsonString()).ShouldBe(("duration", """["logfmt"]"""));
        ((string)fields["query"]["type"]!, fields["query"]["parsers"]!.ToJsonString()).ShouldBe(("string", """["json"]"""));
        ((string)fields["status"]["type"]!, (int)fields["status"]["cardinality"]!).ShouldBe(("int", 3));
        fields["detected_level"]["parsers"].ShouldBeNull();
        (await fixture.JsonAsync("/loki/api/v1/detected_field/status/values?" + path))["values"]!.ToJsonString().ShouldBe("""["200","404","500"]""");
        (await fixture.JsonAsync("/loki/api/v1/detected_labels"))["detectedLabels"]!.AsArray().Select(static l => (string)l!["label"]!).ShouldContain("service");
    }

    [Theory]
    [InlineData("detected_fields?query={a=\"b\"}")]
    [InlineData("detected_field/x/values?query={a=\"b\"}")]
    [InlineData("detected_labels?start=1&end=2")]
    public async Task What_is_not_there_is_left_out(string path) => (await fixture.JsonAsync("/loki/api/v1/" + path)).ToJsonString().ShouldBe("{}");

    [Fact]
    public async Task Query_is_formatted()
    {
        var json = await fixture.JsonAsync("/loki/api/v1/format_query?query=" + Uri.EscapeDataString("sum by (a)(rate({b=\"c\"}|=\"d\"[5m]))"));
        ((string)json["data"]!).ShouldBe("sum by (a)(rate({b=\"c\"} |= \"d\"[5m]))");
    }

    [Fact]
    public async Task Version_is_told() => ((string)(await fixture.JsonAsync("/loki/api/v1/status/buildinfo"))["version"]!).ShouldStartWith("3.");

    [Fact]
    public async Task Tail_shows_old_lines_and_then_each_line_that_is_stored()
    {
        using var socket = new ClientWebSocket();
        var query = Uri.EscapeDataString("{service=\"tailed\"} | logfmt | n > 1 | line_format \"line {{.n}}\"");
        await fixture.PushAsync(new { service = "tailed" }, (1, "n=1"), (2, "n=2"));
        var address = new UriBuilder(new Uri(fixture.Address, $"/loki/api/v1/tail?query={query}")) { Scheme = "ws" }.Uri;
        address = new Uri(address.AbsoluteUri);
        await socket.ConnectAsync(address, CancellationToken.None);
        (await ReceiveAsync(socket))["streams"]![0]!["values"]![0]![1]!.ToString().ShouldBe("line 2");
        await fixture.PushAsync(new { service = "tailed" }, (3, "n=0"), (4, "n=3"));
        var live = (await ReceiveAsync(socket))["streams"]![0]!;
        (live["stream"]!["n"]!.ToString(), live["values"]![0]![1]!.ToString()).ShouldBe(("3", "line 3"));
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
    }

    static async Task<JsonNode> ReceiveAsync(ClientWebSocket socket)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var buffer = new byte[65_536];
        var received = await socket.ReceiveAsync(buffer, limit.Token);
        received.EndOfMessage.ShouldBeTrue();
        return JsonNode.Parse(Encoding.UTF8.GetString(buffer, 0, received.Count))!;
    }
}
