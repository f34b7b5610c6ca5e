using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Ingest.Otlp;

/// <summary>
/// Lets OpenTelemetry in a browser send from pages of other origins (https://fetch.spec.whatwg.org/#http-cors-protocol), by default from those this
/// machine serves. Pages of others are not let: whoever visits one would fill the vault for it.
/// </summary>
sealed class OtlpCors(OtlpOptions options)
{
    readonly Regex? _allowed = options.CorsOrigin.Length == 0 ? null : new Regex($"^(?:{options.CorsOrigin})$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    /// <summary>Adds what the browser looks for in an answer, refusals included: a page may read why.</summary>
    internal void Allow(HttpContext context)
    {
        if (context.Request.Headers.Origin is not [{ Length: > 0 } origin] || _allowed is null) return;
        context.Response.Headers.Vary = "Origin";
        if (_allowed.IsMatch(origin))
            context.Response.Headers.AccessControlAllowOrigin = origin;
    }

    /// <summary>Answers what a browser asks before it sends.</summary>
    internal IResult Preflight(HttpContext context)
    {
        Allow(context);
        var answer = context.Response.Headers;
        if (answer.AccessControlAllowOrigin.Count > 0)
        {
            answer.AccessControlAllowMethods = "POST";
            answer.AccessControlAllowHeaders = context.Request.Headers.AccessControlRequestHeaders;
            answer.AccessControlMaxAge = "7200";
        }

        return TypedResults.NoContent();
    }
}
