using System.Globalization;
using System.Text;
using Almagest.Cli.Otlp;
using Almagest.Scenarios.Traces;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Almagest.Scenarios.Browser;

/// <summary>The pages of traces, services and the map.</summary>
[Collection(BrowserCollection.Name)]
public sealed class TracePagesTests(BrowserFixture fixture)
{
    const int ManySpans = 100_000;
    static readonly string Sample = "abc1230".PadLeft(32, '0');

    [Fact]
    public async Task Trace_of_a_hundred_thousand_spans_opens_scrolls_to_its_end_and_finds_a_span()
    {
        var id = await SendManySpansAsync();
        await using var page = await fixture.OpenAsync($"/explore/traces/{id}");
        await Expect(page.Page.GetByText("100,000 spans")).ToBeVisibleAsync();
        var rows = page.Page.GetByRole(AriaRole.Treeitem);
        await Expect(rows.First).ToContainTextAsync("batch");
        (await rows.CountAsync()).ShouldBeLessThan(200, "only rows in sight exist");

        await page.Page.Keyboard.PressAsync("End");
        await Expect(rows.Filter(new() { HasText = "the last step" })).ToHaveAttributeAsync("aria-selected", "true");
        // Details of a large trace are asked for span by span.
        await Expect(Panel(page)).ToContainTextAsync("item.number");
        await Expect(Panel(page)).ToContainTextAsync("99999");

        // An attribute is looked for by the server, since it is not in the page.
        await page.Page.GetByRole(AriaRole.Textbox, new() { Name = "Search in the trace" }).FillAsync("item.number=54321");
        await Expect(page.Page.GetByText("1 match")).ToBeVisibleAsync();
        await page.Button("Next match").ClickAsync();
        await Expect(Panel(page)).ToContainTextAsync("54321");

        await page.Button("Close all").ClickAsync();
        await Expect(page.Page.GetByText("+99,999")).ToBeVisibleAsync();
        page.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Map_is_laid_out_whatever_the_numbers_of_calls_are()
    {
        // Three edges of two groups, with which weights that were not whole ended the layout with an error.
        static string Node(string name, string type) => $$"""{"name":"{{name}}","type":"{{type}}"}""";
        static string Edge(string from, string to, int calls) => $$"""
            {"from":{{Node(from, "service")}},"to":{{Node(to, "database")}},"calls":{{calls}},"errors":0,"meanNano":1,"maxNano":1,"p50Nano":1,"p95Nano":1,"p99Nano":1,"sparkline":[]}
            """;
        var nodes = string.Join(',', Node("goals", "service"), Node("payment", "service"), Node("recommendation", "service"), Node("postgresql goals", "database"), Node("postgresql shop", "database"));
        var edges = string.Join(',', Edge("goals", "postgresql goals", 1), Edge("payment", "postgresql shop", 401), Edge("recommendation", "postgresql shop", 4136));
        await using var page = await fixture.OpenAsync("/");
        await page.Page.RouteAsync("**/api/vault/traces/map*", route => route.FulfillAsync(new() { ContentType = "application/json", Body = $$"""{"nodes":[{{nodes}}],"edges":[{{edges}}]}""" }));
        await page.GoAsync("/explore/map");
        await Expect(page.Page.GetByRole(AriaRole.Button, new() { Name = "Service recommendation" })).ToBeVisibleAsync();
        await Expect(page.Page.GetByRole(AriaRole.Button, new() { Name = "Database postgresql goals" })).ToBeVisibleAsync();
        page.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Trace_is_walked_by_keys_and_shared_by_its_address()
    {
        await SendSamplesAsync();
        await using var page = await fixture.OpenAsync($"/explore/traces/{Sample}");
        await Expect(page.Page.GetByRole(AriaRole.Treeitem).First).ToBeVisibleAsync();
        await page.Page.Keyboard.PressAsync("b");
        await Expect(Panel(page).GetByRole(AriaRole.Heading, new() { Name = "llm.generate_smart_goal" })).ToBeVisibleAsync();
        await page.Page.Keyboard.PressAsync("z");
        await page.Page.WaitForURLAsync(static url => url.Contains("zoom=", StringComparison.Ordinal) && url.Contains("span=", StringComparison.Ordinal));
        await page.Page.ReloadAsync();
        await Expect(Panel(page).GetByRole(AriaRole.Heading, new() { Name = "llm.generate_smart_goal" })).ToBeVisibleAsync();
        await page.Page.Keyboard.PressAsync("0");
        await page.Page.WaitForURLAsync(static url => !url.Contains("zoom=", StringComparison.Ordinal));
        await page.Page.Keyboard.PressAsync("2");
        await Expect(page.Page.GetByRole(AriaRole.Img, new() { Name = "Flame graph" })).ToBeVisibleAsync();
        await page.GoAsync($"/explore/traces/{Sample}?view=map");
        await Expect(page.Button("Fit")).ToBeVisibleAsync();
        await page.Page.Keyboard.PressAsync("?");
        await Expect(page.Page.GetByRole(AriaRole.Dialog).GetByText("next and previous failed span")).ToBeVisibleAsync();
        page.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Form_and_query_stay_in_step()
    {
        await SendSamplesAsync();
        await using var page = await fixture.OpenAsync("/explore/traces?service=shop");
        var editor = page.Page.GetByRole(AriaRole.Textbox, new() { Name = "TraceQL" });
        await Expect(editor).ToContainTextAsync("{ resource.service.name = \"shop\" }");
        await page.Page.GetByLabel("At least").FillAsync("1h");
        await Expect(editor).ToContainTextAsync("duration >= 1h");
        await page.Button("Find").ClickAsync();
        await Expect(page.Page.GetByText("No trace matches")).ToBeVisibleAsync();

        await page.GoAsync($"/explore/traces?q={Uri.EscapeDataString("{ name = \"llm.generate_smart_goal\" && duration > 100ms }")}");
        await Expect(page.Page.GetByRole(AriaRole.Combobox, new() { Name = "Operation" })).ToHaveValueAsync("llm.generate_smart_goal");
        await Expect(page.Page.GetByRole(AriaRole.List, new() { Name = "Traces" }).GetByText("LLM call: 180 of 250 ms, 72 %").First).ToBeVisibleAsync();
        await page.GoAsync($"/explore/traces?q={Uri.EscapeDataString("{ status = error } >> { true }")}");
        await Expect(page.Page.GetByText("says more than the form can show")).ToBeVisibleAsync();
        page.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Fault_in_a_query_is_underlined_where_the_server_finds_it()
    {
        await using var page = await fixture.OpenAsync("/explore/traces");
        await page.Page.GetByRole(AriaRole.Textbox, new() { Name = "TraceQL" }).ClickAsync();
        await page.Page.Keyboard.InsertTextAsync("{ name = 1 }");
        await Expect(page.Page.Locator(".cm-lintRange-error")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Two_traces_are_compared()
    {
        await SendSamplesAsync();
        await using var page = await fixture.OpenAsync($"/explore/traces/compare?a={Sample}&b={"abc4560".PadLeft(32, '0')}");
        await Expect(page.Page.GetByText("100 ms less")).ToBeVisibleAsync();
        await Expect(page.Page.GetByRole(AriaRole.Table, new() { Name = "Differences" }).GetByText("ann_search").First).ToBeVisibleAsync();
        page.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Service_shows_operations_and_its_other_sides()
    {
        await using var page = await fixture.OpenAsync("/explore/services");
        await page.Page.GetByRole(AriaRole.Cell).GetByText("shop", new() { Exact = true }).ClickAsync();
        await Expect(page.Heading("shop")).ToBeVisibleAsync();
        await Expect(page.Page.GetByRole(AriaRole.Table, new() { Name = "Operations" }).GetByText("GET /products")).ToBeVisibleAsync();
        foreach (var (tab, text) in new[] { ("Dependencies", "pay.example.com"), ("Errors", "CardDeclined"), ("Deployments", "") })
        {
            await page.Page.GetByRole(AriaRole.Tab, new() { Name = tab }).ClickAsync();
            await Expect(page.Page.GetByRole(AriaRole.Tabpanel)).ToContainTextAsync(text);
        }

        page.Complaints.ShouldBeEmpty();
    }

    static ILocator Panel(BrowserPage page) => page.Page.GetByRole(AriaRole.Complementary, new() { Name = "Span" });

    async Task SendSamplesAsync()
    {
        using var sender = new OtlpHttpSender(fixture.Address);
        foreach (var request in SentTraces.All(TraceFixture.Start))
            (await sender.SendUntilAnsweredAsync(OtlpSignal.Traces, request.Written, CancellationToken.None)).Accepted.ShouldBeTrue();
    }

    /// <summary>A batch with chunks of a thousand steps, each step after the other.</summary>
    async Task<string> SendManySpansAsync()
    {
        const string Id = "c0ffee00000000000000000000000001";
        const int Chunk = 5_000;
        var start = (TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - 60_000) * 1_000_000;
        static string Span(int number) => number.ToString("x16", CultureInfo.InvariantCulture);
        for (var first = 0; first < ManySpans; first += Chunk)
        {
            var json = new StringBuilder("""{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"worker"}}]},"scopeSpans":[{"spans":[""");
            for (var i = first; i < first + Chunk; i++)
            {
                var (begin, end) = i == 0 ? (start, start + (ManySpans * 1_000L)) : (start + (i * 1_000L) - 1_000, start + (i * 1_000L) - 100);
                // The first span of a thousand is the parent of the others and lasts as long as they do.
                if (i % 1_000 == 0 && i > 0)
                    end = begin + 999_950;
                var parent = i == 0 ? "" : i % 1_000 == 0 || i < 1_000 ? Span(1) : Span((i / 1_000 * 1_000) + 1);
                json.Append(i == first ? "" : ",").Append(CultureInfo.InvariantCulture,
                    $$$"""{"traceId":"{{{Id}}}","spanId":"{{{Span(i + 1)}}}","parentSpanId":"{{{parent}}}","name":"{{{(i == 0 ? "batch" : i == ManySpans - 1 ? "the last step" : "step")}}}","kind":1,"startTimeUnixNano":"{{{begin}}}","endTimeUnixNano":"{{{end}}}","attributes":[{"key":"item.number","value":{"intValue":"{{{i}}}"}}]}""");
            }

            using var answer = await fixture.Http.PostAsync("/v1/traces", new StringContent(json.Append("]}]}]}").ToString(), Encoding.UTF8, "application/json"));
            answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
        }

        return Id;
    }
}
