using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Almagest.Scenarios.Fixtures;

/// <summary>An HTTP server of the test whose paths can be changed while it runs: what is scraped, and what tells targets.</summary>
public sealed class TestSite : IAsyncDisposable
{
    readonly WebApplication _app;
    readonly ConcurrentDictionary<string, RequestDelegate> _paths = new();

    TestSite(WebApplication app) => _app = app;

    /// <summary>The paths asked for so far, with their headers.</summary>
    public ConcurrentQueue<(string Path, IHeaderDictionary Headers)> Requests { get; } = new();

    public Uri Address => new(_app.Urls.First());

    public string HostPort => $"{Address.Host}:{Address.Port}";

    public static async Task<TestSite> StartAsync(X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => Secure(listen, certificate)));
        var site = new TestSite(builder.Build());
        site._app.Run(site.AnswerAsync);
        await site._app.StartAsync();
        return site;
    }

    public void Serve(string path, string contentType, string body) => Serve(path, context =>
    {
        context.Response.ContentType = contentType;
        return context.Response.WriteAsync(body);
    });

    public void Serve(string path, RequestDelegate answer) => _paths[path] = answer;

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    static void Secure(ListenOptions listen, X509Certificate2? certificate)
    {
        if (certificate is not null)
            listen.UseHttps(certificate);
    }

    Task AnswerAsync(HttpContext context)
    {
        Requests.Enqueue((context.Request.Path + context.Request.QueryString, new HeaderDictionary(context.Request.Headers.ToDictionary())));
        if (_paths.TryGetValue(context.Request.Path, out var answer))
            return answer(context);
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
