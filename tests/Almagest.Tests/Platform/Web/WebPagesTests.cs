using System.Net;
using Almagest.Server.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Almagest.Tests.Platform.Web;

/// <summary>A program built without pages, as this one is.</summary>
public sealed class WebPagesTests : IAsyncLifetime, IAsyncDisposable
{
    readonly WebApplication _app = Build();
    readonly HttpClient _http = new();

    public async Task InitializeAsync()
    {
        await _app.StartAsync();
        _http.BaseAddress = new Uri(_app.Urls.Single());
    }

    ValueTask IAsyncDisposable.DisposeAsync() => new(DisposeAsync());

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }

    [Theory]
    [InlineData("/", "*/*")]
    [InlineData("/live", "text/html")]
    public async Task Page_of_a_build_without_pages_says_so(string path, string accept)
    {
        using var answer = await SendAsync(HttpMethod.Get, path, accept);
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("Almagest is running, without its pages");
    }

    [Theory]
    [InlineData("GET", "/known", HttpStatusCode.OK)]
    [InlineData("POST", "/known", HttpStatusCode.MethodNotAllowed)]
    [InlineData("POST", "/live", HttpStatusCode.NotFound)]
    [InlineData("GET", "/api/vault/unknown", HttpStatusCode.NotFound)]
    public async Task Endpoints_keep_their_answers(string method, string path, HttpStatusCode status)
    {
        using var answer = await SendAsync(new HttpMethod(method), path, "text/html");
        answer.StatusCode.ShouldBe(status);
        (await answer.Content.ReadAsStringAsync()).ShouldNotContain("<html");
    }

    static WebApplication Build()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.UseRouting();
        app.UseWebPages();
        app.MapGet("/known", static () => "known");
        return app;
    }

    async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string accept)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        return await _http.SendAsync(request);
    }
}
