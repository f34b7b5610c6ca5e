using System.Net;

namespace Almagest.Scenarios.Live;

public sealed class LiveScenarios(LiveFixture fixture) : IClassFixture<LiveFixture>
{
    Uri Address => fixture.Server.Address;

    [Fact]
    public async Task Each_signal_is_shown_once_it_is_acknowledged()
    {
        using var stream = await EventStream.OpenAsync(fixture.Http, Address, "service=till");
        await SentRecords.LogAsync(fixture.Http, Address, "till", "a drawer is stuck");
        var log = (await stream.RecordsAsync("logs", 1))[0];
        (Text(log["service"]), Text(log["severity"]), Text(log["body"])).ShouldBe(("till", "error", "a drawer is stuck"));
        (Text(log["attributes"]!["drawer"]), Text(log["resource"]!["service.name"])).ShouldBe(("3", "till"));
        Text(log["time"]).ShouldMatch(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}123456Z$");

        await SentRecords.SpanAsync(fixture.Http, Address, "till", "POST /pay", "eee19b7ec3c1b174");
        var span = (await stream.RecordsAsync("spans", 1))[0];
        (Text(span["name"]), Text(span["kind"]), Text(span["durationNano"]), Text(span["status"]), Text(span["spanId"]))
            .ShouldBe(("POST /pay", "server", "5000000", "error", "eee19b7ec3c1b174"));

        await SentRecords.GaugeAsync(fixture.Http, Address, "till", "drawer.temperature", 21.5);
        var sample = (await stream.RecordsAsync("samples", 1))[0];
        ((double)sample["value"]!, Text(sample["type"]), Text(sample["labels"]!["job"])).ShouldBe((21.5, "gauge", "till"));
    }

    [Fact]
    public async Task Records_of_the_last_seconds_come_first_and_are_written_as_those_that_arrive()
    {
        await SentRecords.LogAsync(fixture.Http, Address, "oven", "hot");
        await SentRecords.SpanAsync(fixture.Http, Address, "oven", "bake", "aaa19b7ec3c1b174");
        await SentRecords.GaugeAsync(fixture.Http, Address, "oven", "oven.temperature", 200);
        foreach (var signal in (string[])["logs", "spans", "samples"])
        {
            using var stream = await EventStream.OpenAsync(fixture.Http, Address, $"service=oven&signals={signal}");
            (await stream.RecordsAsync(signal, 1)).Count.ShouldBe(1);
        }

        using var both = await EventStream.OpenAsync(fixture.Http, Address, "service=oven&signals=logs");
        await SentRecords.LogAsync(fixture.Http, Address, "oven", "hotter");
        var records = await both.RecordsAsync("logs", 2);
        records.Select(static r => Text(r["body"])).ShouldBe(["hot", "hotter"]);
        records[0].AsObject().Select(static p => p.Key).ShouldBe(records[1].AsObject().Select(static p => p.Key));
    }

    [Fact]
    public async Task Without_a_backlog_only_what_arrives_is_shown_and_each_record_once()
    {
        await SentRecords.LogAsync(fixture.Http, Address, "lamp", "before");
        using var stream = await EventStream.OpenAsync(fixture.Http, Address, "service=lamp&backlog=0&signals=logs");
        for (var i = 0; i < 20; i++)
            await SentRecords.LogAsync(fixture.Http, Address, "lamp", $"line {i}");
        (await stream.RecordsAsync("logs", 20)).Select(static r => Text(r["body"])).ShouldBe(Enumerable.Range(0, 20).Select(static i => $"line {i}"));
    }

    [Fact]
    public async Task Other_tenants_are_not_shown()
    {
        using var stream = await EventStream.OpenAsync(fixture.Http, Address, "service=door&signals=logs");
        await SentRecords.LogAsync(fixture.Http, Address, "door", "theirs", tenant: "neighbour");
        await SentRecords.LogAsync(fixture.Http, Address, "door", "ours");
        Text((await stream.RecordsAsync("logs", 1))[0]["body"]).ShouldBe("ours");
    }

    [Theory]
    [InlineData("signals=smells", "unknown_signal")]
    [InlineData("derived=2", "invalid_derived")]
    [InlineData("backlog=301", "invalid_backlog")]
    [InlineData("backlog=-1", "invalid_backlog")]
    public async Task Wrong_parameters_are_named(string query, string code)
    {
        using var answer = await fixture.Http.GetAsync(new Uri(Address, "/api/vault/live?" + query));
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain(code);
    }

    static string Text(System.Text.Json.Nodes.JsonNode? node) => node!.ToString();
}
