using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;

namespace Almagest.Scenarios.Fixtures;

/// <summary>The real program, `almagest serve`, in a process of its own on free ports; killed at the end if it still runs.</summary>
public sealed class ServerProcess : IDisposable
{
    readonly Process _process;

    ServerProcess(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    public int Id => _process.Id;

    /// <summary>Starts it on <paramref name="data"/> and returns once it says that it is ready.</summary>
    public static async Task<ServerProcess> StartAsync(string data, params string[] more)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "almagest.dll");
        var start = new ProcessStartInfo("dotnet",
        [
            program, "serve", "--data", data, "--listen", "127.0.0.1:0", "--otlp-grpc", "127.0.0.1:0", "--otlp-http", "127.0.0.1:0", .. more,
        ])
        { RedirectStandardOutput = true, RedirectStandardError = true };
        var process = Process.Start(start)!;
        var errors = new System.Collections.Concurrent.ConcurrentQueue<string>();
        process.ErrorDataReceived += (_, line) => errors.Enqueue(line.Data ?? "");
        process.BeginErrorReadLine();
        var ready = await process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException("the server ended: " + string.Join('\n', errors));
        return new ServerProcess(process, new Uri(ready[(ready.LastIndexOf(' ') + 1)..]));
    }

    /// <summary>What the server says of itself; a killed engine that is starting again is waited for.</summary>
    public async Task<JsonNode> OverviewAsync(HttpClient http)
    {
        var (overview, answer) = ((JsonNode?)null, "");
        await Wait.UntilAsync(async () =>
        {
            using var response = await http.GetAsync(new Uri(Address, "/api/vault/overview"));
            answer = await response.Content.ReadAsStringAsync();
            if (response.StatusCode == HttpStatusCode.ServiceUnavailable)
                return false;
            response.EnsureSuccessStatusCode();
            overview = JsonNode.Parse(answer);
            return true;
        }, () => answer);
        return overview!;
    }

    public async Task<int> EngineProcessIdAsync(HttpClient http) => (int)(await OverviewAsync(http))["engine"]!["pid"]!;

    public void Kill() => _process.Kill();

    /// <summary>Sends SIGHUP.</summary>
    public void HangUp() => Signal("-HUP", _process.Id);

    /// <summary>Sends SIGTERM and returns the exit code once it has ended.</summary>
    public async Task<int> TerminateAsync()
    {
        Signal("-TERM", _process.Id);
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    /// <summary>Sends a signal, such as <c>-STOP</c>, to a process.</summary>
    public static void Signal(string signal, int process)
    {
        using var kill = Process.Start("kill", [signal, process.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
