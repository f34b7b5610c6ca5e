using System.Diagnostics;
using Almagest.Scenarios.Fixtures;

namespace Almagest.Scenarios.Cli;

public sealed class MigrateVerbScenarios : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Schema_is_validated_planned_and_migrated_without_a_server()
    {
        var (code, text) = await RunAsync("validate");
        code.ShouldBe(1);
        text.ShouldContain("missing 0001_resources.sql");

        (code, text) = await RunAsync("migrate", "--dry-run");
        code.ShouldBe(0);
        text.ShouldContain("would apply 0001_resources.sql");

        (code, text) = await RunAsync("migrate");
        code.ShouldBe(0);
        text.ShouldContain("applied 0001_resources.sql");

        foreach (var verb in (string[])["validate", "wait", "migrate"])
        {
            (code, text) = await RunAsync(verb);
            code.ShouldBe(0);
            text.ShouldContain("is up to date");
        }
    }

    [Fact]
    public async Task A_store_that_is_not_there_is_named()
    {
        var (code, text) = await RunAsync("validate", "--store", "http://127.0.0.1:1");
        code.ShouldBe(1);
        text.ShouldContain("127.0.0.1:1");
    }

    async Task<(int Code, string Text)> RunAsync(string verb, params string[] more)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "almagest.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [program, verb, "--data", _folder.Path, .. more])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }
}
