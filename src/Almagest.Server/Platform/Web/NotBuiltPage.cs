using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Platform.Web;

/// <summary>What stands in place of the pages when the program was built without them.</summary>
static class NotBuiltPage
{
    const string Html = """
        <!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Almagest</title>
        <style>
          :root { color-scheme: light dark } body { margin: 0; min-height: 100vh; display: grid; place-items: center; font: 16px/1.6 system-ui, sans-serif }
          main { max-width: 34rem; padding: 2rem } h1 { font-weight: 600 } code { padding: .1em .4em; border-radius: 4px; background: #8883 }
        </style>
        <main><h1>Almagest is running, without its pages</h1>
        <p>This build was made with <code>-p:SkipWeb=true</code>. Receivers and APIs work; only the web application is missing.</p>
        <p>Build with it: <code>dotnet build src/Almagest.Cli</code> (needs Node.js 20 or newer), or just <code>./run</code>.</p></main></html>
        """;

    internal static Task SendAsync(HttpContext context)
    {
        SecurityHeaders.Add(context.Response);
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(Html, context.RequestAborted);
    }
}
