using Almagest.Model;
using Almagest.Server.Ingest.Logs;
using Almagest.Server.Platform.Hosting;
using Almagest.Server.Platform.Tenancy;
using Almagest.Telemetry.Writing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Almagest.Server.Ingest.Ndjson;

/// <summary>Our own way to bring log records: for scripts and for whatever speaks no other protocol.</summary>
public static class NdjsonEndpoints
{
    internal static void MapRoutes(IEndpointRouteBuilder routes) => routes.MapGroup("/api/vault/logs").WithTags("Logs")
        .MapPost("", PostAsync)
        .WithSummary("Stores log records: one JSON object a line, a single object, or an array of objects")
        .WithQuery(("service", "service of records that name none"))
        .Accepts<Dictionary<string, object>>("application/x-ndjson", "application/json", "*/*")
        .Produces<NdjsonResponse>()
        .Produces<NdjsonResponse>(400)
        .ProducesProblem(413).ProducesProblem(503);

    /// <exception cref="UserErrorException">The body as a whole cannot be used.</exception>
    /// <exception cref="WriteRejectedException">The store cannot take it now.</exception>
    static async Task<IResult> PostAsync(HttpContext context, NdjsonReceiver receiver)
    {
        using var body = await LogBody.ReadAsync(context.Request, receiver.MaxRequestBytes, context.RequestAborted);
        var answer = await receiver.ReceiveAsync(body.Memory, Tenants.ToWrite(context), context.Request.Query["service"].ToString(), context.RequestAborted);
        return TypedResults.Json(answer, NdjsonJsonContext.Default.NdjsonResponse, statusCode: answer.Rejected > 0 ? 400 : 200);
    }
}
