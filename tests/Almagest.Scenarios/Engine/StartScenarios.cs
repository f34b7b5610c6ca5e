using Almagest.ClickHouse.Engine;
using Almagest.Scenarios.Fixtures;

namespace Almagest.Scenarios.Engine;

public sealed class StartScenarios : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Started_engine_answers_and_reports_itself()
    {
        await using var supervisor = EngineFixture.NewSupervisor(_folder.Path);
        await supervisor.StartAsync(default);

        (await new EngineCaller(supervisor).RunAsync("SELECT 1 + 1")).ShouldBe("2");
        var status = supervisor.Status;
        status.State.ShouldBe(EngineState.Ready);
        status.Version.ShouldNotBeNull().ShouldStartWith("26.7.");
        status.Port.ShouldBe((await supervisor.GetAddressAsync(default)).Url.Port);
        status.Memory.ShouldNotBeNull().AnonymousBytes.ShouldBeInRange(1, 300_000_000);
        status.LastError.ShouldBeNull();
    }
}
