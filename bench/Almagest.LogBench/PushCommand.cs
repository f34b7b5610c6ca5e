using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Almagest.Load;

namespace Almagest.LogBench;

/// <summary><c>push</c>: sends requests as fast as they are acknowledged and reports.</summary>
static class PushCommand
{
    static readonly Option<string> Url = new("--url") { DefaultValueFactory = _ => "http://127.0.0.1:4242", Description = "main address" };
    static readonly Option<int> Connections = new("--connections") { DefaultValueFactory = _ => 8, Description = "closed loops" };
    static readonly Option<int> Lines = new("--lines") { DefaultValueFactory = _ => 2000, Description = "lines per request" };
    static readonly Option<int> Streams = new("--streams") { DefaultValueFactory = _ => 20, Description = "streams per request" };
    static readonly Option<double> Seconds = new("--seconds") { DefaultValueFactory = _ => 10, Description = "duration" };
    static readonly Option<string[]> Processes = new("--process") { Description = "name=pid of a process to account for, repeatable" };

    internal static Command Create()
    {
        var command = new Command("push", "Sends Loki push requests as fast as they are acknowledged and reports.") { Url, Connections, Lines, Streams, Seconds, Processes };
        command.SetAction(RunAsync);
        return command;
    }

    static async Task<int> RunAsync(ParseResult arguments, CancellationToken ct)
    {
        const int BodiesPerConnection = 8;
        var run = Random.Shared.NextInt64().ToString("x16", CultureInfo.InvariantCulture)[..8];
        var now = (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;
        var bodies = Enumerable.Range(0, arguments.GetValue(Connections) * BodiesPerConnection)
            .Select(i => PushBody.Create(run, i, arguments.GetValue(Lines), arguments.GetValue(Streams), now)).ToArray();
        var watched = (arguments.GetValue(Processes) ?? []).Select(static text => text.Split('=')).Select(static pair => (Name: pair[0], Pid: int.Parse(pair[1], CultureInfo.InvariantCulture)))
            .Append((Name: "client", Pid: Environment.ProcessId)).ToArray();
        var before = watched.Select(static process => ProcessUsage.Read(process.Name, process.Pid)).ToArray();
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = 64 }) { BaseAddress = new(arguments.GetRequiredValue(Url)) };
        long acknowledged = 0, bytes = 0, errors = 0;
        var latencies = new List<double>();
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, arguments.GetValue(Connections)).Select(connection => Task.Run(async () =>
        {
            for (var i = 0; Stopwatch.GetElapsedTime(start).TotalSeconds < arguments.GetValue(Seconds); i++)
            {
                var body = bodies[(connection * BodiesPerConnection) + (i % BodiesPerConnection)];
                var sent = Stopwatch.GetTimestamp();
                using var content = new ByteArrayContent(body.Bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-protobuf") } };
                using var response = await http.PostAsync("/loki/api/v1/push", content, ct);
                lock (latencies)
                    latencies.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
                if (response.IsSuccessStatusCode)
                    (_, _) = (Interlocked.Add(ref acknowledged, body.Lines), Interlocked.Add(ref bytes, body.LineBytes));
                else if (Interlocked.Increment(ref errors) == 1)
                    Console.Error.WriteLine(await response.Content.ReadAsStringAsync(ct));
            }
        }, ct)));
        var elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var usage = watched.Select((process, i) => ProcessUsage.Read(process.Name, process.Pid) is var after ? after with { CpuSeconds = after.CpuSeconds - before[i].CpuSeconds } : after).ToArray();
        using var answer = await http.PostAsJsonAsync("/api/vault/sql?format=csv", new Dictionary<string, string> { ["query"] = $"SELECT count() FROM logs WHERE resource['run'] = '{run}'" }, ct);
        var stored = long.Parse((await answer.Content.ReadAsStringAsync(ct)).Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1].Trim().Trim('"'), CultureInfo.InvariantCulture);
        latencies.Sort();
        double Quantile(double q) => latencies[(int)((latencies.Count - 1) * q)];
        var cpu = string.Join(" | ", usage.Select(static process => string.Create(CultureInfo.InvariantCulture, $"{process.Name} {process.CpuSeconds:0.0} s, {process.PeakMegaBytes:0} MB")));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {acknowledged / elapsed:0} lines/s | {bytes / elapsed / 1e6:0.0} MB/s | p50 {Quantile(0.5):0} p95 {Quantile(0.95):0} p99 {Quantile(0.99):0} ms | errors {errors} | acknowledged {acknowledged}, stored {stored} | {cpu} |"));
        return errors > 0 || stored != acknowledged ? 1 : 0;
    }
}
