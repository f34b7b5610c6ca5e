using System.CommandLine;
using System.Diagnostics;
using System.Net.Http.Headers;
using Almagest.PromBench;
using Almagest.PromBench.Exactness;

// The data end at a time given by the caller, so that several servers can be loaded with the same.
var end = new Option<long>("--end") { Required = true, Description = "end of the data, Unix seconds" };
var hours = new Option<int>("--hours") { DefaultValueFactory = _ => 6, Description = "how much data" };
var url = new Option<string>("--url") { Required = true, Description = "remote write address" };
var demo = new Option<bool>("--demo") { Description = "the metrics of the compliance queries and edge cases instead of the fleet" };
var servers = new Option<string[]>("--server") { Required = true, Description = "name=address, repeatable; the first is compared with each other" };
var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 7, Description = "how often each query runs" };
var cached = new Option<bool>("--cached") { Description = "let servers answer repeated queries from their result caches" };
var queries = new Option<string?>("--queries") { Description = "file with one query a line, asked beside the edge cases" };
var few = new Option<bool>("--few") { Description = "ask every expression once instead of at all times and grids" };
var record = new Option<string?>("--record") { Description = "file for fingerprints of the first server's answers" };
var loaded = new Option<bool>("--loaded") { Description = "both servers have the data already" };

var load = new Command("load", "Sends metrics by remote write over one connection.") { url, end, hours, demo };
load.SetAction(async (arguments, ct) =>
{
    using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(5) };
    var (fleet, isDemo) = (new Fleet(), arguments.GetValue(demo));
    var scrapes = arguments.GetValue(hours) * (isDemo ? 360 : 240) + 1;
    var start = (arguments.GetValue(end) - arguments.GetValue(hours) * 3600L) * 1000;
    var (samples, sending) = (0L, TimeSpan.Zero);
    for (var scrape = 0; scrape < scrapes; scrape++)
    {
        var body = new RemoteWriteBody();
        foreach (var (labels, time, value) in isDemo ? DemoMetrics.Scrape(start, scrape) : fleet.Scrape(start, scrape))
            body.Add(labels, time, value);
        using var content = new ByteArrayContent(body.ToSnappy());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
        content.Headers.ContentEncoding.Add("snappy");
        var started = Stopwatch.GetTimestamp();
        using var answer = await http.PostAsync(new Uri(arguments.GetRequiredValue(url)), content, ct);
        sending += Stopwatch.GetElapsedTime(started);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"{(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(ct)}");
        samples += body.Samples;
    }

    Console.WriteLine($"{samples} samples, {samples / sending.TotalSeconds:0} samples/s");
});

var race = new Command("race", "Runs the query set against servers loaded with the same data.") { servers, end, rounds, cached };
race.SetAction(async (arguments, ct) =>
{
    using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(5) };
    var named = arguments.GetRequiredValue(servers).Select(static s => s.Split('=', 2)).Select(static p => (p[0], p[1])).ToList();
    await new QueryRace(http, named, (arguments.GetValue(rounds), arguments.GetValue(cached))).RunAsync(arguments.GetValue(end) * 1000, ct);
});

var compare = new Command("exact", "Sends edge cases to two servers, asks both the same, and tells where their answers differ.") { servers, end, queries, loaded, few, record };
compare.SetAction(async (arguments, ct) =>
{
    using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(5) };
    var addresses = arguments.GetRequiredValue(servers).Select(static s => s.Split('=', 2)[1]).ToList();
    var start = (arguments.GetValue(end) * 1000) - (EdgeLoad.Scrapes * EdgeLoad.IntervalMs);
    foreach (var server in arguments.GetValue(loaded) ? [] : addresses)
        Console.WriteLine($"{server}: {await EdgeLoad.SendAsync(http, server, start, ct)} samples");
    string[] further = arguments.GetValue(queries) is { } file ? await File.ReadAllLinesAsync(file, ct) : [];
    var comparison = new ExactComparison(http, addresses[0], addresses[1]);
    await comparison.RunAsync(ExactQuestions.All(further, start, arguments.GetValue(few)), ct);
    foreach (var difference in comparison.Differences)
        Console.WriteLine(difference);
    foreach (var (query, count) in comparison.Near)
        Console.WriteLine($"near, {count} times: {query}");
    foreach (var (why, count) in comparison.Known)
        Console.WriteLine($"known, {count} times: {why}");
    Console.WriteLine($"{comparison.Same} answers are the same, {comparison.Near.Values.Sum()} within 1e-12, {comparison.Known.Values.Sum()} differ as known, {comparison.Differences.Count} differ");
    if (arguments.GetValue(record) is { } golden)
        comparison.Recorded.Save(golden);
    return comparison.Differences.Count == 0 ? 0 : 1;
});

var address = new Option<string>("--server") { Required = true, Description = "address of Almagest" };
var process = new Option<int>("--pid") { Required = true, Description = "its process, for its memory" };
var series = new Option<int>("--series") { DefaultValueFactory = _ => 1_000_000, Description = "how many series; 0 only asks" };
var samples = new Option<int>("--samples") { DefaultValueFactory = _ => 3, Description = "samples of each" };
var many = new Command("many", "Loads many active series and measures memory and questions about labels.") { address, process, series, samples, end };
many.SetAction(async (arguments, ct) =>
{
    using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(5) };
    var run = new ManySeries(http, arguments.GetRequiredValue(address), arguments.GetValue(process));
    if (arguments.GetValue(series) > 0)
        await run.LoadAsync(arguments.GetValue(series), arguments.GetValue(samples), arguments.GetValue(end), ct);
    await run.AskAsync(ct);
});

return await new RootCommand("Measures metrics beside Prometheus and VictoriaMetrics.") { load, race, compare, many }.Parse(args).InvokeAsync();
