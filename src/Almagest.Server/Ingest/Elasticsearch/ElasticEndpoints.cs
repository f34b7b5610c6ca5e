using System.Diagnostics;
using System.Globalization;
using Almagest.ClickHouse.Http;
using Almagest.Model;
using Almagest.Server.Ingest.Logs;
using Almagest.Server.Platform.Tenancy;
using Almagest.Telemetry.Writing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Almagest.Server.Ingest.Elasticsearch;

/// <summary>Elasticsearch's document APIs, as far as senders of logs use them (https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-bulk).</summary>
static class ElasticEndpoints
{
    /// <summary>Where the whole of it stands: <c>/</c> itself belongs to the pages.</summary>
    internal const string Prefix = "/elastic";

    static readonly string[] Writes = [HttpMethods.Post, HttpMethods.Put];

    internal static void MapRoutes(IEndpointRouteBuilder routes)
    {
        // Senders that need no handshake, such as Fluent Bit and Vector, may use the root too.
        foreach (var prefix in (string[])["", Prefix])
        {
            routes.MapMethods($"{prefix}/_bulk", Writes, BulkAsync);
            routes.MapMethods($"{prefix}/{{index}}/_bulk", Writes, BulkAsync);
            routes.MapMethods($"{prefix}/{{index}}/{{type}}/_bulk", Writes, BulkAsync);
        }

        routes.MapMethods($"{Prefix}/{{index}}/_doc/{{id?}}", Writes, static (HttpContext context, BulkReceiver receiver) => DocumentAsync(context, receiver, "index"));
        routes.MapMethods($"{Prefix}/{{index}}/_create/{{id}}", Writes, static (HttpContext context, BulkReceiver receiver) => DocumentAsync(context, receiver, "create"));
        ElasticHandshake.MapRoutes(routes, Prefix);
    }

    static Task BulkAsync(HttpContext context, BulkReceiver receiver) => HandleAsync(context, async ct =>
    {
        var start = Stopwatch.GetTimestamp();
        using var body = await LogBody.ReadAsync(context.Request, receiver.MaxRequestBytes, ct);
        var items = await receiver.BulkAsync(body.Memory, Tenants.ToWrite(context), RouteValue(context, "index") ?? "", ct);
        await ElasticAnswer.BulkAsync(context, items, (long)Stopwatch.GetElapsedTime(start).TotalMilliseconds, context.Request.Query["filter_path"].ToString());
    });

    static Task DocumentAsync(HttpContext context, BulkReceiver receiver, string action) => HandleAsync(context, async ct =>
    {
        using var body = await LogBody.ReadAsync(context.Request, receiver.MaxRequestBytes, ct);
        var item = await receiver.IndexAsync(body.Memory, Tenants.ToWrite(context), new BulkAction(action, RouteValue(context, "index") ?? "", RouteValue(context, "id")), ct);
        await ElasticAnswer.DocumentAsync(context, item);
    });

    static string? RouteValue(HttpContext context, string name) => context.Request.RouteValues[name] as string;

    static async Task HandleAsync(HttpContext context, Func<CancellationToken, Task> handle)
    {
        var ct = context.RequestAborted;
        try
        {
            await handle(ct);
        }
        catch (ElasticException error)
        {
            await ElasticAnswer.ErrorAsync(context, error.Status, error.Type, error.Message);
        }
        catch (UserErrorException error)
        {
            var status = error.Kind == UserErrorKind.TooLarge ? StatusCodes.Status413PayloadTooLarge : StatusCodes.Status400BadRequest;
            await ElasticAnswer.ErrorAsync(context, status, "illegal_argument_exception", error.Message);
        }
        catch (WriteRejectedException error)
        {
            context.Response.Headers.RetryAfter = Math.Ceiling(error.RetryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            await ElasticAnswer.ErrorAsync(context, StatusCodes.Status429TooManyRequests, "es_rejected_execution_exception", error.Message);
        }
        catch (ClickHouseException)
        {
            await ElasticAnswer.ErrorAsync(context, StatusCodes.Status500InternalServerError, "exception", "the store refused the request; the server's log tells why");
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The sender hung up; should it come again with the same request, the writer knows it.
        }
    }
}
