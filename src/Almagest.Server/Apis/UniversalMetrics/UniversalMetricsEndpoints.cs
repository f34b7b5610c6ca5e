using System.IO.Compression;
using System.IO.Pipelines;
using Almagest.Model;
using Almagest.Server.Platform.Hosting;
using Almagest.Server.Platform.Tenancy;
using Almagest.Telemetry.Writing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Almagest.Server.Apis.UniversalMetrics;

/// <summary>Measurements in the universal form, in and out. See docs/universal-metrics.md.</summary>
public static class UniversalMetricsEndpoints
{
    const string ProblemJson = "application/problem+json";

    /// <summary>Adds the routes.</summary>
    public static void MapRoutes(IEndpointRouteBuilder routes)
    {
        var metrics = routes.MapGroup("/api/vault/metrics").WithTags("Universal metrics");
        metrics.MapPost("", PostAsync)
            .WithSummary("Stores one record, an array of records, or one record a line")
            // The wildcard leaves the refusal of other types to the handler, which explains it.
            .Accepts<UniversalMetricRecord>("application/json", "application/x-ndjson", "*/*")
            .Produces<UniversalMetricsResponse>()
            .Produces<UniversalMetricsProblem>(400, ProblemJson)
            .ProducesProblem(413).ProducesProblem(415).ProducesProblem(503);
        metrics.MapGet("", GetAsync)
            .WithSummary("Returns records, the latest first; filters: from, to, source_system, metric_type, tag.<name>, limit")
            .WithQuery(
                ("from", "only records from this time on, RFC 3339"), ("to", "only records up to this time, it included, RFC 3339"), ("source_system", "only of this source"),
                ("metric_type", "only of this type"), ("tag.<name>", "only with this value of the tag"), ("limit", "how many records at most"))
            .Produces<IReadOnlyList<UniversalMetricRecord>>()
            .ProducesProblem(400).ProducesProblem(503);
    }

    /// <exception cref="UserErrorException">The body as a whole cannot be used.</exception>
    /// <exception cref="WriteRejectedException">The store cannot take it now.</exception>
    internal static async Task<IResult> PostAsync(
        HttpContext context, TelemetryWriter writer, BatchPool pool, UniversalMetricRows rows, UniversalMetricsOptions options)
    {
        var ct = context.RequestAborted;
        // The limit that counts is on the decompressed bytes; it is checked while reading.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = options.MaxBodyBytes;
        var import = new UniversalMetricsImport(Tenants.ToWrite(context), rows, options);
        var batch = pool.Rent(Signal.Metrics);
        UniversalMetricsResponse answer;
        try
        {
            await using var body = Decompress(context.Request);
            answer = await import.ReadAsync(PipeReader.Create(body), IsLines(context.Request), batch, ct);
        }
        catch (InvalidDataException bad)
        {
            pool.Return(batch);
            throw new UserErrorException(UserErrorKind.Invalid, "bad_compression", $"the body is not what its Content-Encoding says: {bad.Message}");
        }
        catch
        {
            pool.Return(batch);
            throw;
        }

        await writer.WriteAsync(batch, ct);
        return answer is { Accepted: 0, Rejected: > 0 }
            ? TypedResults.Json(Problem(answer), UniversalMetricsJsonContext.Default.UniversalMetricsProblem, ProblemJson, 400)
            : TypedResults.Json(answer, UniversalMetricsJsonContext.Default.UniversalMetricsResponse);
    }

    /// <exception cref="UserErrorException">A query parameter is unknown or cannot be read.</exception>
    internal static async Task<IResult> GetAsync(HttpContext context, UniversalMetricsStore store)
    {
        var query = UniversalMetricsQuery.Parse(context.Request.Query);
        var (records, more) = await store.ReadAsync(Tenants.Of(context), query, context.RequestAborted);
        if (more) context.Response.Headers["X-Truncated"] = "true";
        return TypedResults.Json(records, UniversalMetricsJsonContext.Default.IReadOnlyListUniversalMetricRecord);
    }

    static Stream Decompress(HttpRequest request) => request.Headers.ContentEncoding.ToString().ToLowerInvariant() switch
    {
        "" or "identity" => request.Body,
        "gzip" => new GZipStream(request.Body, CompressionMode.Decompress),
        "deflate" => new ZLibStream(request.Body, CompressionMode.Decompress),
        "br" => new BrotliStream(request.Body, CompressionMode.Decompress),
        var other => throw new BadHttpRequestException(
            $"content encoding \"{other}\" is not supported; use gzip, deflate, br or none", StatusCodes.Status415UnsupportedMediaType),
    };

    static bool IsLines(HttpRequest request)
    {
        var type = (request.ContentType ?? "").Split(';')[0].Trim().ToLowerInvariant();
        return type switch
        {
            "application/x-ndjson" or "application/ndjson" or "application/jsonl" or "application/x-jsonlines" => true,
            "" or "application/json" or "text/json" or "text/plain" => false,
            _ => throw new BadHttpRequestException(
                $"content type \"{type}\" is not supported; send application/json or application/x-ndjson", StatusCodes.Status415UnsupportedMediaType),
        };
    }

    static UniversalMetricsProblem Problem(UniversalMetricsResponse answer) => new(
        "/docs/universal-metrics#no_valid_record", "No record is valid", 400, answer.Errors[0].Message, "no_valid_record", 0, answer.Rejected, answer.Errors);
}
