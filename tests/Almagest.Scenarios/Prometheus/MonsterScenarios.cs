using System.Globalization;

namespace Almagest.Scenarios.Prometheus;

/// <summary>Queries that ask for too much end with Prometheus' errors, and small ones beside them are answered.</summary>
public sealed class MonsterScenarios(ClientFixture fixture) : IClassFixture<ClientFixture>
{
    // Two times 7,081 windows of up to 39,000 samples that have to be sorted: most of a minute.
    const string Endless = "query=sum(quantile_over_time(0.5%2Chttp_requests_total%5B2h%3A100ms%5D))&start={start}&end={end}&step=0.5&timeout=1s";

    [Theory]
    [InlineData("query", "query=sum_over_time(vector(1)%5B1y%3A1ms%5D)&time={at}", "query processing would load too many samples into memory in query execution")]
    [InlineData("query", "query=sum_over_time(http_requests_total%5B300d%3A500ms%5D)&time={at}", "query processing would load too many samples into memory in query execution")]
    public async Task Query_that_cannot_be_held_is_refused(string path, string parameters, string message)
    {
        var (answer, body) = await fixture.CallAsync("POST", path, parameters);
        using (answer)
            ((int)answer.StatusCode, body!["errorType"]!.ToString(), body["error"]!.ToString()).ShouldBe((422, "execution", message));
    }

    [Fact]
    public async Task Small_queries_are_answered_beside_endless_ones_that_end_in_time()
    {
        var monsters = Enumerable.Range(0, 4).Select(_ => fixture.CallAsync("POST", "query_range", Endless)).ToList();
        var answered = 0;
        while (!monsters.TrueForAll(static m => m.IsCompleted))
        {
            var (small, one) = await fixture.CallAsync("POST", "query", "query=sum(http_requests_total)&time={at}");
            using (small)
                one!["data"]!["result"]![0]!["value"]![1]!.ToString().ShouldBe("660");
            answered++;
        }

        foreach (var monster in monsters)
        {
            var (answer, body) = await monster;
            using (answer)
                ((int)answer.StatusCode, body!["errorType"]!.ToString(), body["error"]!.ToString()).ShouldBe((503, "timeout", "query timed out in expression evaluation"));
        }

        answered.ShouldBeGreaterThan(0);
        (await MemoryAsync()).ShouldBeLessThan(2L << 30);
    }

    /// <summary>Bytes of memory the server has taken from the machine for itself.</summary>
    async Task<long> MemoryAsync()
    {
        var lines = await File.ReadAllLinesAsync($"/proc/{fixture.Server.Process.Id}/status");
        return long.Parse(lines.First(static l => l.StartsWith("RssAnon:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2].Trim(), CultureInfo.InvariantCulture) * 1024;
    }
}
