using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Almagest.Scenarios.Fixtures;

namespace Almagest.Scenarios.Prometheus;

/// <summary>A real Prometheus that takes remote write.</summary>
sealed class PrometheusProcess : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly Process _process;

    PrometheusProcess(string program)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        socket.Close();
        Address = $"http://127.0.0.1:{port}";
        var config = Path.Combine(_folder.Path, "prometheus.yml");
        File.WriteAllText(config, "{}\n");
        var start = new ProcessStartInfo(program,
        [
            "--config.file=" + config, "--storage.tsdb.path=" + Path.Combine(_folder.Path, "data"), "--storage.tsdb.retention.time=100y", "--web.enable-remote-write-receiver",
            "--enable-feature=native-histograms,promql-experimental-functions,exemplar-storage", $"--web.listen-address=127.0.0.1:{port}", "--log.level=error",
        ]);
        _process = Process.Start(start)!;
    }

    internal string Address { get; }

    /// <summary>Where the program is, if it is here in the version that answers were compared with.</summary>
    internal static string? Find()
    {
        var named = Environment.GetEnvironmentVariable("ALMAGEST_PROMETHEUS");
        var found = named is { Length: > 0 } ? named
            : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(static folder => Path.Combine(folder, "prometheus")).FirstOrDefault(File.Exists);
        return found is not null && Version(found).Contains("version 3.5.", StringComparison.Ordinal) ? found : null;
    }

    internal static async Task<PrometheusProcess> StartAsync(string program, HttpClient http)
    {
        var process = new PrometheusProcess(program);
        await Wait.UntilAsync(async () =>
        {
            try
            {
                using var answer = await http.GetAsync(new Uri(process.Address + "/-/ready"));
                return answer.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });
        return process;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _folder.Dispose();
    }

    static string Version(string program)
    {
        using var process = Process.Start(new ProcessStartInfo(program, ["--version"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var text = process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd();
        process.WaitForExit();
        return text;
    }
}
