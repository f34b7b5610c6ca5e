using Almagest.Cli.Otlp;
using Almagest.Scenarios.Traces;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Almagest.Scenarios.Browser;

/// <summary>Metrics and traces looked at in a browser.</summary>
[Collection(BrowserCollection.Name)]
public sealed class ExploreTests(BrowserFixture fixture)
{
    [Fact]
    public async Task Typed_promql_query_becomes_a_graph_a_table_and_an_address()
    {
        await fixture.SendOrdersAsync();
        await using var page = await fixture.OpenAsync("/explore/metrics");
        var editor = page.Page.GetByRole(AriaRole.Textbox, new() { Name = "Query A" });
        await editor.ClickAsync();
        await page.Page.Keyboard.TypeAsync("sum by (source_system) (orders)");
        // Enter alone would take what completion may be offering.
        await page.Page.Keyboard.PressAsync("Control+Enter");
        await Expect(page.Page.GetByRole(AriaRole.Table, new() { Name = "Series" }).GetByText("source_system=\"shop\"")).ToBeVisibleAsync();
        page.Page.Url.ShouldContain("q=sum+by");
        await page.Page.GetByText("Table", new() { Exact = true }).ClickAsync();
        var values = page.Page.GetByRole(AriaRole.Table, new() { Name = "Values" });
        await Expect(values.GetByText("3", new() { Exact = true })).ToBeVisibleAsync();
        await page.Page.GetByText("Explain", new() { Exact = true }).ClickAsync();
        await Expect(page.Page.GetByText("series matched")).ToBeVisibleAsync();
        page.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Advice_of_an_empty_heatmap_fits_a_phone()
    {
        await fixture.SendOrdersAsync();
        await using var page = await fixture.OpenAsync("/explore/metrics?view=heatmap&q=orders");
        await page.Page.SetViewportSizeAsync(390, 844);
        var advice = page.Page.GetByText("rate(http_request_duration_seconds_bucket");
        await Expect(advice).ToBeVisibleAsync();
        var box = (await advice.BoundingBoxAsync())!;
        box.X.ShouldBeGreaterThanOrEqualTo(0);
        (box.X + box.Width).ShouldBeLessThanOrEqualTo(390);
    }

    [Fact]
    public async Task Values_are_written_in_the_unit_of_the_query_and_keep_their_digits()
    {
        await fixture.SendFigureAsync("cache_bytes", 1536, secondsAgo: 60);
        await using var page = await fixture.OpenAsync("/explore/metrics?q=sum(cache_bytes)&q=cache_bytes+*+8&view=table");
        var values = page.Page.GetByRole(AriaRole.Table, new() { Name = "Values" });
        await Expect(values.GetByText("1.5 KiB")).ToHaveAttributeAsync("title", "1536");
        await Expect(values.GetByText("12.29k")).ToHaveAttributeAsync("title", "12288");
        await page.GoAsync("/explore/metrics?q=sum(cache_bytes)");
        await Expect(page.Page.GetByRole(AriaRole.Table, new() { Name = "Series" }).GetByText("1.5 KiB").First).ToBeVisibleAsync();
        await Expect(page.Page.GetByText("1 series in bytes")).ToBeVisibleAsync();
        page.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Fault_in_a_promql_query_is_told_in_the_servers_words()
    {
        await using var page = await fixture.OpenAsync("/explore/metrics?q=sum(");
        await Expect(page.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("unclosed left parenthesis");
    }

    [Fact]
    public async Task Metric_of_the_catalog_opens_in_the_explorer()
    {
        await using var page = await fixture.OpenAsync("/explore/catalog?search=orders");
        await page.Page.GetByRole(AriaRole.Cell, new() { Name = "orders", Exact = true }).ClickAsync();
        await Expect(page.Heading("Metrics")).ToBeVisibleAsync();
        await Expect(page.Page.GetByRole(AriaRole.Table, new() { Name = "Series" }).GetByText("orders{")).ToBeVisibleAsync();
        await page.GoAsync("/explore/catalog?search=nothing-like-it");
        await Expect(page.Page.GetByText("Nothing matches")).ToBeVisibleAsync();
        page.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Sample_traces_show_their_spans_and_what_slowed_them_down()
    {
        using var sender = new OtlpHttpSender(fixture.Address);
        foreach (var request in SentTraces.All(TraceFixture.Start))
            (await sender.SendUntilAnsweredAsync(OtlpSignal.Traces, request.Written, CancellationToken.None)).Accepted.ShouldBeTrue();
        await using var page = await fixture.OpenAsync("/");
        foreach (var (id, bottleneck, span, duration) in new[]
        {
            ("abc1230", "LLM call: 180 of 250 ms, 72 %", "llm.generate_smart_goal", "180 ms"),
            ("abc4560", "of 150 ms", "ann_search", "80 ms"),
        })
        {
            await page.GoAsync($"/explore/traces/{id.PadLeft(32, '0')}");
            await Expect(page.Page.GetByText(bottleneck).First).ToBeVisibleAsync();
            var row = page.Page.GetByRole(AriaRole.Treeitem).Filter(new() { HasText = span });
            await Expect(row).ToContainTextAsync(duration);
            await row.ClickAsync();
            await Expect(page.Page.GetByRole(AriaRole.Complementary, new() { Name = "Span" })).ToContainTextAsync(duration);
            await page.Page.WaitForURLAsync(static url => url.Contains("span=", StringComparison.Ordinal));
        }

        page.Complaints.ShouldBeEmpty();
    }
}
