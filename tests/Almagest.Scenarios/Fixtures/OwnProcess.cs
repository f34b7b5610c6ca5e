using System.Diagnostics;

namespace Almagest.Scenarios.Fixtures;

/// <summary>This test program, started again as a process of its own; killed at the end if it still runs.</summary>
public sealed class OwnProcess : IDisposable
{
    // A process that hangs must fail its test, not stop the run.
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    readonly Process _process;

    OwnProcess(Process process) => _process = process;

    public static OwnProcess Start(params string[] arguments) => new(Process.Start(
        new ProcessStartInfo("dotnet", [typeof(OwnProcess).Assembly.Location, .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true })!);

    public async Task<string> ReadLineAsync() =>
        await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience) ?? throw new InvalidOperationException("the process ended without an answer");

    public async Task<int> ExitCodeAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    public void Kill() => _process.Kill();

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }
}
