using System.Diagnostics;
using Almagest.ClickHouse.Engine.Host;

namespace Almagest.ClickHouse.Engine;

/// <summary>One run of <c>almagest engine</c>: a child process that lives as long as its standard input is open.</summary>
sealed class EngineProcess : IDisposable
{
    // The child must not inherit keys and passwords the server got by environment: SQL could read them from /proc/self/environ.
    static readonly string[] PassedOn = ["PATH", "HOME", "USER", "LANG", "TMPDIR", "DOTNET_ROOT", "DOTNET_ROOT_X64", "DOTNET_ROOT_ARM64", "SSL_CERT_FILE", "SSL_CERT_DIR"];

    readonly Process _process;

    EngineProcess(Process process)
    {
        _process = process;
        Id = process.Id;
        Exited = process.WaitForExitAsync(CancellationToken.None);
    }

    public int Id { get; }

    /// <summary>Completes when the process has ended and all it printed was read.</summary>
    public Task Exited { get; }

    /// <summary>How it ended, in words.</summary>
    public string ExitDescription => _process.ExitCode > 128 ? $"killed by signal {_process.ExitCode - 128}" : $"exit code {_process.ExitCode}";

    public static EngineProcess Start(EngineFolder folder, string library, EngineLog log)
    {
        var start = new ProcessStartInfo
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = folder.Root,
        };
        HostProgram.Set(start);
        start.ArgumentList.Add("engine");
        start.ArgumentList.Add(folder.Root);
        SetEnvironment(start, library);
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, printed) => log.Add(printed.Data ?? "");
        process.ErrorDataReceived += (_, printed) => log.Add(printed.Data ?? "");
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new EngineProcess(process);
    }

    /// <summary>Asks for a clean end.</summary>
    public void RequestStop()
    {
        try
        {
            _process.StandardInput.WriteLine(ParentWatch.StopWord);
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has just ended by itself, which is what was wanted.
        }
    }

    public void Kill() => _process.Kill();

    public void Dispose() => _process.Dispose();

    static void SetEnvironment(ProcessStartInfo start, string library)
    {
        var kept = PassedOn.Select(static name => (name, value: Environment.GetEnvironmentVariable(name))).Where(static v => v.value is not null).ToArray();
        start.Environment.Clear();
        foreach (var (name, value) in kept)
            start.Environment[name] = value;
        start.Environment[EngineLibraryFile.Variable] = library;
        // The managed part of the child idles: one heap without background collector, no profile-guided recompilation.
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_gcConcurrent"] = "0";
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
    }
}
