using Almagest.Scenarios.Fixtures;
using Xunit.Abstractions;

namespace Almagest.Scenarios.Engine;

[Collection(EngineCollection.Name)]
public sealed class MemoryScenarios(EngineFixture engine, ITestOutputHelper output)
{
    const long Ceiling = 1_500_000_000;

    [Fact]
    public async Task Query_over_the_limit_fails_alone_and_the_process_stays_below_its_ceiling()
    {
        var before = engine.Supervisor.Status;
        output.WriteLine($"before: {before.Memory}");

        var (_, text) = await engine.Caller.AskAsync(
            "SELECT length(groupUniqArray(toString(number))) FROM numbers(300000000)", "max_bytes_before_external_group_by=0", asReader: false);

        text.ShouldContain("MEMORY_LIMIT_EXCEEDED");
        var after = engine.Supervisor.Status;
        output.WriteLine($"after: {after.Memory}, peak {Peak(after.ProcessId!.Value):N0}");
        after.ProcessId.ShouldBe(before.ProcessId);
        Peak(after.ProcessId!.Value).ShouldBeLessThan(Ceiling);
        (await engine.Caller.RunAsync("SELECT 1")).ShouldBe("1");
    }

    [Fact]
    public async Task Large_aggregation_spills_to_the_disk()
    {
        (await engine.Caller.RunAsync(
            "SELECT count() FROM (SELECT number AS k, count() FROM numbers(20000000) GROUP BY k)", "max_bytes_before_external_group_by=200000000&max_memory_usage=900000000"))
            .ShouldBe("20000000");
    }

    static long Peak(int processId) => long.Parse(
        File.ReadLines($"/proc/{processId}/status").First(static l => l.StartsWith("VmHWM:", StringComparison.Ordinal))["VmHWM:".Length..].Replace("kB", "", StringComparison.Ordinal).Trim(),
        System.Globalization.CultureInfo.InvariantCulture) * 1024;
}
