using Microsoft.Playwright;

namespace Almagest.Scenarios.Browser;

/// <summary>The system's Chromium without a window; ALMAGEST_CHROMIUM names another one.</summary>
static class Chromium
{
    static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    // Nothing but the page under test may use the network.
    static readonly string[] Flags =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    internal static Task<IBrowser> StartAsync(IPlaywright playwright) =>
        playwright.Chromium.LaunchAsync(new() { ExecutablePath = Find(), Args = Flags, Headless = true });

    static string Find() => Environment.GetEnvironmentVariable("ALMAGEST_CHROMIUM") ?? Places.FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException("the browser tests need chromium: apt-get install chromium, or name one with ALMAGEST_CHROMIUM");
}
