using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Almagest.Scenarios.Fixtures;

namespace Almagest.Scenarios.Cli;

/// <summary>A server that cannot start says why in one line and ends with 1.</summary>
public sealed class ServeFaultScenarios : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("lissten: x", "configuration key \"lissten\" is unknown; known here: also_listen, beats")]
    [InlineData("otlp:\n  max_request_bytes: lots", "configuration key \"otlp.max_request_bytes\" is \"lots\"")]
    [InlineData("otlp:\n  max_request_bytes: -1", "configuration key \"otlp.max_request_bytes\" must be between")]
    [InlineData("data: ''", "configuration key \"data\" is required")]
    [InlineData("listen: 0.0.0.0:1", "needs accounts and keys")]
    public async Task Wrong_configuration_is_named(string yaml, string expected)
    {
        var file = Path.Combine(_folder.Path, "almagest.yaml");
        await File.WriteAllTextAsync(file, yaml);
        await FailsWithAsync(expected, "--config", file);
    }

    [Fact]
    public async Task Folder_that_is_a_file_is_named()
    {
        var file = Path.Combine(_folder.Path, "file");
        await File.WriteAllTextAsync(file, "");
        await FailsWithAsync("choose another with --data DIR", "--data", file);
    }

    [Fact]
    public async Task Address_in_use_is_named_by_its_flag_and_the_journal_is_the_owners()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var data = Path.Combine(_folder.Path, "data");
        await FailsWithAsync($"--otlp-http \"{other.LocalEndpoint}\" is not possible: address already in use", "--data", data, "--otlp-http", $"{other.LocalEndpoint}");
        if (OperatingSystem.IsWindows()) return;
        foreach (var folder in (string[])["engine", "journal"])
            File.GetUnixFileMode(Path.Combine(data, folder)).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    async Task FailsWithAsync(string expected, params string[] flags)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "almagest.dll"), "serve", .. flags])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder.Path,
        };
        (start.Environment["ALMAGEST_LISTEN"], start.Environment["ALMAGEST_OTLP_GRPC"], start.Environment["ALMAGEST_STORE"]) = ("127.0.0.1:0", "127.0.0.1:0", "");
        if (flags[0] == "--config") start.Environment.Remove("ALMAGEST_LISTEN");
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        var text = await errors;
        process.ExitCode.ShouldBe(1, text);
        (await output).ShouldBeEmpty();
        text.ShouldContain("almagest: ");
        text.ShouldContain(expected);
        text.ShouldNotContain("   at ");
    }
}
