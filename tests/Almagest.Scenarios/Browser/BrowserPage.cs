using Microsoft.Playwright;

namespace Almagest.Scenarios.Browser;

/// <summary>One page with its own profile. Whatever the browser complains about, such as a violation of the content policy, is kept.</summary>
sealed class BrowserPage : IAsyncDisposable
{
    const string ReportViolations =
        "document.addEventListener('securitypolicyviolation', e => console.error('policy: ' + e.violatedDirective + ' ' + e.blockedURI));";

    readonly IBrowserContext _context;

    BrowserPage(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.Console += (_, message) =>
        {
            if (message.Type == "error") Complaints.Add(message.Text);
        };
        page.PageError += (_, error) => Complaints.Add(error);
    }

    internal IPage Page { get; }

    internal List<string> Complaints { get; } = [];

    internal static async Task<BrowserPage> CreateAsync(IBrowserContext context)
    {
        await context.AddInitScriptAsync(ReportViolations);
        return new BrowserPage(context, await context.NewPageAsync());
    }

    internal async Task GoAsync(string path) => await Page.GotoAsync(path);

    internal ILocator Heading(string name) => Page.GetByRole(AriaRole.Heading, new() { Name = name, Exact = true, Level = 1 });

    internal ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}
