using System.Globalization;
using Almagest.ClickHouse.Engine;
using Almagest.ClickHouse.Engine.Host;
using Almagest.ClickHouse.Http;
using Almagest.Scenarios.Fixtures;
using Microsoft.Extensions.Logging.Abstractions;

namespace Almagest.Scenarios.Engine;

public sealed class CrashScenarios : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Killed_engine_comes_back_at_a_new_address_with_all_acknowledged_rows()
    {
        await using var supervisor = EngineFixture.NewSupervisor(_folder.Path);
        await supervisor.StartAsync(default);
        var caller = new EngineCaller(supervisor);
        await caller.RunAsync("CREATE TABLE t (batch UInt32, n UInt32) ENGINE = MergeTree ORDER BY (batch, n)");
        for (var round = 1; round <= 3; round++)
        {
            var before = await supervisor.GetAddressAsync(default);
            var inserters = new Inserters(caller, round * 1_000_000);
            await Wait.UntilAsync(() => inserters.Acknowledged.Count > 40);
            Processes.Kill(supervisor.Status.ProcessId!.Value);
            await Wait.UntilAsync(() => supervisor.Status is { State: EngineState.Ready } status && status.Restarts == round);
            await inserters.DisposeAsync();

            (await supervisor.GetAddressAsync(default)).Secret.ShouldNotBe(before.Secret);
            var stored = (await caller.RunAsync("SELECT batch FROM t GROUP BY batch HAVING count() = 200")).Split('\n').Select(static b => int.Parse(b, CultureInfo.InvariantCulture)).ToHashSet();
            inserters.Acknowledged.Except(stored).ShouldBeEmpty();
            (await caller.RunAsync("SELECT count() FROM (SELECT batch FROM t GROUP BY batch HAVING count() != 200)")).ShouldBe("0");
        }
        supervisor.Status.LastError.ShouldNotBeNull().ShouldContain("killed by signal 9");
    }

    [Fact]
    public async Task Caller_waits_while_the_engine_restarts()
    {
        await using var supervisor = EngineFixture.NewSupervisor(_folder.Path);
        await supervisor.StartAsync(default);
        var old = await supervisor.GetAddressAsync(default);

        Processes.Kill(supervisor.Status.ProcessId!.Value);
        await Wait.UntilAsync(() => supervisor.Status.State != EngineState.Ready);

        (await supervisor.GetAddressAsync(default)).ShouldNotBe(old);
        (await new EngineCaller(supervisor).RunAsync("SELECT 1")).ShouldBe("1");
    }

    [Fact]
    public async Task Engine_that_cannot_start_again_is_given_up_with_its_log()
    {
        await using var supervisor = await WithBreakableLibraryAsync(TimeSpan.FromMinutes(1), failuresBeforeGivingUp: 3);
        Processes.Kill(supervisor.Status.ProcessId!.Value);
        await Wait.UntilAsync(() => supervisor.Status.State == EngineState.GaveUp);

        var error = await Should.ThrowAsync<StoreUnavailableException>(async () => await supervisor.GetAddressAsync(default));
        error.Message.ShouldContain("is not started again");
        error.Message.ShouldContain("cannot be loaded");
    }

    [Fact]
    public async Task Caller_does_not_wait_longer_than_its_patience()
    {
        await using var supervisor = await WithBreakableLibraryAsync(TimeSpan.FromMilliseconds(100), failuresBeforeGivingUp: 1000);
        Processes.Kill(supervisor.Status.ProcessId!.Value);
        await Wait.UntilAsync(() => supervisor.Status.State == EngineState.Restarting);

        (await Should.ThrowAsync<StoreUnavailableException>(async () => await supervisor.GetAddressAsync(default))).Message.ShouldContain("restarting");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(15)]
    public async Task Signal_meant_for_the_server_does_not_end_its_engine(int signal)
    {
        await using var supervisor = EngineFixture.NewSupervisor(_folder.Path);
        await supervisor.StartAsync(default);

        Libc.Signal(supervisor.Status.ProcessId!.Value, signal).ShouldBe(0);

        (await new EngineCaller(supervisor).RunAsync("SELECT sleep(0.5)")).ShouldBe("0");
        supervisor.Status.Restarts.ShouldBe(0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Engine_ends_when_its_server_is_killed_and_the_next_server_finds_the_rows(bool withRunningQuery)
    {
        using var server = SupervisingProcess.Start(_folder.Path);
        var words = (await server.ReadLineAsync()).Split(' ');
        var address = new StoreAddress(new Uri(words[1]), new Credential("almagest", words[3]), new Credential("reader", "")) { Secret = words[2] };
        var caller = new EngineCaller(new FixedStoreEndpoint(address));
        await caller.RunAsync("CREATE TABLE t (n UInt32) ENGINE = MergeTree ORDER BY n");
        await caller.RunAsync("INSERT INTO t SELECT number FROM numbers(10)");
        var running = withRunningQuery ? caller.AskAsync("SELECT sleepEachRow(1) FROM numbers(60) SETTINGS max_block_size = 1", "", asReader: false) : null;

        server.Kill();

        await Wait.UntilAsync(() => !Processes.Exists(int.Parse(words[0], CultureInfo.InvariantCulture)));
        await using var next = EngineFixture.NewSupervisor(_folder.Path);
        await next.StartAsync(default);
        (await new EngineCaller(next).RunAsync("SELECT count() FROM t")).ShouldBe("10");
        if (running is not null) await Should.ThrowAsync<HttpRequestException>(async () => await running);
    }

    [Fact]
    public async Task Next_server_may_start_at_once_after_the_first_was_killed()
    {
        using var server = SupervisingProcess.Start(_folder.Path);
        await server.ReadLineAsync();
        server.Kill();
        await server.ExitCodeAsync();

        await using var next = EngineFixture.NewSupervisor(_folder.Path);
        await next.StartAsync(default);

        (await new EngineCaller(next).RunAsync("SELECT 1")).ShouldBe("1");
    }

    [Fact]
    public async Task Managed_faults_are_caught_while_the_library_runs()
    {
        using var process = OwnProcess.Start("fault", _folder.Path);

        int.Parse(await process.ReadLineAsync(), CultureInfo.InvariantCulture).ShouldBeGreaterThan(100);
        (await process.ExitCodeAsync()).ShouldBe(0);
    }

    async Task<EngineSupervisor> WithBreakableLibraryAsync(TimeSpan patience, int failuresBeforeGivingUp)
    {
        var library = Path.Combine(_folder.Path, "libchdb.so");
        File.CreateSymbolicLink(library, EngineLibraryFile.Find());
        var supervisor = new EngineSupervisor(
            new EngineOptions { Folder = Path.Combine(_folder.Path, "e"), LibraryPath = library, RestartPatience = patience, FailuresBeforeGivingUp = failuresBeforeGivingUp },
            TimeProvider.System, NullLogger<EngineSupervisor>.Instance);
        await supervisor.StartAsync(default);
        File.Delete(library);
        await File.WriteAllTextAsync(library, "not a library");
        return supervisor;
    }
}
