using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Almagest.Scenarios.Browser;

/// <summary>Logs looked at in a browser, each test with lines of a service of its own.</summary>
[Collection(BrowserCollection.Name)]
public sealed class LogsPageTests(BrowserFixture fixture)
{
    [Fact]
    public async Task Lines_are_found_counted_opened_and_filtered()
    {
        await SendAsync("kiosk", 40);
        await using var page = await fixture.OpenAsync("/explore/logs?q=service:kiosk");
        await Expect(page.Page.GetByText("40 lines", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(page.Page.GetByRole(AriaRole.Img, new() { Name = "40 lines over time" })).ToBeVisibleAsync();
        var fields = page.Page.GetByRole(AriaRole.Complementary, new() { Name = "Fields" });
        await fields.GetByRole(AriaRole.Button, new() { Name = "basket" }).First.ClickAsync();
        await fields.GetByTitle("b-10", new() { Exact = true }).ClickAsync();
        await Expect(page.Page.GetByText("1 line", new() { Exact = true })).ToBeVisibleAsync();
        page.Page.Url.ShouldContain("basket");
        // The count may come before the lines.
        await Expect(Lines(page).GetByRole(AriaRole.Button, new() { Name = "Details" })).ToHaveCountAsync(1);
        await Lines(page).GetByRole(AriaRole.Button, new() { Name = "Details" }).ClickAsync();
        var details = page.Page.GetByRole(AriaRole.Region, new() { Name = "Line" });
        await Expect(details.GetByText("b-10", new() { Exact = true })).ToBeVisibleAsync();
        await details.GetByRole(AriaRole.Button, new() { Name = "Column basket" }).ClickAsync();
        await Expect(Lines(page).GetByRole(AriaRole.Columnheader, new() { Name = "basket" })).ToBeVisibleAsync();
        page.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Typed_query_marks_what_it_finds()
    {
        await SendAsync("desk", 3);
        await using var page = await fixture.OpenAsync("/explore/logs");
        await page.Page.GetByRole(AriaRole.Textbox, new() { Name = "Query" }).ClickAsync();
        await page.Page.Keyboard.TypeAsync("service:desk AND \"number 2\"");
        await page.Page.Keyboard.PressAsync("Escape");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Run" }).ClickAsync();
        await Expect(Lines(page).Locator("mark")).ToHaveTextAsync("number 2");
        page.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Fault_is_told_with_its_place()
    {
        await using var page = await fixture.OpenAsync("/explore/logs?q=level:");
        await Expect(page.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("field \"level\" needs a value behind its colon");
        await Expect(page.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("line 1, column 1");
    }

    [Fact]
    public async Task Scrolling_goes_beyond_the_first_page()
    {
        await SendAsync("press", 700);
        await using var page = await fixture.OpenAsync("/explore/logs?q=service:press&order=oldest");
        await Expect(Lines(page).GetByText("number 0 ")).ToBeVisibleAsync();
        await Lines(page).EvaluateAsync("""
            async list => { for (let i = 0; i < 300 && !list.textContent.includes('number 699 '); i++) { list.scrollTop = list.scrollHeight; await new Promise(r => setTimeout(r, 100)); } }
            """);
        await Expect(Lines(page).GetByText("number 699 ")).ToBeVisibleAsync();
        page.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Lines_around_a_line_are_those_of_its_stream()
    {
        await SendAsync("mill", 100);
        await using var page = await fixture.OpenAsync("/explore/logs?q=service:mill AND basket:b-50");
        await Lines(page).GetByRole(AriaRole.Button, new() { Name = "Details" }).ClickAsync();
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Lines around it" }).ClickAsync();
        var around = page.Page.GetByRole(AriaRole.List, new() { Name = "Lines around" });
        await Expect(around.Locator("[aria-current]")).ToContainTextAsync("number 50 ");
        await Expect(around.GetByText("number 49 ")).ToBeVisibleAsync();
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "100 later lines" }).ClickAsync();
        await Expect(around.GetByText("number 99 ")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task LogQL_of_numbers_is_a_graph()
    {
        await SendAsync("quay", 5);
        await using var page = await fixture.OpenAsync("/explore/logs?language=logql&q=sum by (service_name) (count_over_time({service_name=\"quay\"}[1h]))");
        await Expect(page.Page.GetByRole(AriaRole.Table, new() { Name = "Series" }).GetByText("service_name=\"quay\"")).ToBeVisibleAsync();
        page.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Live_shows_lines_as_they_are_stored_and_holds_them_while_paused()
    {
        await using var page = await fixture.OpenAsync("/explore/logs?live=1&q=service:dock");
        await Expect(page.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = "live ·" })).ToBeVisibleAsync();
        await SendAsync("dock", 1);
        await Expect(Lines(page).GetByText("number 0 ")).ToBeVisibleAsync();
        await page.Button("Pause").ClickAsync();
        await SendAsync("dock", 2);
        await Expect(page.Page.GetByText("2 waiting")).ToBeVisibleAsync();
        await page.Button("Resume").ClickAsync();
        await Expect(Lines(page).GetByText("number 1 ")).ToBeVisibleAsync();
        page.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Search_is_saved_and_opened_again()
    {
        await SendAsync("silo", 2);
        await using var page = await fixture.OpenAsync("/explore/logs?q=service:silo");
        await page.Button("Saved").ClickAsync();
        await page.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Save this search…" }).ClickAsync();
        await page.Page.GetByRole(AriaRole.Textbox, new() { Name = "Name" }).FillAsync("The silo");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(page.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await page.GoAsync("/explore/logs");
        await page.Button("Saved").ClickAsync();
        await page.Page.GetByText("The silo").ClickAsync();
        await Expect(page.Page.GetByText("2 lines", new() { Exact = true })).ToBeVisibleAsync();
        page.Page.Url.ShouldContain("service%3Asilo");
        page.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Two_queries_are_compared()
    {
        await SendAsync("left", 100);
        await SendAsync("right", 100);
        await using var page = await fixture.OpenAsync("/explore/logs?view=differences&q=service:left&q_b=service:right");
        var row = page.Page.GetByRole(AriaRole.List, new() { Name = "Differences" }).GetByRole(AriaRole.Listitem).Filter(new() { HasText = "service" });
        await Expect(row.Filter(new() { HasText = "left" }).First).ToContainTextAsync("only A");
        await Expect(row.Filter(new() { HasText = "right" }).First).ToContainTextAsync("only B");
        page.Complaints.ShouldBeEmpty();
    }

    static ILocator Lines(BrowserPage page) => page.Page.GetByRole(AriaRole.Table, new() { Name = "Log lines" });

    /// <summary>Lines a millisecond apart that end two minutes ago, in one stream.</summary>
    async Task SendAsync(string service, int count)
    {
        var end = TimeProvider.System.GetUtcNow().AddMinutes(-2).ToUnixTimeMilliseconds();
        var values = new JsonArray([.. Enumerable.Range(0, count).Select(i => (JsonNode)new JsonArray(
            ((end - count + i) * 1_000_000).ToString(CultureInfo.InvariantCulture), $"level={(i % 10 == 3 ? "error" : "info")} sold number {i} of many",
            new JsonObject { ["basket"] = $"b-{i}" }))]);
        await fixture.PostAsync("/loki/api/v1/push", new JsonObject
        {
            ["streams"] = new JsonArray(new JsonObject { ["stream"] = new JsonObject { ["service_name"] = service }, ["values"] = values }),
        }.ToJsonString());
    }
}
