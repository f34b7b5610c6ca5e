using System.Diagnostics;
using Almagest.Server.Platform.Tenancy;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Almagest.Server.Platform.SelfTelemetry;

/// <summary>
/// Gives the span of each request its OpenTelemetry names (https://opentelemetry.io/docs/specs/semconv/http/http-spans/), and drops the spans of
/// requests that bring telemetry or only look whether we live: there are thousands of them and none tells anything, unless it fails.
/// </summary>
static class RequestTelemetry
{
    static readonly PathString[] Ingest =
        ["/v1", "/opentelemetry.proto.collector", "/api/v1/write", "/loki/api/v1/push", "/otlp", "/api/v2/spans", "/api/v2/write", "/write", "/_bulk"];

    static readonly PathString[] OtlpHttp = ["/v1", "/otlp"];

    static readonly PathString[] Probes = ["/-", "/metrics", "/assets"];

    internal static IApplicationBuilder UseRequestTelemetry(this IApplicationBuilder app) => app.Use(static async (context, next) =>
    {
        // Here for all protocols at once, before they read a body; OTLP over HTTP refuses in its own words.
        if (Starts(context, Ingest) && !Starts(context, OtlpHttp))
            _ = Tenants.ToWrite(context);
        try
        {
            await next(context);
        }
        finally
        {
            if (context.Features.Get<IHttpActivityFeature>()?.Activity is { IsAllDataRequested: true } activity)
                Describe(activity, context);
        }
    });

    static void Describe(Activity activity, HttpContext context)
    {
        var status = context.Response.StatusCode;
        var failed = status >= StatusCodes.Status500InternalServerError;
        if (!failed && (Starts(context, Ingest) || Starts(context, Probes)))
        {
            activity.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
            return;
        }

        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        activity.DisplayName = route is null ? context.Request.Method : $"{context.Request.Method} {route}";
        activity.SetTag("http.request.method", context.Request.Method);
        activity.SetTag("http.response.status_code", status);
        activity.SetTag("url.path", context.Request.Path.Value);
        activity.SetTag("url.scheme", context.Request.Scheme);
        if (route is not null)
            activity.SetTag("http.route", route);
        if (failed)
            activity.SetStatus(ActivityStatusCode.Error);
    }

    static bool Starts(HttpContext context, PathString[] paths)
    {
        foreach (var path in paths)
        {
            if (context.Request.Path.StartsWithSegments(path))
                return true;
        }

        // gRPC names its services with dots, so the path has no segment of its own for the package.
        return paths == Ingest && context.Request.Path.Value!.StartsWith(Ingest[1].Value!, StringComparison.Ordinal);
    }
}
