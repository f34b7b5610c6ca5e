using Almagest.Server.Ingest.Scrape;
using Almagest.Server.Ingest.Scrape.Relabeling;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Apis.Prometheus;

/// <summary>
/// Lets pages of other sites read answers, as Prometheus does (its flag <c>--web.cors.origin</c>): Grafana's direct access and tools that run in a
/// browser need it. Cookies and credentials of the browser are never allowed with it.
/// </summary>
sealed class PrometheusCors(PrometheusOptions options) : IEndpointFilter
{
    readonly AnchoredRegex? _allowed = options.CorsOrigin is { Length: > 0 } pattern ? new AnchoredRegex(pattern) : null;

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var headers = context.HttpContext.Response.Headers;
        headers.Vary = "Origin";
        if (context.HttpContext.Request.Headers.Origin is [{ Length: > 0 } origin] && _allowed is not null)
        {
            headers.AccessControlAllowHeaders = "Accept, Authorization, Content-Type, Origin";
            headers.AccessControlAllowMethods = "GET, POST, OPTIONS";
            headers.AccessControlExposeHeaders = "Date";
            if (_allowed.IsMatch(origin))
                headers.AccessControlAllowOrigin = origin;
        }

        return next(context);
    }

    /// <summary>What a browser asks before it asks.</summary>
    internal static IResult Preflight() => TypedResults.NoContent();
}
