using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Almagest.Load;
using Almagest.LogBench.Corpus;

namespace Almagest.LogBench;

/// <summary><c>query</c>: asks everything of <see cref="QueryCases"/> and reports a table.</summary>
static class QueryCommand
{
    static readonly Option<string> Url = new("--url") { DefaultValueFactory = _ => "http://127.0.0.1:4242", Description = "main address" };
    static readonly Option<int> Times = new("--times") { DefaultValueFactory = _ => 5, Description = "how often each question is asked" };
    static readonly Option<int> Engine = new("--engine") { Description = "process id of the engine, to account for its CPU" };

    internal static Command Create()
    {
        var command = new Command("query", "Asks the questions of a log explorer over a corpus loaded with fill.") { CorpusOptions.Lines, CorpusOptions.Seed, CorpusOptions.Hours, CorpusOptions.End, Url, Times, Engine };
        command.SetAction(RunAsync);
        return command;
    }

    static async Task<int> RunAsync(ParseResult arguments, CancellationToken ct)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new(arguments.GetRequiredValue(Url)), Timeout = TimeSpan.FromMinutes(5) };
        var end = arguments.GetValue(CorpusOptions.End);
        var (engine, failures) = (arguments.GetValue(Engine), 0);
        Console.WriteLine("| kind | question | first ms | median ms | worst ms | engine CPU ms | answer |\n| --- | --- | --- | --- | --- | --- | --- |");
        foreach (var question in QueryCases.Of(end.AddHours(-arguments.GetValue(CorpusOptions.Hours)), end, TraceOf(CorpusOptions.Blocks(arguments))))
        {
            var (times, answer) = (new List<double>(), "");
            var before = Cpu(engine);
            for (var i = 0; i < arguments.GetValue(Times); i++)
            {
                var start = Stopwatch.GetTimestamp();
                using var response = await http.GetAsync(question.Path, ct);
                var text = await response.Content.ReadAsStringAsync(ct);
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                answer = response.IsSuccessStatusCode ? Summary(text) : $"{(int)response.StatusCode}: {text.ReplaceLineEndings(" ")[..Math.Min(100, text.Length)]}";
                failures += response.IsSuccessStatusCode ? 0 : 1;
            }

            var (first, cpu) = (times[0], (Cpu(engine) - before) * 1000 / times.Count);
            times.Sort();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {question.Group} | {question.Name} | {first:0} | {times[times.Count / 2]:0} | {times[^1]:0} | {cpu:0} | {answer} |"));
        }

        return failures > 0 ? 1 : 0;
    }

    static double Cpu(int engine) => engine == 0 ? 0 : ProcessUsage.Read("engine", engine).CpuSeconds;

    // A trace of the middle of the corpus; not every node has a service that writes them.
    static string TraceOf(CorpusBlocks blocks)
    {
        var trace = "";
        for (var block = blocks.Count / 2; trace.Length == 0 && block < blocks.Count; block++)
            blocks.Write(block, new LineContext(), new LineBuffer(), (context, _) =>
            {
                if (trace.Length == 0 && context.Service.Name is "auth" or "checkout")
                    trace = context.Trace.ToString("x16", CultureInfo.InvariantCulture) + CorpusRandom.Mix(context.Trace).ToString("x16", CultureInfo.InvariantCulture);
            });
        return trace.Length > 0 ? trace : throw new InvalidOperationException("the corpus is too small to have a trace in its second half: ask for more lines");
    }

    /// <summary>What an answer holds, so that a wrong one is seen.</summary>
    static string Summary(string text)
    {
        using var json = JsonDocument.Parse(text);
        var root = json.RootElement;
        if (root.TryGetProperty("total", out var total))
            return $"{total} lines in {root.GetProperty("bars").GetArrayLength()} bars";
        if (root.TryGetProperty("fields", out var fields))
            return $"{fields.GetArrayLength()} fields of {root.GetProperty("lines")} lines";
        if (root.TryGetProperty("lines", out var lines))
            return $"{lines.GetArrayLength()} lines";
        var data = root.GetProperty("data");
        var result = data.GetProperty("result");
        return data.GetProperty("resultType").GetString() == "streams" ? $"{result.EnumerateArray().Sum(static s => s.GetProperty("values").GetArrayLength())} lines"
            : $"{result.GetArrayLength()} series";
    }
}
