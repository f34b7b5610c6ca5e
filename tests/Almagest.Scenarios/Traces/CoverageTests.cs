using System.Text.Json.Nodes;

namespace Almagest.Scenarios.Traces;

[Collection(TraceCollection.Name)]
public sealed class CoverageTests(TraceFixture fixture)
{
    [Theory]
    [InlineData("goal", 1, 1, 1.0, "0 0", "")]
    [InlineData("order", 1, 0, 0.0, "0 1 0", "billing")]
    [InlineData("order by shape", 1, 0, 0.0, "0 1", "{ name =~ \"refund.*\" }")]
    public async Task Declared_path_is_covered(string name, int requests, int complete, double share, string lacking, string missing)
    {
        var path = (await fixture.JsonAsync("/api/vault/traces/coverage?path=" + Uri.EscapeDataString(name)))["paths"]!.AsArray().Single()!;
        ((int)path["requests"]!, (int)path["complete"]!, (double)path["share"]!).ShouldBe((requests, complete, share));
        string.Join(' ', path["steps"]!.AsArray().Select(static s => (long)s!["traces"]!)).ShouldBe(lacking);
        path["incomplete"]!.AsArray().Select(static t => (string)t!["traceId"]!).ShouldBe(missing.Length == 0 ? [] : [TraceFixture.Order]);
        string.Join(' ', path["incomplete"]!.AsArray().SelectMany(static t => t!["missing"]!.AsArray()).Select(static m => (string)m!)).ShouldBe(missing);
    }

    [Fact]
    public async Task Path_nobody_declared_is_not_found() => (await fixture.GetAsync("/api/vault/traces/coverage?path=none")).Status.ShouldBe(404);

    [Fact]
    public async Task Threshold_of_a_service_is_as_configured()
    {
        JsonNode Row(JsonNode rows, string name) => rows["rows"]!.AsArray().Single(r => (string)r!["name"]! == name)!;
        var services = await fixture.JsonAsync("/api/vault/traces/services");
        ((long)Row(services, "recommender")["apdexNano"]!, (double)Row(services, "recommender")["apdex"]!).ShouldBe((100_000_000, 0.5));
        ((long)Row(services, "goals")["apdexNano"]!, (double)Row(services, "goals")["apdex"]!).ShouldBe((500_000_000, 1));
    }
}
