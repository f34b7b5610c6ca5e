using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Almagest.TraceBench;

/// <summary>Asks each question several times over HTTP and writes the median; the answer must be of the kind expected.</summary>
sealed class Questions(Uri address, ShopTraces traces, int copies, long endUnixNano, int rounds) : IDisposable
{
    readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(5) };

    string Range => string.Create(CultureInfo.InvariantCulture, $"from={(endUnixNano - copies * ShopTraces.Length.Ticks * 100) / 1_000_000}&to={endUnixNano / 1_000_000}");

    string Seconds => string.Create(CultureInfo.InvariantCulture, $"start={(endUnixNano - copies * ShopTraces.Length.Ticks * 100) / 1_000_000_000}&end={endUnixNano / 1_000_000_000}");

    public void Dispose() => _http.Dispose();

    /// <summary>All questions; false when an answer was not as expected.</summary>
    internal async Task<bool> AskAsync()
    {
        Console.WriteLine("| question (whole HTTP call) | median ms | worst ms | found |");
        Console.WriteLine("| --- | --- | --- | --- |");
        var right = true;
        var q = (string text) => "q=" + Uri.EscapeDataString(text);
        right &= await AskAsync("trace by id (our API: analysis too)", i => $"api/vault/traces/{Id(i)}", static j => j["spans"]!.AsArray().Count);
        right &= await AskAsync("trace by id (Jaeger)", i => $"api/traces/{Id(i)}", static j => j["data"]![0]!["spans"]!.AsArray().Count);
        right &= await AskAsync("trace by id (Tempo)", i => $"tempo/api/v2/traces/{Id(i)}", static j => j["trace"]!["resourceSpans"]!.AsArray().Count);
        right &= await AskAsync("latest traces", _ => $"api/vault/traces?{Range}", Traces);
        right &= await AskAsync("service and duration: checkout, over 500 ms", _ => $"api/vault/traces?{Range}&service=checkout&minDuration=500ms", Traces);
        right &= await AskAsync("service and duration: assistant, over 1 s (Jaeger)", _ => $"api/traces?service=assistant&minDuration=1s&limit=20&{Micros}", static j => j["data"]!.AsArray().Count);
        right &= await AskAsync("attribute, frequent: db.collection.name = prices", _ => $"api/vault/traces?{Range}&tag=db.collection.name:prices", Traces);
        right &= await AskAsync("attribute: http.response.status_code = 502", _ => $"api/vault/traces?{Range}&tag=http.response.status_code:502", Traces, 0);
        right &= await AskAsync("attribute, rare: one order id (a trace a half hour)", _ => $"api/vault/traces?{Range}&{q($"{{ span.order.id = \"{_order}\" }}")}", Traces, prepare: FindOrderAsync);
        right &= await AskAsync("attribute, nobody has it", _ => $"api/vault/traces?{Range}&tag=order.id:none", Traces, 0);
        right &= await AskAsync("attribute, a number: gen_ai.usage.input_tokens > 1500", _ => $"api/vault/traces?{Range}&{q("{ span.gen_ai.usage.input_tokens > 1500 }")}", Traces);
        right &= await AskAsync("structural, frequent: gateway >> postgresql", _ => $"api/vault/traces?{Range}&{q("{ resource.service.name = \"api-gateway\" } >> { span.db.system.name = \"postgresql\" }")}", Traces);
        right &= await AskAsync("structural, rare: payment >> error, and an order", _ => $"api/vault/traces?{Range}&{q("({ resource.service.name = \"payment\" } >> { status = error }) && { span.order.id != nil }")}", Traces, 0);
        right &= await AskAsync("aggregate: more than 3 spans of catalog", _ => $"api/vault/traces?{Range}&{q("{ resource.service.name = \"catalog\" } | count() > 3")}", Traces, 0);
        right &= await AskAsync("Tempo search: { status = error }", _ => $"tempo/api/search?{Seconds}&{q("{ status = error }")}", Traces);
        right &= await AskAsync("TraceQL metrics: { status = error } | rate() by (resource.service.name)",
            _ => $"tempo/api/metrics/query_range?{Seconds}&step=10m&{q("{ status = error } | rate() by (resource.service.name)")}", static j => j["series"]!.AsArray().Count);
        right &= await AskAsync("services of the day", _ => $"api/vault/traces/services?{Range}", static j => j["rows"]!.AsArray().Count);
        right &= await AskAsync("service graph of the day", _ => $"api/vault/traces/map?{Range}", static j => j["edges"]!.AsArray().Count);
        right &= await AskAsync("heatmap of the day, one service", _ => $"api/vault/traces/heatmap?{Range}&service=checkout", static j => j["cells"]!.AsArray().Count);
        right &= await AskAsync("heatmap of the day, all spans", _ => $"api/vault/traces/heatmap?{Range}", static j => j["cells"]!.AsArray().Count);
        right &= await AskAsync("errors of a service, the day", _ => $"api/vault/traces/services/inventory/errors?{Range}", static j => j["groups"]!.AsArray().Count, 0);
        return right;
    }

    string _order = "";

    string Micros => string.Create(CultureInfo.InvariantCulture, $"start={(endUnixNano - copies * ShopTraces.Length.Ticks * 100) / 1_000}&end={endUnixNano / 1_000}");

    static int Traces(JsonNode json) => json["traces"]!.AsArray().Count;

    // Traces all over the day, each asked for once: a store that just keeps the last one in memory gains nothing.
    string Id(int round) => ShopTraces.IdOf(traces.Roots[(int)((long)(round + 1) * 7919 % traces.Roots.Count)], (round * 7 + 3) % copies);

    async Task FindOrderAsync()
    {
        var found = JsonNode.Parse(await _http.GetStringAsync($"tempo/api/search?{Seconds}&limit=1&q=" + Uri.EscapeDataString("{ span.order.id != nil } | select(span.order.id)")))!;
        _order = (string)found["traces"]![0]!["spanSets"]![0]!["spans"]![0]!["attributes"]!.AsArray().First(static a => (string)a!["key"]! == "order.id")!["value"]!["stringValue"]!;
    }

    async Task<bool> AskAsync(string name, Func<int, string> path, Func<JsonNode, int> count, int atLeast = 1, Func<Task>? prepare = null)
    {
        try
        {
            if (prepare is not null)
                await prepare();
            var (times, found) = (new List<double>(), 0);
            for (var round = -1; round < rounds; round++)
            {
                var started = Stopwatch.GetTimestamp();
                var text = await _http.GetStringAsync(path(round + 1));
                var took = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
                found = count(JsonNode.Parse(text)!);
                // The first pays for compilation.
                if (round >= 0)
                    times.Add(took);
            }

            times.Sort();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {times[times.Count / 2]:0.#} | {times[^1]:0.#} | {found} |"));
            return found >= atLeast;
        }
        catch (HttpRequestException error)
        {
            Console.WriteLine($"| {name} | {error.Message} | | |");
            return false;
        }
    }
}
