using System.Globalization;
using Almagest.ClickHouse.Http;
using Almagest.Model;
using Almagest.Server.Ingest.Otlp.Decoding;
using Almagest.Server.Ingest.Otlp.Json;
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
    const string Json = "application/json";

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
        var type = context.Request.ContentType?.Split(';')[0].Trim().ToLowerInvariant();
        if (type is not (Protobuf or Json))
        {
            await AnswerAsync(context, signal, StatusCodes.Status415UnsupportedMediaType,
                OtlpAnswer.Status(InvalidArgument, $"content type \"{context.Request.ContentType}\" is not supported: send {Protobuf} or {Json}"));
            return;
        }

        try
        {
            var encoding = context.Request.Headers.ContentEncoding.ToString();
            using var body = await OtlpBody.ReadAsync(context.Request.Body, encoding, options.MaxRequestBytes, ct);
            using var transcoded = type == Json && body.Length > 0 ? OtlpJsonTranscoder.Transcode(signal, body.Span) : null;
            var result = await receiver.ReceiveAsync(signal, (transcoded ?? body).Memory, Tenants.Of(context), ct);
            await AnswerAsync(context, signal, StatusCodes.Status200OK, OtlpAnswer.Success(result));
        }
        catch (OtlpFormatException error)
        {
            await AnswerAsync(context, signal, StatusCodes.Status400BadRequest, OtlpAnswer.Status(InvalidArgument, error.Message));
        }
        catch (UserErrorException error)
        {
            var tooLarge = error.Kind == UserErrorKind.TooLarge;
            await AnswerAsync(context, signal, tooLarge ? StatusCodes.Status413PayloadTooLarge : StatusCodes.Status400BadRequest,
                OtlpAnswer.Status(tooLarge ? ResourceExhausted : InvalidArgument, error.Message));
        }
        catch (WriteRejectedException error)
        {
            context.Response.Headers.RetryAfter = Math.Ceiling(error.RetryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            await AnswerAsync(context, signal, StatusCodes.Status503ServiceUnavailable, OtlpAnswer.Status(Unavailable, error.Message));
        }
        catch (ClickHouseException)
        {
            await AnswerAsync(context, signal, StatusCodes.Status500InternalServerError,
                OtlpAnswer.Status(Internal, "the store refused the request; the server's log tells why"));
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The sender hung up; should it come again with the same request, the writer knows it.
        }
    }

    static Task AnswerAsync(HttpContext context, Signal signal, int status, byte[] message)
    {
        context.Response.StatusCode = status;
        // The answer comes in the encoding of the request.
        var asJson = context.Request.ContentType?.StartsWith(Json, StringComparison.OrdinalIgnoreCase) == true;
        var body = asJson ? OtlpJsonAnswer.Of(message, status == StatusCodes.Status200OK, signal) : message;
        context.Response.ContentType = asJson ? Json : Protobuf;
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }
}
