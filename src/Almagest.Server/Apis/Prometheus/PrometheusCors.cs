using Almagest.Server.Ingest.Scrape;
using Almagest.Server.Ingest.Scrape.Relabeling;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Apis.Prometheus;

/// <summary>
/// Lets pages of other sites read answers, as Prometheus does (its flag <c>--web.cors.origin</c>): Grafana's direct access and tools that run in a
/// browser need it. Cookies and credentials of the browser are never allowed with it.
/// </summary>
sealed class PrometheusCors(AllowedOrigins origins) : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var headers = context.HttpContext.Response.Headers;
        headers.Vary = "Origin";
        if (context.HttpContext.Request.Headers.Origin is [{ Length: > 0 } origin] && origins.Any)
        {
            headers.AccessControlAllowHeaders = "Accept, Authorization, Content-Type, Origin";
            headers.AccessControlAllowMethods = "GET, POST, OPTIONS";
            headers.AccessControlExposeHeaders = "Date";
            if (origins.Allow(origin))
                headers.AccessControlAllowOrigin = origin;
        }

        return next(context);
    }

    /// <summary>What a browser asks before it asks.</summary>
    internal static IResult Preflight() => TypedResults.NoContent();
}

/// <summary>Which sites may read answers. One for all requests: filters are made anew for each, and the expression takes a tenth of a millisecond to prepare.</summary>
sealed class AllowedOrigins(PrometheusOptions options)
{
    readonly AnchoredRegex? _allowed = options.CorsOrigin is { Length: > 0 } pattern ? new AnchoredRegex(pattern) : null;

    internal bool Any => _allowed is not null;

    internal bool Allow(string origin) => _allowed?.IsMatch(origin) == true;
}
