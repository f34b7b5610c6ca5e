using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Almagest.Scenarios.Browser;

[Collection(BrowserCollection.Name)]
public sealed partial class ShellTests(BrowserFixture fixture)
{
    [Fact]
    public async Task Theme_is_remembered()
    {
        await using var page = await fixture.OpenAsync("/");
        var root = page.Page.Locator("html");
        await Expect(root).ToHaveAttributeAsync("data-mantine-color-scheme", "light");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Theme:" }).ClickAsync();
        await page.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Dark" }).ClickAsync();
        await Expect(root).ToHaveAttributeAsync("data-mantine-color-scheme", "dark");
        await page.Page.ReloadAsync();
        await Expect(root).ToHaveAttributeAsync("data-mantine-color-scheme", "dark");
        page.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Time_range_stands_in_the_address_and_goes_along()
    {
        await using var page = await fixture.OpenAsync("/");
        await TimeRange(page).ClickAsync();
        await page.Button("Last 6 hours").ClickAsync();
        await Expect(page.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("from=now-6h&to=now"));
        await page.Button("Earlier").ClickAsync();
        await Expect(page.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex(@"from=\d{4}-\d\d-\d\dT"));
        await page.Page.GoBackAsync();
        await Expect(TimeRange(page)).ToHaveTextAsync("Last 6 hours");
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "SQL" }).ClickAsync();
        await Expect(page.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/sql.*from=now-6h"));
    }

    [Fact]
    public async Task Typed_time_range_is_checked()
    {
        await using var page = await fixture.OpenAsync("/");
        await TimeRange(page).ClickAsync();
        await page.Page.GetByLabel("From").FillAsync("yesterday");
        await Expect(page.Page.GetByText("such as now-2h")).ToBeVisibleAsync();
        await Expect(page.Button("Apply")).ToBeDisabledAsync();
        await page.Page.GetByLabel("From").FillAsync("now-2h");
        await page.Button("Apply").ClickAsync();
        await Expect(TimeRange(page)).ToHaveTextAsync("Last 2 hours");
    }

    [Fact]
    public async Task Palette_goes_to_a_page_by_keys_alone()
    {
        await using var page = await fixture.OpenAsync("/");
        await Expect(page.Heading("Home")).ToBeVisibleAsync();
        await page.Page.Keyboard.PressAsync("Control+k");
        await Expect(page.Page.GetByLabel("Command")).ToBeFocusedAsync();
        await page.Page.Keyboard.TypeAsync("live");
        await page.Page.Keyboard.PressAsync("Enter");
        await Expect(page.Heading("Live")).ToBeVisibleAsync();
        page.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Palette_finds_a_service()
    {
        await using var page = await fixture.OpenAsync("/docs");
        await Expect(page.Heading("Docs: Demo")).ToBeVisibleAsync();
        await page.Page.Keyboard.PressAsync("Control+k");
        await page.Page.GetByLabel("Command").FillAsync("shop");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "shop Requests" }).ClickAsync();
        await Expect(page.Heading("shop")).ToBeVisibleAsync();
        page.Page.Url.ShouldContain("/explore/services/shop");
        page.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Silence_of_the_store_is_told_on_the_page_and_ends_by_itself()
    {
        await using var page = await fixture.OpenAsync("/docs");
        await Expect(page.Page.GetByText("Healthy")).ToBeVisibleAsync();
        await fixture.WhileTheStoreHangsAsync(async () =>
        {
            await page.Page.GetByRole(AriaRole.Link, new() { Name = "Services" }).ClickAsync();
            await Expect(Outage(page, "The store does not answer since")).ToBeVisibleAsync();
            await Expect(page.Page.GetByText("this appears when it does")).ToBeVisibleAsync();
        });
        await Expect(page.Page.GetByRole(AriaRole.Table).GetByText("shop", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(Outage(page, "The store")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Absence_of_the_server_is_told_and_ends_by_itself()
    {
        await using var page = await fixture.OpenAsync("/");
        await Expect(page.Page.GetByText("Healthy")).ToBeVisibleAsync();
        await page.Page.RouteAsync(ServerCalls(), static route => route.AbortAsync());
        await Expect(Outage(page, "The server does not answer since")).ToBeVisibleAsync();
        await Expect(page.Page.GetByText("no answer", new() { Exact = true })).ToBeVisibleAsync();
        await page.Page.UnrouteAllAsync();
        await Expect(Outage(page, "The server")).ToHaveCountAsync(0);
        await Expect(page.Page.GetByText("no answer", new() { Exact = true })).ToHaveCountAsync(0);
    }

    static ILocator Outage(BrowserPage page, string text) => page.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = text });

    [System.Text.RegularExpressions.GeneratedRegex("/(-|api)/")]
    private static partial System.Text.RegularExpressions.Regex ServerCalls();

    [Fact]
    public async Task Narrow_window_hides_the_navigation_behind_a_button()
    {
        await using var page = await fixture.OpenAsync("/", width: 390);
        await Expect(page.Page.GetByRole(AriaRole.Navigation, new() { Name = "Main" })).ToHaveCountAsync(0);
        await page.Button("Open navigation").ClickAsync();
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "Live" }).ClickAsync();
        await Expect(page.Heading("Live")).ToBeVisibleAsync();
        await Expect(page.Page.GetByRole(AriaRole.Navigation, new() { Name = "Main" })).ToHaveCountAsync(0);
    }

    static ILocator TimeRange(BrowserPage page) => page.Page.GetByRole(AriaRole.Button, new() { Name = "Time range:" });
}
