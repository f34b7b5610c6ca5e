using Almagest.Server.Platform.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Platform.Web;

/// <summary>
/// Serves the web application at every path that no API has: its files, and its one document for the addresses of its pages.
/// Runs after routing, so it never hides an endpoint, nor its 405.
/// </summary>
static class WebPages
{
    // An unknown path below these is a mistake of a program, which must not be told 200 and a page.
    static readonly PathString[] Reserved = ["/api", "/v1", "/loki", "/tempo", "/metrics", "/-", "/openapi", "/otlp"];

    // The APIs of Prometheus and Loki: their programs answer in plain text.
    static readonly PathString[] OfOthers = ["/api/v1", "/api/prom", "/loki"];

    internal static void UseWebPages(this IApplicationBuilder app)
    {
        var files = new WebFiles(Path.Combine(AppContext.BaseDirectory, "wwwroot"));
        app.Use((context, next) => context.GetEndpoint() is null && !Listeners.IsGrpc(context) ? AnswerAsync(context, files) : next(context));
    }

    static Task AnswerAsync(HttpContext context, WebFiles files)
    {
        var path = context.Request.Path;
        if (Array.Exists(Reserved, reserved => path.StartsWithSegments(reserved)) || !IsRead(context.Request))
            return NotFoundAsync(context);
        if (files.Find(path.Value ?? "/") is { } file)
            return WebAnswer.SendAsync(context, file);
        if (path.StartsWithSegments(WebFiles.Hashed.TrimEnd('/')) || !WantsPage(context.Request))
            return NotFoundAsync(context);
        return files.Index is { } index ? WebAnswer.SendAsync(context, index) : NotBuiltPage.SendAsync(context);
    }

    static bool IsRead(HttpRequest request) => HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);

    static bool WantsPage(HttpRequest request) => request.Path == "/"
        || request.GetTypedHeaders().Accept.Any(static accepted => accepted.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase));

    // Not through the problem service: it stays silent when a browser asks for HTML only.
    static Task NotFoundAsync(HttpContext context) => Array.Exists(OfOthers, path => context.Request.Path.StartsWithSegments(path)) ? GoNotFoundAsync(context) : TypedResults.Problem(
        $"nothing answers {context.Request.Method} \"{context.Request.Path}\"", statusCode: StatusCodes.Status404NotFound, title: "Not Found",
        extensions: [new("code", "not_found")]).ExecuteAsync(context);

    static Task GoNotFoundAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return context.Response.WriteAsync("404 page not found\n", context.RequestAborted);
    }
}
