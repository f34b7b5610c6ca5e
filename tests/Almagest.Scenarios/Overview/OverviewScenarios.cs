using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Almagest.Scenarios.Live;

namespace Almagest.Scenarios.Overview;

public sealed class OverviewScenarios(LiveFixture fixture) : IClassFixture<LiveFixture>
{
    Uri Address => fixture.Server.Address;

    [Fact]
    public async Task What_arrived_is_counted_by_signal_and_service()
    {
        await SentRecords.LogAsync(fixture.Http, Address, "till", "a");
        await SentRecords.LogAsync(fixture.Http, Address, "oven", "b");
        await SentRecords.SpanAsync(fixture.Http, Address, "till", "pay", "eee19b7ec3c1b174");
        await SentRecords.GaugeAsync(fixture.Http, Address, "till", "temperature", 1);
        await SentRecords.LogAsync(fixture.Http, Address, "secret", "c", tenant: "neighbour");

        var overview = await fixture.Http.GetFromJsonAsync<JsonNode>(new Uri(Address, "/api/vault/overview?from=now-5m"));

        var totals = overview!["signals"]!.AsArray().ToDictionary(static s => s!["signal"]!.ToString(), static s => (long)s!["total"]!);
        (totals["spans"], totals["logs"]).ShouldBe((1, 2));
        totals["samples"].ShouldBeGreaterThanOrEqualTo(1);
        var services = overview["services"]!.AsArray().ToDictionary(static s => s!["service"]!.ToString(), static s => ((long)s!["spans"]!, (long)s["errors"]!, (long)s["logs"]!));
        services.ShouldBe(new Dictionary<string, (long, long, long)> { ["till"] = (1, 1, 1), ["oven"] = (0, 0, 1) }, ignoreOrder: true);
        ((long)overview["series"]!).ShouldBeGreaterThanOrEqualTo(1);
        (overview["engine"]!["mode"]!.ToString(), overview["engine"]!["state"]!.ToString()).ShouldBe(("embedded", "ready"));
        overview["endpoints"]!["http"]!.ToString().ShouldBe(Address.ToString().TrimEnd('/'));
    }

    [Theory]
    [InlineData("from=now&to=now-1h", "invalid_range")]
    [InlineData("from=yesterday", "yesterday")]
    public async Task Wrong_ranges_are_named(string query, string named)
    {
        using var answer = await fixture.Http.GetAsync(new Uri(Address, "/api/vault/overview?" + query));
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain(named);
    }
}
