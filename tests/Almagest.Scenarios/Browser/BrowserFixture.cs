using System.Text;
using Almagest.Scenarios.Fixtures;
using Microsoft.Playwright;

namespace Almagest.Scenarios.Browser;

/// <summary>The real server with a little data of the tenant default, and a browser.</summary>
public sealed class BrowserFixture : IAsyncLifetime, IAsyncDisposable
{
    readonly TemporaryFolder _folder = new();
    IPlaywright? _playwright;
    IBrowser? _browser;
    ServerProcess? _server;

    public HttpClient Http { get; } = new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false });

    public Uri Address => _server!.Address;

    // Only ends a test that would never end; where other work takes the processors a page may need a minute to begin.
    const int PatienceMs = 120_000;

    public async Task InitializeAsync()
    {
        Assertions.SetDefaultExpectTimeout(PatienceMs);
        _server = await ServerProcess.StartAsync(_folder.Path);
        Http.BaseAddress = Address;
        await SendLogAsync("shop", "INFO", "the shop is open");
        await SendSpanAsync("shop", "GET /products");
        await SendOrdersAsync();
        _playwright = await Playwright.CreateAsync();
        _browser = await Chromium.StartAsync(_playwright);
    }

    ValueTask IAsyncDisposable.DisposeAsync() => new(DisposeAsync());

    public async Task DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        Http.Dispose();
        _server?.Dispose();
        _folder.Dispose();
    }

    /// <summary>A new browser profile with one page, at <paramref name="path"/>.</summary>
    internal async Task<BrowserPage> OpenAsync(string path, int width = 1440, ColorScheme scheme = ColorScheme.Light)
    {
        var context = await _browser!.NewContextAsync(new()
        {
            BaseURL = Address.ToString(), ViewportSize = new() { Width = width, Height = 900 }, ColorScheme = scheme, AcceptDownloads = true,
        });
        context.SetDefaultTimeout(PatienceMs);
        context.SetDefaultNavigationTimeout(PatienceMs);
        var page = await BrowserPage.CreateAsync(context);
        await page.GoAsync(path);
        return page;
    }

    /// <summary>Lets something happen while the store hangs, as a stopped process does.</summary>
    internal async Task WhileTheStoreHangsAsync(Func<Task> happen)
    {
        var engine = await _server!.EngineProcessIdAsync(Http);
        ServerProcess.Signal("-STOP", engine);
        try
        {
            await happen();
        }
        finally
        {
            ServerProcess.Signal("-CONT", engine);
        }
    }

    /// <summary>Three orders as of now: what PromQL finds for five minutes.</summary>
    internal Task SendOrdersAsync() => SendFigureAsync("orders", 3);

    /// <summary>A sample of the shop as of now, or of a while ago: a graph shows what lies before its last whole step.</summary>
    internal Task SendFigureAsync(string metric, double value, int secondsAgo = 0) => PostAsync("/api/vault/metrics", $$$"""
        {"timestamp":"{{{TimeProvider.System.GetUtcNow().AddSeconds(-secondsAgo):O}}}","source_system":"shop","metric_type":"{{{metric}}}","value":{{{value}}},"unit":"","tags":{}}
        """);

    internal Task SendLogAsync(string service, string severity, string body) => PostAsync("/v1/logs", $$$"""
        {"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"{{{service}}}"}}]},"scopeLogs":[{"logRecords":[
          {"timeUnixNano":"{{{NowNano()}}}","severityText":"{{{severity}}}","body":{"stringValue":"{{{body}}}"}}]}]}]}
        """);

    Task SendSpanAsync(string service, string name) => PostAsync("/v1/traces", $$$"""
        {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"{{{service}}}"}}]},"scopeSpans":[{"spans":[
          {"traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"b7ad6b7169203331","name":"{{{name}}}","kind":2,
           "startTimeUnixNano":"{{{NowNano()}}}","endTimeUnixNano":"{{{NowNano() + 1_500_000}}}"}]}]}]}
        """);

    static long NowNano() => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() * 1_000_000;

    internal async Task PostAsync(string path, string json)
    {
        using var answer = await Http.PostAsync(path, new StringContent(json, Encoding.UTF8, "application/json"));
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }
}

[CollectionDefinition(Name)]
public sealed class BrowserCollection : ICollectionFixture<BrowserFixture>
{
    public const string Name = "browser";
}
