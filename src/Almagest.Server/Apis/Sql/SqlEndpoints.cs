using System.Text.Json;
using Almagest.ClickHouse.Http;
using Almagest.Model;
using Almagest.Query.GuardedSql;
using Almagest.Server.Platform.Hosting;
using Almagest.Server.Platform.Tenancy;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Almagest.Server.Apis.Sql;

/// <summary>SQL for users: run, explain, cancel, and what there is to ask about. See docs/sql.md.</summary>
public static class SqlEndpoints
{
    const string ProblemJson = "application/problem+json";

    /// <summary>Adds the routes.</summary>
    public static void MapRoutes(IEndpointRouteBuilder routes)
    {
        var vault = routes.MapGroup("/api/vault").WithTags("SQL");
        vault.MapPost("/sql", RunAsync)
            .WithSummary("Runs a query and streams its result; ?format=json, csv, ndjson, parquet or arrow")
            .Accepts<SqlRequest>("application/json", "*/*")
            .Produces<SqlResponse>()
            .Produces(200, contentType: "text/csv",
                additionalContentTypes: ["application/x-ndjson", "application/vnd.apache.parquet", "application/vnd.apache.arrow.stream"])
            .WithQuery(("format", "json, csv, ndjson, parquet or arrow; default json"))
            .WithProblems();
        vault.MapPost("/sql/explain", ExplainAsync)
            .WithSummary("Shows a query's plan, the indexes it uses and how much it will read")
            .Accepts<SqlRequest>("application/json", "*/*").Produces<SqlExplanation>().WithProblems();
        vault.MapDelete("/sql/{queryId}", CancelAsync)
            .WithSummary("Cancels a running query of the tenant")
            .Produces(204).Produces<SqlProblemResponse>(404, ProblemJson).WithProblems();
        vault.MapGet("/schema", SchemaAsync)
            .WithSummary("Lists the public tables and views with their columns, and the functions a query may call")
            .Produces<SqlSchema>().WithProblems();
    }

    static Task RunAsync(HttpContext context, SqlRunner runner, SqlSlots slots, TimeProvider time) =>
        GuardAsync(context, async ct =>
        {
            var startedAt = time.GetTimestamp();
            var format = SqlFormat.Of(context.Request.Query["format"]);
            var (request, tenant) = await ReadAsync(context, ct);
            using var slot = slots.Take(tenant);
            request = request with { QueryId = request.QueryId ?? Guid.NewGuid().ToString() };
            context.Response.Headers["X-Query-Id"] = request.QueryId;
            await using var result = await runner.OpenAsync(request, tenant, format, ct);
            if (format.IsJson) await new SqlJsonStream(result, request.QueryId, runner.Rows(request), time, startedAt)
                .WriteAsync(context.Response, failed => SqlProblems.Response(SqlProblems.Of(failed, request.Query ?? "")), ct);
            else await CopyAsync(context, result, format, ct);
        });

    static Task ExplainAsync(HttpContext context, SqlExplainer explainer, SqlSlots slots) =>
        GuardAsync(context, async ct =>
        {
            var (request, tenant) = await ReadAsync(context, ct);
            using var slot = slots.Take(tenant);
            var explanation = await explainer.ExplainAsync(request, tenant, ct);
            await context.Response.WriteAsJsonAsync(explanation, SqlJsonContext.Default.SqlExplanation, cancellationToken: ct);
        });

    static Task CancelAsync(HttpContext context, string queryId, SqlStore store) =>
        GuardAsync(context, async ct =>
        {
            if (await store.KillAsync(SqlRunner.EngineId(Tenants.Of(context), queryId), ct))
                context.Response.StatusCode = StatusCodes.Status204NoContent;
            else
                await WriteAsync(context, new SqlProblemResponse(
                    "/docs/sql#not_running", "No such query", 404, $"no query \"{queryId}\" of this tenant is running", "not_running", null, null));
        });

    static Task SchemaAsync(HttpContext context, SqlSchemaReader schema) =>
        GuardAsync(context, async ct =>
        {
            var answer = await schema.ReadAsync(ct);
            context.Response.Headers.CacheControl = "private, max-age=60";
            await context.Response.WriteAsJsonAsync(answer, SqlJsonContext.Default.SqlSchema, cancellationToken: ct);
        });

    static async Task CopyAsync(HttpContext context, RawResult result, SqlFormat format, CancellationToken ct)
    {
        var response = context.Response;
        response.ContentType = format.MediaType;
        response.Headers.ContentDisposition = $"attachment; filename=\"query.{format.Extension}\"";
        await result.Body.CopyToAsync(response.Body, ct);
    }

    static async Task<(SqlRequest Request, TenantId Tenant)> ReadAsync(HttpContext context, CancellationToken ct)
    {
        SqlRequest? request;
        try
        {
            request = await context.Request.ReadFromJsonAsync(SqlJsonContext.Default.SqlRequest, ct);
        }
        catch (JsonException bad)
        {
            throw new SqlProblemException(new SqlProblem(SqlProblemKind.Invalid, "bad_request", $"the body is not a valid request: {Explain(bad)}"));
        }
        catch (InvalidOperationException)
        {
            throw new SqlProblemException(new SqlProblem(SqlProblemKind.Invalid, "bad_request", "the body must be JSON; send Content-Type: application/json"));
        }

        if (request is null)
            throw new SqlProblemException(new SqlProblem(SqlProblemKind.Invalid, "bad_request", "the body is null; send {\"query\": \"SELECT …\"}"));
        // Without accounts whoever reaches the server may name any tenant, as with the header.
        return (request, request.Tenant is null ? Tenants.Of(context) : new TenantId(request.Tenant));
    }

    // The reader's own words name our classes.
    static string Explain(JsonException bad)
    {
        var field = bad.Path is { Length: > 2 } path ? path[2..] : "";
        if (bad.Message.Contains("could not be mapped", StringComparison.Ordinal))
            return $"field \"{field}\" is not known; expected query, parameters, tenant, limit, queryId or quoteBigIntegers";
        if (bad.Message.Contains("could not be converted", StringComparison.Ordinal))
            return field.Length == 0 ? "an object was expected" : $"field \"{field}\" is of another type than documented";
        return $"line {bad.LineNumber + 1}, byte {bad.BytePositionInLine + 1}: {bad.Message.Split(" Path:")[0].Split(" LineNumber:")[0].TrimEnd('.')}";
    }

    static async Task GuardAsync(HttpContext context, Func<CancellationToken, Task> work)
    {
        var ct = context.RequestAborted;
        try
        {
            await work(ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The client left; its query was stopped when the result was disposed, and nobody reads an answer.
        }
        catch (Exception failed) when (failed is ClickHouseException or StoreUnavailableException or SqlProblemException or UserErrorException)
        {
            await FailAsync(context, failed);
        }
    }

    static Task FailAsync(HttpContext context, Exception failed)
    {
        if (context.Response.HasStarted)
        {
            // A file is half sent: a broken transfer is the only way left to say that it is not whole.
            context.Abort();
            return Task.CompletedTask;
        }

        var problem = failed switch
        {
            SqlProblemException known => known.Problem,
            StoreUnavailableException away => SqlProblems.Of(away),
            ClickHouseException engine => SqlProblems.Of(engine, ""),
            UserErrorException user => new SqlProblem(SqlProblemKind.Invalid, user.Code, user.Message),
            _ => throw new InvalidOperationException("a failure nobody explains", failed),
        };
        return WriteAsync(context, SqlProblems.Response(problem));
    }

    static Task WriteAsync(HttpContext context, SqlProblemResponse problem)
    {
        context.Response.Headers.ContentDisposition = default;
        context.Response.StatusCode = problem.Status;
        if (problem.Status is 429 or 503) context.Response.Headers.RetryAfter = "1";
        return context.Response.WriteAsJsonAsync(problem, SqlJsonContext.Default.SqlProblemResponse, ProblemJson, context.RequestAborted);
    }

    static void WithProblems(this RouteHandlerBuilder route)
    {
        foreach (var status in new[] { 400, 403, 422, 429, 503 }) route.Produces<SqlProblemResponse>(status, ProblemJson);
    }
}
