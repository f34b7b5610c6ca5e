using System.Globalization;
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

    /// <summary>The path of Loki, whose answer to a request that was stored wholly has no body.</summary>
    const string LokiPath = "/otlp/v1/logs";

    static readonly (string Path, Signal Signal)[] Paths =
        [("/v1/traces", Signal.Traces), ("/v1/logs", Signal.Logs), (LokiPath, Signal.Logs), ("/v1/metrics", Signal.Metrics)];

    internal static void MapRoutes(IEndpointRouteBuilder routes)
    {
        foreach (var (path, signal) in Paths)
        {
            routes.MapPost(path, (HttpContext context, OtlpReceiver receiver, OtlpOptions options, OtlpCors cors) =>
            {
                cors.Allow(context);
                return AnswerAsync(context, receiver, options.MaxRequestBytes, signal);
            });
            routes.MapMethods(path, [HttpMethods.Options], static (HttpContext context, OtlpCors cors) => cors.Preflight(context)).ExcludeFromDescription();
        }
    }

    static async Task AnswerAsync(HttpContext context, OtlpReceiver receiver, int limit, Signal signal)
    {
        var type = context.Request.ContentType?.Split(';')[0].Trim().ToLowerInvariant();
        try
        {
            if (type is not (Protobuf or Json))
                throw new UnsupportedTypeException($"content type \"{context.Request.ContentType}\" is not supported: send {Protobuf} or {Json}");
            var result = await ReceiveAsync(context, receiver, limit, signal, type == Json);
            var answer = OtlpAnswer.Success(result);
            if (answer.Length == 0 && context.Request.Path == LokiPath)
            {
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                return;
            }

            await WriteAsync(context, StatusCodes.Status200OK, type == Json ? OtlpJsonAnswer.Success(answer, signal) : answer, type);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The sender hung up; should it come again with the same request, the writer knows it.
        }
        catch (Exception error) when (FaultOf(error) is not null)
        {
            if (FaultOf(error) is { } fault)
                await WriteFaultAsync(context, fault, asProtobuf: type == Protobuf);
        }
    }

    static async Task<Decoding.DecodeResult> ReceiveAsync(HttpContext context, OtlpReceiver receiver, int limit, Signal signal, bool isJson)
    {
        var ct = context.RequestAborted;
        var tenant = Tenants.ToWrite(context);
        using var body = await OtlpBody.ReadAsync(context.Request.Body, context.Request.Headers.ContentEncoding.ToString(), limit, ct);
        using var transcoded = isJson && body.Length > 0 ? OtlpJsonTranscoder.Transcode(signal, body.Span) : null;
        return await receiver.ReceiveAsync(signal, (transcoded ?? body).Memory, tenant, ct);
    }

    static OtlpFault? FaultOf(Exception error) => error is UnsupportedTypeException
        ? new OtlpFault(StatusCodes.Status415UnsupportedMediaType, RpcCode.InvalidArgument, error.Message) : OtlpFault.Of(error);

    // The answer comes in the encoding of the request, and as JSON when that is neither: whoever asked is then likely a person.
    static Task WriteFaultAsync(HttpContext context, OtlpFault fault, bool asProtobuf)
    {
        if (fault.RetryAfter is { } wait)
            context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        if (fault.Code == RpcCode.Unimplemented)
            context.Response.Headers.AcceptEncoding = OtlpBody.Encodings;
        var status = OtlpAnswer.Status(fault.Code, fault.Message);
        return WriteAsync(context, fault.Http, asProtobuf ? status : OtlpJsonAnswer.Status(status), asProtobuf ? Protobuf : Json);
    }

    static Task WriteAsync(HttpContext context, int status, byte[] body, string type)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    sealed class UnsupportedTypeException(string message) : Exception(message);
}
