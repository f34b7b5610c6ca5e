using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Almagest.Scenarios.Browser;

[Collection(BrowserCollection.Name)]
public sealed class PageTests(BrowserFixture fixture)
{
    const int Wide = 1440;
    const int Narrow = 390;

    public static TheoryData<string, string, string, int, ColorScheme> Pages()
    {
        var pages = new TheoryData<string, string, string, int, ColorScheme>();
        foreach (var (path, heading, text) in new[]
        {
            ("/", "Home", "shop"), ("/live", "Live", "live"), ("/sql", "SQL", "Run a query to see its result"), ("/docs/sql", "Docs: SQL", "POST /api/vault/sql"),
            ("/docs/pages", "Docs: Pages", "Adding a page"),
            ("/explore/metrics", "Metrics", "Ask for a metric"), ("/explore/catalog", "Metric catalog", "orders"), ("/explore/targets", "Targets", "Nothing is scraped"),
            ("/explore/traces", "Traces", "Traces found"), ("/explore/services", "Services", "shop"),
            ("/explore/services?view=coverage", "Services", "No critical path is declared"), ("/explore/map", "Service map", "Only with errors"),
            ("/explore/traces/compare", "Compare traces", "Name two traces"),
            ("/no/such/page", "Not found", "Nothing is known at"),
        })
        {
            pages.Add(path, heading, text, Wide, ColorScheme.Light);
            pages.Add(path, heading, text, Narrow, ColorScheme.Dark);
        }

        return pages;
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_renders_without_complaint(string path, string heading, string text, int width, ColorScheme scheme)
    {
        await using var page = await fixture.OpenAsync(path, width, scheme);
        await Expect(page.Heading(heading)).ToBeVisibleAsync();
        await Expect(page.Page.GetByRole(AriaRole.Main).GetByText(text).First).ToBeVisibleAsync();
        (await page.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth")).ShouldBeTrue("the page is wider than the window");
        page.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Home_shows_what_arrived_and_where_to_send()
    {
        await using var page = await fixture.OpenAsync("/");
        var services = page.Page.GetByRole(AriaRole.Table, new() { Name = "Services" });
        await Expect(services.GetByRole(AriaRole.Row).Filter(new() { HasText = "shop" })).ToBeVisibleAsync();
        await Expect(page.Page.GetByRole(AriaRole.Img, new() { Name = "Spans over time" })).ToBeVisibleAsync();
        await page.Page.GetByRole(AriaRole.Tab, new() { Name = "Environment" }).ClickAsync();
        await Expect(page.Page.GetByText("export OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:")).ToBeVisibleAsync();
        page.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Home_of_a_tenant_without_data_welcomes()
    {
        await using var page = await fixture.OpenAsync("/?tenant=newcomer");
        await Expect(page.Page.GetByText("Waiting for the first record")).ToBeVisibleAsync();
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "SQL" }).ClickAsync();
        await Expect(page.Heading("SQL")).ToBeVisibleAsync();
        page.Page.Url.ShouldContain("tenant=newcomer");
        page.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Live_shows_a_log_that_arrives_and_holds_still_when_paused()
    {
        await using var page = await fixture.OpenAsync("/live?signals=logs&service=till");
        var records = page.Page.GetByRole(AriaRole.List, new() { Name = "Records" });
        await Expect(page.Page.GetByText("live", new() { Exact = true })).ToBeVisibleAsync();
        await fixture.SendLogAsync("till", "ERROR", "a drawer is stuck");
        await Expect(records.GetByText("a drawer is stuck")).ToBeVisibleAsync();
        await records.GetByText("a drawer is stuck").ClickAsync();
        await Expect(page.Page.GetByRole(AriaRole.Dialog).GetByText("service.name")).ToBeVisibleAsync();
        await page.Page.Keyboard.PressAsync("Escape");

        await page.Button("Pause").ClickAsync();
        await fixture.SendLogAsync("till", "INFO", "sent while paused");
        await Expect(page.Page.GetByText("paused")).ToBeVisibleAsync();
        await Expect(records.GetByText("sent while paused")).ToHaveCountAsync(0);
        await page.Button("Resume").ClickAsync();
        await Expect(records.GetByText("sent while paused")).ToBeVisibleAsync();
        page.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Live_connects_again_after_a_break()
    {
        await using var page = await fixture.OpenAsync("/docs");
        await page.Page.RouteAsync("**/api/vault/live*", static route => route.AbortAsync());
        // One service: what else arrives could push its line out of the page.
        await page.GoAsync("/live?signals=logs&service=lamp");
        await Expect(page.Page.GetByText("the server does not answer")).ToBeVisibleAsync();
        await page.Page.UnrouteAllAsync();
        await Expect(page.Page.GetByText("live", new() { Exact = true })).ToBeVisibleAsync();
        await fixture.SendLogAsync("lamp", "INFO", "light again");
        await Expect(page.Page.GetByText("light again")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Home_tells_that_the_server_does_not_answer_and_tries_again()
    {
        await using var page = await fixture.OpenAsync("/docs");
        await page.Page.RouteAsync("**/api/vault/overview*", static route => route.FulfillAsync(new()
        {
            Status = 503, ContentType = "application/problem+json",
            Body = """{"title":"Service Unavailable","detail":"the store does not answer","code":"store_unavailable"}""",
        }));
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "Home" }).ClickAsync();
        await Expect(page.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("the store does not answer");
        await page.Page.UnrouteAllAsync();
        await page.Button("Try again").ClickAsync();
        await Expect(page.Page.GetByRole(AriaRole.Table, new() { Name = "Services" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Live_shows_samples_computed_from_spans_only_when_asked()
    {
        await using var page = await fixture.OpenAsync("/live?signals=samples&service=shop");
        await Expect(page.Page.GetByText("live", new() { Exact = false }).First).ToBeVisibleAsync();
        await fixture.SendFigureAsync("traces_spanmetrics_calls_total", 1);
        await fixture.SendFigureAsync("shelf_count", 7);
        var records = page.Page.GetByRole(AriaRole.List, new() { Name = "Records" });
        await Expect(records.GetByText("shelf_count").First).ToBeVisibleAsync();
        await Expect(records.GetByText("traces_spanmetrics_calls_total")).ToHaveCountAsync(0);
        await page.Page.GetByText("Derived", new() { Exact = true }).ClickAsync();
        await Expect(records.GetByText("traces_spanmetrics_calls_total").First).ToBeVisibleAsync();
        page.Page.Url.ShouldContain("derived=1");
        page.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Live_follows_one_service()
    {
        await using var page = await fixture.OpenAsync("/live?signals=logs&service=oven");
        await Expect(page.Page.GetByText("live", new() { Exact = true })).ToBeVisibleAsync();
        await fixture.SendLogAsync("fridge", "INFO", "cold");
        await fixture.SendLogAsync("oven", "INFO", "hot");
        await Expect(page.Page.GetByText("hot", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(page.Page.GetByText("cold", new() { Exact = true })).ToHaveCountAsync(0);
    }
}
