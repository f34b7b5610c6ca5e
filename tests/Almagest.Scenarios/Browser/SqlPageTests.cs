using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Almagest.Scenarios.Browser;

[Collection(BrowserCollection.Name)]
public sealed partial class SqlPageTests(BrowserFixture fixture)
{
    [Fact]
    public async Task Typed_query_runs_by_keys_and_shows_rows()
    {
        await using var page = await fixture.OpenAsync("/sql");
        await TypeAsync(page, "SELECT number * 11 AS eleven, 'n' || toString(number) AS name FROM numbers(5)");
        await page.Page.Keyboard.PressAsync("Control+Enter");
        var result = Result(page);
        await Expect(result.GetByRole(AriaRole.Columnheader)).ToHaveCountAsync(2);
        await Expect(result.GetByRole(AriaRole.Cell, new() { Name = "44", Exact = true })).ToBeVisibleAsync();
        await Expect(page.Page.GetByText("5 rows", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(page.Page).ToHaveURLAsync(QueryInAddress());

        await page.Button("eleven UInt64").ClickAsync();
        await page.Button("eleven UInt64").ClickAsync();
        await Expect(result.GetByRole(AriaRole.Row).Nth(1).GetByRole(AriaRole.Cell).First).ToHaveTextAsync("44");
        page.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Keys_run_what_stands_in_the_editor_even_before_the_page_has_drawn_it()
    {
        await using var page = await fixture.OpenAsync("/sql");
        await EmptyEditorAsync(page);
        // The keys come within the event that brings the text: nothing can be drawn between the two.
        await page.Page.EvaluateAsync("""
            () => {
              const target = document.activeElement;
              const keys = () => target.dispatchEvent(new KeyboardEvent('keydown',
                { key: 'Enter', code: 'Enter', keyCode: 13, ctrlKey: true, bubbles: true, cancelable: true }));
              (target.editContext ?? target).addEventListener(target.editContext ? 'textupdate' : 'input', keys);
            }
            """);
        await page.Page.Keyboard.InsertTextAsync("SELECT 'all of ' || 'it' AS text");
        await Expect(Result(page).GetByText("all of it")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Link_with_a_query_shows_its_result_as_table_and_chart()
    {
        var query = Uri.EscapeDataString("SELECT toDateTime('2026-01-01 00:00:00') + number AS time, number AS value FROM numbers(60)");
        await using var page = await fixture.OpenAsync($"/sql?q={query}");
        await Expect(page.Page.GetByText("60 rows", new() { Exact = true })).ToBeVisibleAsync();
        await page.Page.GetByText("Chart", new() { Exact = true }).ClickAsync();
        await Expect(page.Page.GetByRole(AriaRole.Img, new() { Name = "Result over time" })).ToBeVisibleAsync();
        page.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Many_rows_keep_the_document_small()
    {
        await using var page = await fixture.OpenAsync($"/sql?q={Uri.EscapeDataString("SELECT number FROM numbers(9000)")}");
        await Expect(page.Page.GetByText("9,000 rows", new() { Exact = true })).ToBeVisibleAsync();
        (await Result(page).GetByRole(AriaRole.Row).CountAsync()).ShouldBeLessThan(100);
    }

    [Fact]
    public async Task Wrong_query_is_marked_where_it_is_wrong()
    {
        await using var page = await fixture.OpenAsync($"/sql?q={Uri.EscapeDataString("SELECT nothing_like_it FROM logs")}");
        await Expect(page.Page.GetByRole(AriaRole.Alert).First).ToContainTextAsync("line 1, column 8");
        await Expect(page.Page.Locator(".squiggly-error")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Parameters_are_asked_for()
    {
        await using var page = await fixture.OpenAsync("/sql");
        await TypeAsync(page, "SELECT upper({word:String}) AS loud");
        await page.Page.GetByLabel("word").FillAsync("it's");
        await page.Button("Run").ClickAsync();
        await Expect(Result(page).GetByText("IT'S")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Result_is_saved_as_csv()
    {
        await using var page = await fixture.OpenAsync($"/sql?q={Uri.EscapeDataString("SELECT 1 AS a, 'x' AS b")}");
        await page.Button("Export").ClickAsync();
        var download = await page.Page.RunAndWaitForDownloadAsync(() => page.Page.GetByRole(AriaRole.Menuitem, new() { Name = "CSV" }).ClickAsync());
        download.SuggestedFilename.ShouldBe("query.csv");
        (await File.ReadAllTextAsync(await download.PathAsync())).ShouldBe("\"a\",\"b\"\r\n1,\"x\"\r\n");
    }

    [Fact]
    public async Task Running_query_can_be_cancelled()
    {
        await using var page = await fixture.OpenAsync($"/sql?q={Uri.EscapeDataString("SELECT count() FROM numbers(15000000000) WHERE NOT ignore(sipHash64(number))")}");
        await page.Button("Cancel").ClickAsync();
        await Expect(page.Page.GetByText("The query was stopped.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Editor_completes_names_of_the_vault()
    {
        await using var page = await fixture.OpenAsync("/sql");
        await Expect(page.Page.GetByRole(AriaRole.Complementary, new() { Name = "Tables and columns" }).GetByText("logs", new() { Exact = true })).ToBeVisibleAsync();
        await TypeAsync(page, "SELECT severity_n");
        await Expect(page.Page.Locator(".suggest-widget").GetByText("severity_number").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Editor_completes_columns_of_the_table_an_alias_stands_for()
    {
        await using var page = await fixture.OpenAsync("/sql");
        await Expect(page.Page.GetByRole(AriaRole.Complementary, new() { Name = "Tables and columns" }).GetByText("logs", new() { Exact = true })).ToBeVisibleAsync();
        await TypeAsync(page, "SELECT 1 FROM spans AS s JOIN logs l ON l.");
        var offers = page.Page.Locator(".suggest-widget");
        await Expect(offers.GetByText("body", new() { Exact = true }).First).ToBeVisibleAsync();
        await Expect(offers.GetByText("duration_nano")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Row_opens_in_full_with_all_digits_of_nested_numbers()
    {
        var query = Uri.EscapeDataString("SELECT [9007199254740993, 1] AS big, NULL AS nothing, map('a', toUInt64(18446744073709551615)) AS pairs");
        await using var page = await fixture.OpenAsync($"/sql?q={query}");
        await Expect(Result(page).GetByText("[9007199254740993, 1]")).ToBeVisibleAsync();
        var row = page.Page.GetByRole(AriaRole.Dialog);
        await Result(page).FocusAsync();
        await page.Page.Keyboard.PressAsync("ArrowDown");
        await page.Page.Keyboard.PressAsync("Enter");
        await Expect(row.GetByText("NULL", new() { Exact = true })).ToBeVisibleAsync();
        await row.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await Expect(row).ToHaveCountAsync(0);
        await Result(page).GetByText("NULL", new() { Exact = true }).ClickAsync();
        await Expect(row.GetByText("\"a\": 18446744073709551615")).ToBeVisibleAsync();
        await page.Page.Keyboard.PressAsync("Escape");
        await Expect(row).ToHaveCountAsync(0);
        page.Complaints.ShouldBeEmpty();
    }

    static ILocator Result(BrowserPage page) => page.Page.GetByRole(AriaRole.Table, new() { Name = "Result" });

    static async Task TypeAsync(BrowserPage page, string query)
    {
        await EmptyEditorAsync(page);
        await page.Page.Keyboard.TypeAsync(query);
        await Expect(page.Page.Locator(".monaco-editor .view-lines")).ToContainTextAsync(query.Split(' ')[^1].TrimEnd(')'));
    }

    /// <summary>Once this returns, the editor has the focus and no text: keys pressed earlier would be lost.</summary>
    static async Task EmptyEditorAsync(BrowserPage page)
    {
        await page.Page.Locator(".monaco-editor .view-line").First.ClickAsync();
        await Expect(page.Page.Locator(".monaco-editor.focused")).ToBeVisibleAsync();
        await page.Page.Keyboard.PressAsync("Control+a");
        await page.Page.Keyboard.PressAsync("Delete");
        await Expect(page.Page.Locator(".monaco-editor .view-lines")).ToHaveTextAsync("");
    }

    [GeneratedRegex("[?&]q=SELECT")]
    private static partial Regex QueryInAddress();
}
