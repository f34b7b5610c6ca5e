using System.CommandLine;
using System.Globalization;
using Almagest.Load;
using Almagest.TraceBench;

var url = new Option<string?>("--url") { Description = "The server's address." };
var otlp = new Option<string?>("--otlp") { Description = "Its OTLP address." };
var spans = new Option<long>("--spans") { Description = "Spans to store, in whole half hours.", DefaultValueFactory = static _ => 10_000_000 };
var rounds = new Option<int>("--rounds") { Description = "Times a question is asked.", DefaultValueFactory = static _ => 15 };
var skip = new Option<bool>("--stored") { Description = "The spans are stored already: ask only." };
var end = new Option<long>("--end") { Description = "When the last half hour ends, in seconds since 1970; default now." };
var processes = new Option<string[]>("--process") { Description = "name=pid, whose CPU time is written." };
var sql = new Option<string?>("--sql") { Description = "A data folder: run statements from standard input on it and end." };

var command = new RootCommand("Traces end to end: stores the demo shop's day and asks about it.") { url, otlp, spans, rounds, skip, end, processes, sql };
command.SetAction(async (parsed, ct) =>
{
    if (parsed.GetValue(sql) is { } folder)
    {
        await SqlShell.RunAsync(folder);
        return 0;
    }

    var address = new Uri(parsed.GetValue(url) ?? throw new ArgumentException("--url is needed"));
    var copies = (int)(TimeSpan.FromDays(1) / ShopTraces.Length);
    var traces = new ShopTraces(seed: 1, rate: ShopTraces.RateOf((double)parsed.GetValue(spans) / copies));
    var endNano = (parsed.GetValue(end) is > 0 and var given ? given : TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()) / 60 * 60 * 1_000_000_000;
    Console.WriteLine($"{copies} half hours of {traces.Spans:N0} spans and {traces.Roots.Count:N0} traces, ending at {endNano / 1_000_000_000}");
    if (!parsed.GetValue(skip))
    {
        Console.WriteLine("| what | rate | time |");
        Console.WriteLine("| --- | --- | --- |");
        var sent = await Loader.SendAsync(parsed.GetValue(otlp) is { } other ? new Uri(other) : address, traces, copies, endNano, connections: 8);
        var watched = parsed.GetValue(processes) ?? [];
        foreach (var usage in watched.Select(Usage))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {usage.Name} | {usage.CpuSeconds:0} s CPU, {usage.CpuSeconds * 1e6 / sent:0.0} µs a span | {usage.PeakMegaBytes:0} MB peak |"));
        }

        var engine = watched.FirstOrDefault(static p => p.StartsWith("engine=", StringComparison.Ordinal));
        await Settling.WaitAsync(address, sent, () => engine is null ? 0 : Usage(engine).CpuSeconds, ct);
    }

    using var questions = new Questions(address, traces, copies, endNano, parsed.GetValue(rounds));
    return await questions.AskAsync() ? 0 : 1;
});
return await command.Parse(args).InvokeAsync();

static ProcessUsage Usage(string process) => ProcessUsage.Read(process.Split('=')[0], int.Parse(process.Split('=')[1], CultureInfo.InvariantCulture));
