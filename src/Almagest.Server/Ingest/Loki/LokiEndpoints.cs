using System.Globalization;
using System.Text;
using Almagest.ClickHouse.Http;
using Almagest.Model;
using Almagest.Server.Ingest.Logs;
using Almagest.Server.Platform.Tenancy;
using Almagest.Telemetry.Writing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Almagest.Server.Ingest.Loki;

/// <summary>Loki's push API, present and former; its statuses and messages are Loki's.</summary>
static class LokiEndpoints
{
    internal static void MapRoutes(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/loki/api/v1/push", static (HttpContext context, PushReceiver receiver) => PushAsync(context, receiver, PushFormat.Json));
        routes.MapPost("/api/prom/push", static (HttpContext context, PushReceiver receiver) => PushAsync(context, receiver, PushFormat.LegacyJson));
    }

    static async Task PushAsync(HttpContext context, PushReceiver receiver, PushFormat json)
    {
        var ct = context.RequestAborted;
        try
        {
            var type = context.Request.ContentType?.Split(';')[0].Trim().ToLowerInvariant();
            if (string.IsNullOrEmpty(type))
                throw new UserErrorException(UserErrorKind.Invalid, "no_content_type", "mime: no media type");
            using var body = await LogBody.ReadAsync(context.Request, receiver.MaxRequestBytes, ct);
            var faults = await receiver.ReceiveAsync(type == "application/json" ? json : PushFormat.Protobuf, body.Memory, Tenants.ToWrite(context), ct);
            await AnswerAsync(context, faults.Any ? StatusCodes.Status400BadRequest : StatusCodes.Status204NoContent, faults.ToString());
        }
        catch (UserErrorException error)
        {
            await AnswerAsync(context, StatusOf(error.Kind), error.Code == "invalid_snappy" ? "snappy: corrupt input" : error.Message);
        }
        catch (WriteRejectedException error)
        {
            context.Response.Headers.RetryAfter = Math.Ceiling(error.RetryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            await AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, error.Message);
        }
        catch (ClickHouseException)
        {
            await AnswerAsync(context, StatusCodes.Status500InternalServerError, "the store refused the request; the server's log tells why");
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The sender hung up; should it come again with the same request, the writer knows it.
        }
    }

    static int StatusOf(UserErrorKind kind) => kind switch
    {
        UserErrorKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
        UserErrorKind.LimitExceeded => StatusCodes.Status422UnprocessableEntity,
        _ => StatusCodes.Status400BadRequest,
    };

    static Task AnswerAsync(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        if (status == StatusCodes.Status204NoContent)
            return Task.CompletedTask;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(message + "\n"), context.RequestAborted).AsTask();
    }
}
