using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using Almagest.Load;
using Almagest.LogBench.Corpus;

namespace Almagest.LogBench;

/// <summary><c>fill</c>: loads the corpus by Loki push, every block acknowledged, and reports.</summary>
static class FillCommand
{
    static readonly Option<string> Url = new("--url") { DefaultValueFactory = _ => "http://127.0.0.1:4242", Description = "main address" };
    static readonly Option<int> Connections = new("--connections") { DefaultValueFactory = _ => 8, Description = "requests under way at once" };
    static readonly Option<string[]> Processes = new("--process") { Description = "name=pid of a process to account for, repeatable" };

    internal static Command Create()
    {
        var command = new Command("fill", "Loads the corpus by Loki push.")
        {
            CorpusOptions.Lines, CorpusOptions.Seed, CorpusOptions.Hours, CorpusOptions.End, Url, Connections, Processes,
        };
        command.SetAction(RunAsync);
        return command;
    }

    static async Task<int> RunAsync(ParseResult arguments, CancellationToken ct)
    {
        var blocks = CorpusOptions.Blocks(arguments);
        var watched = (arguments.GetValue(Processes) ?? []).Select(static text => text.Split('=')).Select(static pair => (Name: pair[0], Pid: int.Parse(pair[1], CultureInfo.InvariantCulture)))
            .Append((Name: "client", Pid: Environment.ProcessId)).ToArray();
        var before = watched.Select(static process => ProcessUsage.Read(process.Name, process.Pid)).ToArray();
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = 64 }) { BaseAddress = new(arguments.GetRequiredValue(Url)) };
        var (next, sent, bytes) = (-1L, 0L, 0L);
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, arguments.GetValue(Connections)).Select(_ => Task.Run(async () =>
        {
            var writer = new PushWriter(blocks);
            while (Interlocked.Increment(ref next) is var block && block < blocks.Count)
            {
                var (body, lineBytes) = writer.Write(block);
                await SendAsync(http, body, ct);
                Interlocked.Add(ref bytes, lineBytes);
                if (Interlocked.Increment(ref sent) is var done && done % 500 == 0)
                    Report(done, Stopwatch.GetElapsedTime(start));
            }
        }, ct)));
        var elapsed = Stopwatch.GetElapsedTime(start);
        Report(sent, elapsed);
        for (var i = 0; i < watched.Length; i++)
        {
            var usage = ProcessUsage.Read(watched[i].Name, watched[i].Pid);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{usage.Name}: {usage.CpuSeconds - before[i].CpuSeconds:0.0} CPU s, {(usage.CpuSeconds - before[i].CpuSeconds) / (sent * CorpusBlocks.Lines / 1e6):0.00} per million lines, peak {usage.PeakMegaBytes:0} MB"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{sent * CorpusBlocks.Lines} lines of {bytes} bytes acknowledged in {elapsed.TotalSeconds:0.0} s"));
        return 0;
    }

    static void Report(long blocks, TimeSpan elapsed) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{blocks * CorpusBlocks.Lines} lines, {blocks * CorpusBlocks.Lines / elapsed.TotalSeconds:0} lines/s"));

    // Sent again until it is acknowledged: the server knows a request that comes again.
    static async Task SendAsync(HttpClient http, byte[] body, CancellationToken ct)
    {
        while (true)
        {
            using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-protobuf") } };
            using var response = await http.PostAsync("/loki/api/v1/push", content, ct);
            if (response.IsSuccessStatusCode)
                return;
            var text = await response.Content.ReadAsStringAsync(ct);
            if ((int)response.StatusCode is not (429 or 503))
                throw new HttpRequestException($"{(int)response.StatusCode}: {text}");
            await Task.Delay(response.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1), ct);
        }
    }
}
