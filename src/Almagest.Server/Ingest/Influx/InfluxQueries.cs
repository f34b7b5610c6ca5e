using Almagest.Server.Platform.Tenancy;
using Almagest.Telemetry.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Almagest.Server.Ingest.Influx;

/// <summary>
/// What clients of InfluxDB ask before they write (https://docs.influxdata.com/influxdb/v1/tools/api/): whether the server is there, and for databases.
/// Telegraf creates its database at start. InfluxQL is not spoken beyond that.
/// </summary>
static class InfluxQueries
{
    // The version whose API this is: clients choose by it how to talk.
    const string Version = "1.8.10";

    internal static void MapRoutes(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/ping", ["GET", "HEAD"], Ping);
        routes.MapMethods("/query", ["GET", "POST"], QueryAsync);
    }

    internal static Results<NoContent, JsonHttpResult<InfluxVersionResponse>> Ping(HttpContext context)
    {
        (context.Response.Headers["X-Influxdb-Version"], context.Response.Headers["X-Influxdb-Build"]) = (Version, "OSS");
        return context.Request.Query["verbose"] == "true" ? TypedResults.Json(new InfluxVersionResponse(Version), InfluxJsonContext.Default.InfluxVersionResponse) : TypedResults.NoContent();
    }

    internal static async Task<IResult> QueryAsync(HttpContext context, MetricVault vault)
    {
        var text = context.Request.Query["q"].ToString();
        if (text.Length == 0 && context.Request.HasFormContentType)
            text = (await context.Request.ReadFormAsync(context.RequestAborted))["q"].ToString();
        var words = text.Split([' ', '\t', '\n', ';'], StringSplitOptions.RemoveEmptyEntries);
        var statement = string.Join(' ', words.Take(2)).ToUpperInvariant();
        context.Response.Headers["X-Influxdb-Version"] = Version;
        return (statement, words.Length) switch
        {
            // A database is a label: there is nothing to create.
            ("CREATE DATABASE", > 2) => Answer(new InfluxResult(0, null)),
            ("SHOW DATABASES", 2) => Answer(new InfluxResult(0, [Databases(context, vault)])),
            _ => TypedResults.Json(new InfluxErrorResponse(null, null, "only CREATE DATABASE and SHOW DATABASES are answered here: ask with PromQL or SQL"),
                InfluxJsonContext.Default.InfluxErrorResponse, statusCode: StatusCodes.Status400BadRequest),
        };
    }

    static InfluxResultSeries Databases(HttpContext context, MetricVault vault) =>
        new("databases", ["name"], [.. vault.Catalog(Tenants.Of(context).Value).LabelValues("db", [], long.MinValue, long.MaxValue).Select(static name => (string[])[name])]);

    static JsonHttpResult<InfluxQueryResponse> Answer(InfluxResult result) => TypedResults.Json(new InfluxQueryResponse([result]), InfluxJsonContext.Default.InfluxQueryResponse);
}
