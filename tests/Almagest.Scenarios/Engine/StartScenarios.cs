using System.Runtime.Versioning;
using Almagest.ClickHouse.Engine;
using Almagest.ClickHouse.Http;
using Almagest.Scenarios.Fixtures;
using Microsoft.Extensions.Logging.Abstractions;

namespace Almagest.Scenarios.Engine;

[UnsupportedOSPlatform("windows")]
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
        status.Memory.ShouldNotBeNull().AnonymousBytes.ShouldBeInRange(1, 150_000_000);
        status.LastError.ShouldBeNull();
    }

    [Fact]
    public async Task Stopped_engine_is_gone_and_its_data_are_there_at_the_next_start()
    {
        var first = EngineFixture.NewSupervisor(_folder.Path);
        await first.StartAsync(default);
        var process = first.Status.ProcessId!.Value;
        var caller = new EngineCaller(first);
        await caller.RunAsync("CREATE TABLE t (n UInt64) ENGINE = MergeTree ORDER BY n");
        await caller.RunAsync("INSERT INTO t SELECT number FROM numbers(1000)");
        await first.DisposeAsync();

        Processes.Exists(process).ShouldBeFalse();
        File.Exists(Path.Combine(_folder.Path, "data", "status")).ShouldBeFalse("the end was clean");
        first.Status.State.ShouldBe(EngineState.Stopped);
        (await Should.ThrowAsync<StoreUnavailableException>(async () => await first.GetAddressAsync(default))).Message.ShouldBe("the engine is stopped");

        await using var second = EngineFixture.NewSupervisor(_folder.Path);
        await second.StartAsync(default);
        (await new EngineCaller(second).RunAsync("SELECT count(), sum(n) FROM t")).ShouldBe("1000\t499500");
    }

    [Fact]
    public async Task Running_queries_do_not_delay_a_clean_stop()
    {
        var supervisor = EngineFixture.NewSupervisor(_folder.Path);
        await supervisor.StartAsync(default);
        var caller = new EngineCaller(supervisor);
        var running = Task.Run(() => caller.AskAsync("SELECT sum(sleepEachRow(1)) FROM numbers(100) SETTINGS max_block_size = 1, function_sleep_max_microseconds_per_block = 0", "", asReader: false));
        await Wait.UntilAsync(async () => await caller.RunAsync("SELECT count() FROM system.processes WHERE query LIKE '%sleepEachRow%' AND user = 'almagest'") == "2");
        await supervisor.DisposeAsync();

        File.Exists(Path.Combine(_folder.Path, "data", "status")).ShouldBeFalse("the end was clean");
        (await running).Text.ShouldContain("QUERY_WAS_CANCELLED");
    }

    [Fact]
    public async Task Second_server_on_a_folder_is_told_who_has_it()
    {
        await using var first = EngineFixture.NewSupervisor(_folder.Path);
        await first.StartAsync(default);
        await using var second = EngineFixture.NewSupervisor(_folder.Path);

        var error = await Should.ThrowAsync<EngineStartException>(() => second.StartAsync(default));

        error.Failure.ShouldBe(EngineStartFailure.FolderInUse);
        error.Message.ShouldBe($"the folder \"{_folder.Path}\" is in use by another server (process {Environment.ProcessId}): stop it, or start this one with another --data DIR");
        first.Status.State.ShouldBe(EngineState.Ready);
    }

    [Fact]
    public async Task Engine_of_another_program_in_the_folder_is_an_error_that_names_the_folder()
    {
        await using var first = EngineFixture.NewSupervisor(_folder.Path);
        await first.StartAsync(default);
        // As if the first engine had been started by a program without our lock.
        using var foreign = new TemporaryFolder();
        Directory.CreateSymbolicLink(Path.Combine(foreign.Path, "data"), Path.Combine(_folder.Path, "data"));
        await using var second = EngineFixture.NewSupervisor(foreign.Path);

        var error = await Should.ThrowAsync<EngineStartException>(() => second.StartAsync(default));

        error.Failure.ShouldBe(EngineStartFailure.FolderInUse);
        error.Message.ShouldContain(foreign.Path);
    }

    [Fact]
    public async Task Folder_that_is_a_file_is_an_error_that_names_it()
    {
        var file = Path.Combine(_folder.Path, "file");
        await File.WriteAllTextAsync(file, "");
        await using var supervisor = EngineFixture.NewSupervisor(file);

        var error = await Should.ThrowAsync<EngineStartException>(() => supervisor.StartAsync(default));

        error.Failure.ShouldBe(EngineStartFailure.FolderUnusable);
        error.Message.ShouldContain(file);
    }

    [Fact]
    public async Task Folder_with_a_backslash_is_refused()
    {
        await using var supervisor = EngineFixture.NewSupervisor(Path.Combine(_folder.Path, @"back\slash"));

        (await Should.ThrowAsync<EngineStartException>(() => supervisor.StartAsync(default))).Failure.ShouldBe(EngineStartFailure.FolderUnusable);
    }

    [Fact]
    public async Task Missing_library_is_an_error_that_says_what_to_do()
    {
        await using var supervisor = new EngineSupervisor(
            new EngineOptions { Folder = _folder.Path, LibraryPath = "/nowhere/libchdb.so" }, TimeProvider.System, NullLogger<EngineSupervisor>.Instance);

        var error = await Should.ThrowAsync<EngineStartException>(() => supervisor.StartAsync(default));

        error.Failure.ShouldBe(EngineStartFailure.NoLibrary);
        error.Message.ShouldContain("--store URL");
    }

    [Fact]
    public async Task Broken_library_is_an_error_with_the_loaders_words()
    {
        var library = Path.Combine(_folder.Path, "libchdb.so");
        await File.WriteAllTextAsync(library, "not a library");
        await using var supervisor = new EngineSupervisor(
            new EngineOptions { Folder = Path.Combine(_folder.Path, "e"), LibraryPath = library }, TimeProvider.System, NullLogger<EngineSupervisor>.Instance);

        var error = await Should.ThrowAsync<EngineStartException>(() => supervisor.StartAsync(default));

        error.Failure.ShouldBe(EngineStartFailure.Ended);
        error.Message.ShouldContain("cannot be loaded");
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("o'dd")]
    [InlineData("<&>")]
    [InlineData("ünï")]
    [InlineData("${x} #")]
    public async Task Folder_with_odd_letters_in_its_name_works(string name)
    {
        var folder = Path.Combine(_folder.Path, name);
        await using var supervisor = EngineFixture.NewSupervisor(folder);
        await supervisor.StartAsync(default);

        (await new EngineCaller(supervisor).RunAsync("SELECT 1")).ShouldBe("1");
    }

    [Fact]
    public async Task Files_of_the_engine_are_for_its_owner_only_and_keep_no_secret()
    {
        await using var supervisor = EngineFixture.NewSupervisor(_folder.Path);
        await supervisor.StartAsync(default);
        var address = await supervisor.GetAddressAsync(default);

        foreach (var folder in new[] { "", "data", "log", "run" })
            File.GetUnixFileMode(Path.Combine(_folder.Path, folder)).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (var file in Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories).Where(static f => Path.GetFileName(f) is not ("lock" or "status")))
            (await File.ReadAllTextAsync(file)).ShouldNotContainAny(address.Secret!, address.Writer.Password, address.Reader.Password);
        var process = supervisor.Status.ProcessId;
        (await File.ReadAllTextAsync($"/proc/{process}/cmdline")).ShouldNotContainAny(address.Secret!, address.Writer.Password, address.Reader.Password);
        (await File.ReadAllTextAsync($"/proc/{process}/environ")).ShouldNotContainAny(address.Secret!, address.Writer.Password, address.Reader.Password);
    }

    [Fact]
    public async Task Power_durability_reaches_every_table()
    {
        await using var supervisor = new EngineSupervisor(
            new EngineOptions { Folder = _folder.Path, Durability = Durability.Power }, TimeProvider.System, NullLogger<EngineSupervisor>.Instance);
        await supervisor.StartAsync(default);

        (await new EngineCaller(supervisor).RunAsync("SELECT groupArray(value) FROM system.merge_tree_settings WHERE name IN ('fsync_after_insert', 'fsync_part_directory')"))
            .ShouldBe("['1','1']");
    }
}
