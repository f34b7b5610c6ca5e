using System.Globalization;
using Almagest.ClickHouse.Http;
using Almagest.Model;
using Almagest.Server.Ingest.Logs;
using Almagest.Server.Platform.Tenancy;
using Almagest.Telemetry.Writing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Almagest.Server.Ingest.Influx;

/// <summary>InfluxDB's write endpoints, versions 1 and 2 (https://docs.influxdata.com/influxdb/v2/api/v2/#operation/PostWrite).</summary>
static class InfluxEndpoints
{
    const int MaxFaults = 20;

    internal static void MapRoutes(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/write", static (HttpContext context, InfluxReceiver receiver) => WriteAsync(context, receiver, "db"));
        routes.MapPost("/api/v2/write", static (HttpContext context, InfluxReceiver receiver) => WriteAsync(context, receiver, "bucket"));
    }

    static async Task WriteAsync(HttpContext context, InfluxReceiver receiver, string database)
    {
        var ct = context.RequestAborted;
        try
        {
            var query = context.Request.Query;
            var precision = InfluxTarget.Precision(query["precision"])
                ?? throw new UserErrorException(UserErrorKind.Invalid, "invalid", $"precision \"{query["precision"]}\" is not known: expected ns, us, ms, s, m or h");
            using var body = await LogBody.ReadAsync(context.Request, receiver.MaxRequestBytes, ct);
            var faults = await receiver.ReceiveAsync(body.Memory, new(Tenants.ToWrite(context), query[database].ToString(), precision), ct);
            if (faults.Count == 0)
                context.Response.StatusCode = StatusCodes.Status204NoContent;
            else
                await AnswerAsync(context, StatusCodes.Status400BadRequest, "invalid", "partial write: " + string.Join('\n', faults.Take(MaxFaults)));
        }
        catch (UserErrorException error)
        {
            var (status, code) = error switch
            {
                { Kind: UserErrorKind.TooLarge } => (StatusCodes.Status413PayloadTooLarge, "request too large"),
                { Code: "unsupported_encoding" } => (StatusCodes.Status415UnsupportedMediaType, "unsupported media type"),
                _ => (StatusCodes.Status400BadRequest, "invalid"),
            };
            await AnswerAsync(context, status, code, error.Message);
        }
        catch (WriteRejectedException error)
        {
            context.Response.Headers.RetryAfter = Math.Ceiling(error.RetryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            await AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, "unavailable", error.Message);
        }
        catch (ClickHouseException)
        {
            await AnswerAsync(context, StatusCodes.Status500InternalServerError, "internal error", "the store refused the request; the server's log tells why");
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The sender hung up.
        }
    }

    // Version 1 tells an error, version 2 a code and a message; Telegraf logs what it finds under the name it knows.
    static Task AnswerAsync(HttpContext context, int status, string code, string message)
    {
        context.Response.StatusCode = status;
        var isFirst = context.Request.Path == "/write";
        var answer = isFirst ? new InfluxErrorResponse(null, null, message) : new InfluxErrorResponse(code, message, null);
        return context.Response.WriteAsJsonAsync(answer, InfluxJsonContext.Default.InfluxErrorResponse, cancellationToken: context.RequestAborted);
    }
}
