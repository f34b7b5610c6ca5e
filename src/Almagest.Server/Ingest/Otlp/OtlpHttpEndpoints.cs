using System.Globalization;
using Almagest.ClickHouse.Http;
using Almagest.Model;
using Almagest.Server.Ingest.Otlp.Decoding;
using Almagest.Server.Platform.Tenancy;
using Almagest.Telemetry.Writing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Almagest.Server.Ingest.Otlp;

/// <summary>OTLP over HTTP (https://opentelemetry.io/docs/specs/otlp/#otlphttp).</summary>
static class OtlpHttpEndpoints
{
    const string Protobuf = "application/x-protobuf";

    // google.rpc.Code.
    const int InvalidArgument = 3;
    const int ResourceExhausted = 8;
    const int Internal = 13;
    const int Unavailable = 14;

    internal static void MapRoutes(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/traces", static (HttpContext context, OtlpReceiver receiver, OtlpOptions options) =>
            ExportAsync(context, receiver, options, Signal.Traces));
        routes.MapPost("/v1/logs", static (HttpContext context, OtlpReceiver receiver, OtlpOptions options) =>
            ExportAsync(context, receiver, options, Signal.Logs));
        routes.MapPost("/otlp/v1/logs", static (HttpContext context, OtlpReceiver receiver, OtlpOptions options) =>
            ExportAsync(context, receiver, options, Signal.Logs));
        routes.MapPost("/v1/metrics", static (HttpContext context, OtlpReceiver receiver, OtlpOptions options) =>
            ExportAsync(context, receiver, options, Signal.Metrics));
    }

    static async Task ExportAsync(HttpContext context, OtlpReceiver receiver, OtlpOptions options, Signal signal)
    {
        var ct = context.RequestAborted;
        if (!Protobuf.Equals(context.Request.ContentType?.Split(';')[0].Trim(), StringComparison.OrdinalIgnoreCase))
        {
            await AnswerAsync(context, StatusCodes.Status415UnsupportedMediaType,
                OtlpAnswer.Status(InvalidArgument, $"content type \"{context.Request.ContentType}\" is not supported: send {Protobuf}"));
            return;
        }

        try
        {
            var encoding = context.Request.Headers.ContentEncoding.ToString();
            using var body = await OtlpBody.ReadAsync(context.Request.Body, encoding, options.MaxRequestBytes, ct);
            var result = await receiver.ReceiveAsync(signal, body.Memory, Tenants.Of(context), ct);
            await AnswerAsync(context, StatusCodes.Status200OK, OtlpAnswer.Success(result));
        }
        catch (OtlpFormatException error)
        {
            await AnswerAsync(context, StatusCodes.Status400BadRequest, OtlpAnswer.Status(InvalidArgument, error.Message));
        }
        catch (UserErrorException error)
        {
            var tooLarge = error.Kind == UserErrorKind.TooLarge;
            await AnswerAsync(context, tooLarge ? StatusCodes.Status413PayloadTooLarge : StatusCodes.Status400BadRequest,
                OtlpAnswer.Status(tooLarge ? ResourceExhausted : InvalidArgument, error.Message));
        }
        catch (WriteRejectedException error)
        {
            context.Response.Headers.RetryAfter = Math.Ceiling(error.RetryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            await AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, OtlpAnswer.Status(Unavailable, error.Message));
        }
        catch (ClickHouseException)
        {
            await AnswerAsync(context, StatusCodes.Status500InternalServerError,
                OtlpAnswer.Status(Internal, "the store refused the request; the server's log tells why"));
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The sender hung up; should it come again with the same request, the writer knows it.
        }
    }

    static Task AnswerAsync(HttpContext context, int status, byte[] message)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = Protobuf;
        context.Response.ContentLength = message.Length;
        return context.Response.Body.WriteAsync(message, context.RequestAborted).AsTask();
    }
}
