using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Platform.Hosting;

/// <summary>
/// Refuses requests to our own APIs whose Host is not this machine. Without accounts, a page on the internet could otherwise point
/// its own name at 127.0.0.1 and read everything through the visitor's browser (DNS rebinding).
/// </summary>
static class LoopbackGuard
{
    internal static void UseLoopbackGuard(this IApplicationBuilder app) => app.Use(static (context, next) =>
    {
        var host = context.Request.Host.Host.Trim('[', ']');
        var own = host.Length == 0 || host == "localhost" || host.EndsWith(".localhost", StringComparison.Ordinal)
            || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
        if (own || !context.Request.Path.StartsWithSegments("/api/vault"))
            return next(context);
        context.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
        return Task.CompletedTask;
    });
}
