using System.Globalization;
using System.Text.Json.Nodes;

namespace Almagest.Scenarios.Traces;

/// <summary>
/// A search looks through windows that grow into the past, and reads traces in the quarter hours their summaries tell: traces at the
/// edges of windows, in two of them, and with late spans are found once and whole.
/// </summary>
[Collection(TraceCollection.Name)]
public sealed class TraceWindowTests(TraceFixture fixture) : IAsyncLifetime
{
    const string Tenant = "windows";

    // A whole quarter hour, so that the windows' edges are edges of the store's order too.
    static readonly long To = TimeProvider.System.GetUtcNow().AddMinutes(-20).ToUnixTimeSeconds() / 900 * 900 * 1_000;

    // Trace (last letters of its id), span, parent, milliseconds before the end, nanoseconds later, attributes; "!" begins those of an event.
    const string Sent = """
        a1 1 - 60000 0 color=red shade=2
        a2 1 - 900000 0 color=red
        a3 1 - 900000 -1 color=red
        a4 1 - 7200000 0 color=red
        a5 1 - 7200000 -1 color=red
        a6 1 - 57600000 -1 color=red
        a7 1 - 86400000 0 color=red
        a8 1 - 86400000 -1 color=red
        b1 1 - 72000000 0 color=blue side=left
        b1 2 1 30000 0 color=blue side=right
        b2 1 - 7300000 0 color=green
        b2 2 1 7100000 0 color=green
        b3 1 - 86500000 0 color=gray
        b3 2 1 86300000 0 color=gray
        c1 1 - 50000 0 code=502 shade=red
        c2 1 - 50001 0 color=2 !code=502 !text=gone
        c3 1 - 50002 0 bytes=502
        """;

    static bool _sent;

    public async Task InitializeAsync()
    {
        if (_sent)
            return;
        _sent = true;
        // Each span in a request of its own, the first of a trace last: parts of the store are many, and every second span is late.
        foreach (var line in Sent.Split('\n').Reverse())
            (await CallAsync(HttpMethod.Post, "/v1/traces", Request(line.Split(' ')))).Status.ShouldBe(200);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("{ .color = `red` }", "a1 a2 a3 a4 a5 a6 a7")]
    [InlineData("{ .color = `red` }&limit=3", "a1 a2 a3")]
    [InlineData("{ .color = `red` || .color = `green` }", "a1 a2 a3 b2 a4 a5 a6 a7")]
    [InlineData("{ .color = `blue` }", "b1")]
    [InlineData("{ .side = `left` }", "b1")]
    [InlineData("{ .side = `left` } >> { .side = `right` }", "b1")]
    [InlineData("{ .color = `green` } | count() > 1", "b2")]
    [InlineData("{ .color = `gray` } | count() > 1", "b3")]
    [InlineData("{ .color = `gray` } | count() > 2", "")]
    [InlineData("{ .shade = `red` }", "c1")]
    [InlineData("{ .color = `none` }", "")]
    [InlineData("{ .shade = 2 }", "a1")]
    [InlineData("{ .color = `2` }", "c2")]
    [InlineData("{ .code = 502 }", "c1")]
    [InlineData("{ event.code = 502 }", "c2")]
    [InlineData("{ event.text = `gone` }", "c2")]
    [InlineData("{ event.text = `502` }", "")]
    [InlineData("{ !(.code = 502) && .shade = `red` }", "")]
    [InlineData("{ !(.code = 501) && .shade = `red` }", "c1")]
    public async Task Search_finds_the_latest_first_and_each_once(string query, string expected)
    {
        var parts = query.Split("&limit=");
        var found = await AskAsync($"/api/vault/traces?from={To - 86_400_000}&to={To}&limit={parts.ElementAtOrDefault(1) ?? "100"}&q={Uri.EscapeDataString(parts[0])}");
        Names(found).ShouldBe(expected);
    }

    [Theory]
    [InlineData("tag=code:502", "c1 c2")]
    [InlineData("tag=code:501", "")]
    [InlineData("tag=color:2", "c2")]
    [InlineData("", "b1 c1 c2 c3 a1 a2 a3 b2 a4 a5 a6 b3 a7")]
    public async Task Fields_find_spans_and_events(string fields, string expected) =>
        Names(await AskAsync($"/api/vault/traces?from={To - 86_400_000}&to={To}&limit=100&{fields}")).ShouldBe(expected);

    [Theory]
    [InlineData("b1", 2, 71_970)]
    [InlineData("b2", 2, 200)]
    [InlineData("b3", 2, 200)]
    public async Task Trace_of_many_quarter_hours_is_whole(string trace, int spans, int seconds)
    {
        var found = await AskAsync($"/api/vault/traces/{Id(trace)}");
        (found["spans"]!.AsArray().Count, found["durationNano"]!.GetValue<long>() / 1_000_000_000).ShouldBe((spans, seconds));
        (await AskAsync($"/api/vault/traces/{Id(trace)}/columns"))["inChildren"]!.AsArray().Count.ShouldBe(spans);
    }

    static string Id(string trace) => "00000000000000000000000000000a" + trace;

    static string Names(JsonNode found) => string.Join(' ', found["traces"]!.AsArray().Select(static t => ((string)t!["traceId"]!)[^2..]));

    static string Request(string[] words)
    {
        var start = (To - long.Parse(words[3], CultureInfo.InvariantCulture)) * 1_000_000 + long.Parse(words[4], CultureInfo.InvariantCulture);
        JsonArray Attributes(bool ofEvent) => new([.. words[5..].Where(w => w.StartsWith('!') == ofEvent).Select(static w => w.TrimStart('!').Split('=')).Select(static w => new JsonObject
        {
            ["key"] = w[0],
            ["value"] = int.TryParse(w[1], CultureInfo.InvariantCulture, out var number) && w[0] != "color" ? new JsonObject { ["intValue"] = number } : new JsonObject { ["stringValue"] = w[1] },
        })]);
        var span = new JsonObject
        {
            ["traceId"] = Id(words[0]),
            ["spanId"] = "000000000000000" + words[1],
            ["parentSpanId"] = words[2] == "-" ? "" : "000000000000000" + words[2],
            ["name"] = "work",
            ["startTimeUnixNano"] = start.ToString(CultureInfo.InvariantCulture),
            ["endTimeUnixNano"] = (start + 1_000).ToString(CultureInfo.InvariantCulture),
            ["attributes"] = Attributes(ofEvent: false),
            ["events"] = new JsonArray(new JsonObject { ["name"] = "done", ["timeUnixNano"] = start.ToString(CultureInfo.InvariantCulture), ["attributes"] = Attributes(ofEvent: true) }),
        };
        return new JsonObject { ["resourceSpans"] = new JsonArray(new JsonObject { ["scopeSpans"] = new JsonArray(new JsonObject { ["spans"] = new JsonArray(span) }) }) }.ToJsonString();
    }

    async Task<JsonNode> AskAsync(string path)
    {
        var (status, text) = await CallAsync(HttpMethod.Get, path, null);
        status.ShouldBe(200, text);
        return JsonNode.Parse(text)!;
    }

    async Task<(int Status, string Text)> CallAsync(HttpMethod method, string path, string? body)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Headers = { { "X-Scope-OrgID", Tenant } } };
        request.Content = body is null ? null : new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await fixture.SendAsync(request);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
