using System.Globalization;
using System.Text.Json.Nodes;

namespace Almagest.Scenarios.Logs.Speed;

/// <summary>Counts that come from counted minutes are those of the lines, to the nanosecond.</summary>
[Collection(LogCollection.Name)]
public sealed class CountedMinutesTests(LogFixture fixture) : IAsyncLifetime
{
    const long Second = 1_000_000_000;
    const long Minute = 60 * Second;
    const string Tenant = "minutes";

    static readonly long[] Offsets = [0, 1, 30 * Second, Minute - 1];
    static readonly string[] Levels = ["info", "error", "warn"];
    static readonly SemaphoreSlim Once = new(1, 1);
    static List<(long Time, string Level, string App, int Bytes)>? _lines;
    static long _start;

    public async Task InitializeAsync()
    {
        await Once.WaitAsync();
        try
        {
            if (_lines is not null)
                return;
            _start = (LogFixture.NowNanos / Minute * Minute) - (60 * Minute);
            var lines = Enumerable.Range(0, 40).SelectMany(m => Offsets.Select((o, i) => (Time: _start + (m * Minute) + o, Level: Levels[(m + i) % 3], App: $"app-{i % 2}"))).ToList();
            var streams = lines.GroupBy(static l => l.App).Select(static g => new JsonObject
            {
                ["stream"] = new JsonObject { ["app"] = g.Key, ["env"] = "test" },
                ["values"] = new JsonArray([.. g.Select(static l => (JsonNode)new JsonArray(Text(l.Time), $"level={l.Level} x"))]),
            });
            (await fixture.PostAsync("/loki/api/v1/push", new JsonObject { ["streams"] = new JsonArray([.. streams]) }.ToJsonString(), tenant: Tenant)).Status.ShouldBe(204);
            _lines = [.. lines.Select(static l => (l.Time, l.Level, l.App, $"level={l.Level} x".Length))];
        }
        finally
        {
            Once.Release();
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("", 0, 40 * Minute, 40)]
    [InlineData("level:error", 1, 40 * Minute + 1, 20)]
    [InlineData("NOT level:(error OR warn)", 30 * Second, 35 * Minute + 30 * Second, 5)]
    [InlineData("", Minute - 1, 30 * Minute - 1, 10)]
    public async Task Histogram_counts_every_line_once(string query, long from, long to, int bars)
    {
        var json = JsonNode.Parse(await GetAsync($"/api/vault/logs/histogram?q={Uri.EscapeDataString(query)}&bars={bars}&from={Iso(_start + from)}&to={Iso(_start + to)}"))!;
        var step = (long)json["stepMs"]! * 1_000_000;
        (step % Minute).ShouldBe(0);
        // The interface takes ticks of 100 nanoseconds.
        var (first, end) = ((_start + from) / 100 * 100, (_start + to) / 100 * 100);
        var expected = _lines!.Where(l => l.Time >= first && l.Time < end && (query.Length == 0 || (query == "level:error" ? l.Level == "error" : l.Level == "info")))
            .GroupBy(l => (l.Time / step * step / 1_000_000, l.Level)).Select(static g => $"{g.Key.Item1} {g.Key.Level} {g.Count()}").Order(StringComparer.Ordinal);
        json["bars"]!.AsArray().SelectMany(static b => b!["levels"]!.AsObject().Select(l => $"{b["time"]} {l.Key} {l.Value}")).Order(StringComparer.Ordinal).ShouldBe(expected);
    }

    [Theory]
    [InlineData("count_over_time", 5, 0L)]
    [InlineData("bytes_over_time", 5, 0L)]
    [InlineData("count_over_time", 10, 30 * Second)]
    [InlineData("count_over_time", 10, 1L)]
    [InlineData("count_over_time", 30, Minute - 1)]
    public async Task Count_over_time_counts_every_line_once(string function, int minutes, long shift)
    {
        var (range, start, steps) = (minutes * Minute, _start + (minutes * Minute) + shift, (35 / minutes) - 1);
        var query = $"sum by (app, detected_level) ({function}({{env=\"test\"}}[{minutes}m]))";
        var answer = await GetAsync($"/loki/api/v1/query_range?query={Uri.EscapeDataString(query)}&start={Text(start)}&end={Text(start + (steps * range))}&step={minutes}m");
        var found = JsonNode.Parse(answer)!["data"]!["result"]!.AsArray().SelectMany(static s => s!["values"]!.AsArray().Select(v => $"{s["metric"]!["app"]} {s["metric"]!["detected_level"]} {v![0]} {v[1]}"));
        // Evaluated at multiples of the step, from the one before the begin to the one after the end; the windows lie before it, without their begin and with their end.
        var (first, last) = (start - (start % range), start + (steps * range) + range - 1);
        var expected = Enumerable.Range(0, (int)((last - first) / range) + 1).Select(i => first + (i * range)).SelectMany(at => _lines!.Where(l => l.Time > at - range && l.Time <= at)
            .GroupBy(static l => (l.App, l.Level)).Select(g => $"{g.Key.App} {g.Key.Level} {(at / 1e9).ToString("0.###", CultureInfo.InvariantCulture)} {(function == "count_over_time" ? g.Count() : g.Sum(static l => l.Bytes))}"));
        found.Select(Rounded).Order(StringComparer.Ordinal).ShouldBe(expected.Select(Rounded).Order(StringComparer.Ordinal));
    }

    async Task<string> GetAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(fixture.Address, path));
        request.Headers.Add("X-Scope-OrgID", Tenant);
        using var response = await fixture.Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBe(200, text);
        return text;
    }

    static string Rounded(string line) => string.Join(' ', line.Split(' ').Select(static (w, i) => i == 2 ? Math.Round(double.Parse(w, CultureInfo.InvariantCulture), 2).ToString(CultureInfo.InvariantCulture) : w));

    static string Iso(long nano) => Uri.EscapeDataString(DateTimeOffset.UnixEpoch.AddTicks(nano / 100).ToString("O", CultureInfo.InvariantCulture));

    static string Text(long nano) => nano.ToString(CultureInfo.InvariantCulture);
}
