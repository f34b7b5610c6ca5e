using System.Buffers.Binary;
using System.Globalization;
using Almagest.Server.Ingest.Otlp.Grpc;
using Almagest.Server.Platform.Tenancy;
using Almagest.Telemetry.Writing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Almagest.Server.Ingest.Otlp;

/// <summary>OTLP over gRPC: unary calls with their framing written out, the outcome in the trailers.</summary>
static class OtlpGrpcEndpoints
{
    const string ContentType = "application/grpc";

    internal static void MapRoutes(IEndpointRouteBuilder routes)
    {
        Map(routes, "trace.v1.TraceService", Signal.Traces);
        Map(routes, "logs.v1.LogsService", Signal.Logs);
        Map(routes, "metrics.v1.MetricsService", Signal.Metrics);
    }

    static void Map(IEndpointRouteBuilder routes, string service, Signal signal) =>
        routes.MapPost($"/opentelemetry.proto.collector.{service}/Export", (HttpContext context, OtlpReceiver receiver, OtlpOptions options, TimeProvider time) =>
            IsGrpc(context) ? CallAsync(context, time, ct => ExportAsync(context, receiver, options.MaxRequestBytes, signal, ct)) : Task.CompletedTask);

    // What is not gRPC is answered by HTTP, as its specification has it.
    static bool IsGrpc(HttpContext context)
    {
        var type = context.Request.ContentType ?? "";
        if (!HttpProtocol.IsHttp2(context.Request.Protocol))
            context.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
        else if (type is not (ContentType or "application/grpc+proto") && !type.StartsWith(ContentType + ";", StringComparison.Ordinal))
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
        else
            return true;
        return false;
    }

    /// <summary>Runs a call within its deadline and gives its faults their codes.</summary>
    static async Task CallAsync(HttpContext context, TimeProvider time, Func<CancellationToken, Task> call)
    {
        var aborted = context.RequestAborted;
        CancellationTokenSource? deadline = null;
        try
        {
            var timeout = GrpcTimeout.Parse(context.Request.Headers["grpc-timeout"].ToString());
            if (timeout is { } limit)
                deadline = new CancellationTokenSource(limit, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(aborted, deadline?.Token ?? default);
            await call(either.Token);
        }
        catch (OperationCanceledException) when (aborted.IsCancellationRequested)
        {
            // The sender hung up; should it come again with the same request, the writer knows it.
        }
        catch (OperationCanceledException) when (deadline is { IsCancellationRequested: true })
        {
            End(context, new OtlpFault(0, RpcCode.DeadlineExceeded, "the call was not done within its grpc-timeout"));
        }
        catch (Exception error) when (OtlpFault.Of(error) is not null)
        {
            if (OtlpFault.Of(error) is { } fault)
                End(context, fault);
        }
        finally
        {
            deadline?.Dispose();
        }
    }

    static async Task ExportAsync(HttpContext context, OtlpReceiver receiver, int limit, Signal signal, CancellationToken ct)
    {
        using var request = await GrpcRequest.ReadMessageAsync(context.Request, limit, ct);
        var result = await receiver.ReceiveAsync(signal, request.Memory, Tenants.ToWrite(context), ct);
        await AnswerAsync(context, OtlpAnswer.Success(result));
    }

    static async Task AnswerAsync(HttpContext context, byte[] message)
    {
        var response = context.Response;
        response.ContentType = ContentType;
        response.DeclareTrailer("grpc-status");
        var frame = new byte[GrpcRequest.PrefixLength + message.Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), (uint)message.Length);
        message.CopyTo(frame.AsSpan(GrpcRequest.PrefixLength));
        await response.Body.WriteAsync(frame, context.RequestAborted);
        response.AppendTrailer("grpc-status", Number(RpcCode.Ok));
    }

    /// <summary>Ends a call without a message: gRPC then wants the outcome among the headers.</summary>
    static void End(HttpContext context, OtlpFault fault)
    {
        var headers = context.Response.Headers;
        context.Response.ContentType = ContentType;
        headers["grpc-status"] = Number(fault.Code);
        headers["grpc-message"] = GrpcMessage.Encode(fault.Message);
        if (fault.Code == RpcCode.Unimplemented)
            headers["grpc-accept-encoding"] = OtlpBody.Encodings;
        if (fault.RetryAfter is { } wait)
            headers["grpc-status-details-bin"] = Convert.ToBase64String(OtlpAnswer.RetryStatus(fault.Code, fault.Message, wait)).TrimEnd('=');
    }

    static string Number(RpcCode code) => ((int)code).ToString(CultureInfo.InvariantCulture);
}
