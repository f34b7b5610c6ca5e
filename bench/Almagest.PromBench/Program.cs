using System.CommandLine;
using System.Globalization;
using System.Net.Http.Headers;
using Almagest.PromBench;
using Almagest.PromBench.Exactness;

// The data end at a time given by the caller, so that several servers can be loaded with the same.
var end = new Option<long>("--end") { Required = true, Description = "end of the data, Unix seconds" };
var hours = new Option<int>("--hours") { DefaultValueFactory = _ => 6, Description = "how much data" };
var url = new Option<string>("--url") { Required = true, Description = "remote write address" };
var scraped = new Option<int>("--scraped-hours") { DefaultValueFactory = _ => 1, Description = "how many of the last hours arrive as scraped, with one sample of a series a request" };
var demo = new Option<bool>("--demo") { Description = "the metrics of the compliance queries and edge cases instead of the fleet" };
var weeks = new Option<bool>("--week") { Description = "before the fleet, a week of 1,000 series" };
var name = new Option<string>("--name") { DefaultValueFactory = _ => "server", Description = "what to call it in the table" };
var connections = new Option<int>("--connections") { DefaultValueFactory = _ => 4, Description = "requests under way at once" };
var processes = new Option<int[]>("--pid") { Description = "the server's processes, for their processor time; repeatable" };
var servers = new Option<string[]>("--server") { Required = true, Description = "name=address, repeatable; the first is compared with each other" };
var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 7, Description = "how often each query runs" };
var isLong = new Option<bool>("--week") { Description = "the queries over a week instead" };
var window = new Option<string>("--window") { DefaultValueFactory = _ => "", Description = "only the windows whose name begins so, or \"clients\": runs can be short" };
var question = new Option<string>("--question") { DefaultValueFactory = _ => "", Description = "only the questions whose name begins so" };
var mode = new Option<string>("--mode") { DefaultValueFactory = _ => "", Description = "only the modes whose name begins so: cold, in memory, repeated" };
var queries = new Option<string?>("--queries") { Description = "file with one query a line, asked beside the edge cases" };
var few = new Option<bool>("--few") { Description = "ask every expression once instead of at all times and grids" };
var record = new Option<string?>("--record") { Description = "file for fingerprints of the first server's answers" };
var loaded = new Option<bool>("--loaded") { Description = "both servers have the data already" };

var load = new Command("load", "Sends metrics by remote write and tells what that cost.") { url, end, hours, scraped, demo, weeks, name, connections, processes };
load.SetAction(async (arguments, ct) =>
{
    using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(5) };
    var target = new Uri(arguments.GetRequiredValue(url));
    var (until, length) = (arguments.GetValue(end) * 1000, arguments.GetValue(hours));
    if (arguments.GetValue(demo))
    {
        await LoadDemoAsync(http, target, until - length * 3_600_000L, length * 360 + 1, ct);
        return;
    }

    var (pids, most, title) = (arguments.GetValue(processes) ?? [], arguments.GetValue(connections), arguments.GetRequiredValue(name));
    var start = until - length * 3_600_000L;
    if (arguments.GetValue(weeks))
        await MeasureAsync($"{title}: a week, 1,000 series x 30 samples a request", http, Fleet.Long(), (0, 168 * 60 + 1), (1000, 30), (instance, scrape) => start - 168 * 3_600_000L + scrape * 60_000L + instance * 17);
    var fleet = new Fleet();
    var last = length * 240;
    var live = Math.Max(last - arguments.GetValue(scraped) * 240, 0);
    if (live > 0)
        await MeasureAsync($"{title}: history, 1,000 series x 40 samples a request", http, fleet.Series, (0, live), (1000, 40), (at, scrape) => start + Fleet.TimeOf(at, scrape));
    await MeasureAsync($"{title}: as scraped, 2,000 series x 1 sample a request", http, fleet.Series, (live, last), (2000, 1), (at, scrape) => start + Fleet.TimeOf(at, scrape));

    async Task MeasureAsync(string row, HttpClient client, IReadOnlyList<FleetSeries> series, (int First, int End) scrapes, (int Series, int PerSeries) request, Func<int, int, long> time)
    {
        var sender = new FleetLoad(client, target, most);
        var before = ProcessCpu.Seconds(pids);
        await sender.SendAsync(series, scrapes, request, time, ct);
        var after = pids.Length == 0 ? 0 : await ProcessCpu.SettledAsync(pids, TimeSpan.FromSeconds(20), ct);
        Console.WriteLine(sender.Row(row, after - before) + $" {ProcessCpu.MemoryBytes(pids) >> 20} |");
    }
});

var seconds = new Option<int>("--seconds") { DefaultValueFactory = _ => 120, Description = "how long" };
var interval = new Option<int>("--interval-ms") { DefaultValueFactory = _ => 15_000, Description = "between two samples of a series" };
var stream = new Command("stream", "Sends the fleet's series at the pace of scrapes, as they would come now, and tells what that cost.") { url, name, seconds, interval, processes };
stream.SetAction(async (arguments, ct) =>
{
    using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(5) };
    var sender = new SteadyStream(http, arguments.GetRequiredValue(url), arguments.GetValue(interval));
    await sender.RunAsync(arguments.GetRequiredValue(name), arguments.GetValue(seconds), arguments.GetValue(processes) ?? [], ct);
});

var race = new Command("race", "Runs the query set against servers loaded with the same data.") { servers, end, rounds, isLong, window, question, mode };
race.SetAction((arguments, _) =>
    new QueryRace([.. Servers(arguments.GetRequiredValue(servers))], arguments.GetValue(rounds)).RunAsync(arguments.GetValue(end), arguments.GetValue(isLong), (arguments.GetValue(window) ?? "", arguments.GetValue(question) ?? "", arguments.GetValue(mode) ?? "")));

var check = new Command("check", "Asks two servers the questions of the race and more, and tells how far their answers are apart.") { servers, end };
check.SetAction(async (arguments, ct) =>
{
    using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(5) };
    var addresses = Servers(arguments.GetRequiredValue(servers)).ToList();
    return await new AnswerCheck(http, addresses[1].Url, addresses[0].Url).RunAsync(arguments.GetValue(end), ct) ? 0 : 1;
});

var store = new Option<string>("--store") { Required = true, Description = "Almagest's data folder" };
var taken = new Option<long>("--samples") { Required = true, Description = "how many samples it holds" };
var sizes = new Command("sizes", "Tells how many bytes a sample takes in the tables of samples and chunks.") { store, taken };
sizes.SetAction(arguments => StoreSizes.Print(arguments.GetRequiredValue(store), arguments.GetValue(taken)));

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
var count = new Option<int>("--series") { DefaultValueFactory = _ => 1_000_000, Description = "how many series; 0 only asks" };
var samples = new Option<int>("--samples") { DefaultValueFactory = _ => 3, Description = "samples of each" };
var many = new Command("many", "Loads many active series and measures memory and questions about labels.") { address, process, count, samples, end };
many.SetAction(async (arguments, ct) =>
{
    using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(5) };
    var run = new ManySeries(http, arguments.GetRequiredValue(address), arguments.GetValue(process));
    if (arguments.GetValue(count) > 0)
        await run.LoadAsync(arguments.GetValue(count), arguments.GetValue(samples), arguments.GetValue(end), ct);
    await run.AskAsync(ct);
});

return await new RootCommand("Measures metrics beside Prometheus and VictoriaMetrics.") { load, stream, race, check, sizes, compare, many }.Parse(args).InvokeAsync();

static IEnumerable<(string Name, Uri Url)> Servers(string[] named) => named.Select(static s => s.Split('=', 2)).Select(static p => (p[0], new Uri(p[1])));

static async Task LoadDemoAsync(HttpClient http, Uri target, long start, int scrapes, CancellationToken ct)
{
    var sent = 0L;
    for (var scrape = 0; scrape < scrapes; scrape++)
    {
        var body = new RemoteWriteBody();
        foreach (var (labels, time, value) in DemoMetrics.Scrape(start, scrape))
            body.Add(labels, time, value);
        using var content = new ByteArrayContent(body.ToSnappy());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
        content.Headers.ContentEncoding.Add("snappy");
        using var answer = await http.PostAsync(target, content, ct);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"{(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(ct)}");
        sent += body.Samples;
    }

    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{sent} samples"));
}
