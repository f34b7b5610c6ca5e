using System.Buffers.Binary;
using System.Globalization;
using Almagest.Server.Platform.Wire;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Ingest.Otlp.Grpc;

/// <summary>One call of gRPC with its framing written out: messages that answer it, and the outcome in the trailers.</summary>
static class GrpcExchange
{
    const string ContentType = "application/grpc";

    /// <summary>Runs a call within its deadline and gives its faults their codes. What is not gRPC is answered by HTTP, as its specification has it.</summary>
    internal static async Task ServeAsync(HttpContext context, TimeProvider time, Func<CancellationToken, Task> call)
    {
        if (!IsGrpc(context))
            return;
        var aborted = context.RequestAborted;
        CancellationTokenSource? deadline = null;
        try
        {
            var timeout = GrpcTimeout.Parse(context.Request.Headers["grpc-timeout"].ToString());
            if (timeout is { } limit)
                deadline = new CancellationTokenSource(limit, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(aborted, deadline?.Token ?? default);
            await call(either.Token);
            context.Response.AppendTrailer("grpc-status", Number(RpcCode.Ok));
        }
        catch (OperationCanceledException) when (aborted.IsCancellationRequested)
        {
            // The caller hung up; should it come again with the same request, the writer knows it.
        }
        catch (OperationCanceledException) when (deadline is { IsCancellationRequested: true })
        {
            End(context.Response, new OtlpFault(0, RpcCode.DeadlineExceeded, "the call was not done within its grpc-timeout"));
        }
        catch (Exception error) when (OtlpFault.Of(error) is not null)
        {
            if (OtlpFault.Of(error) is { } fault)
                End(context.Response, fault);
        }
        finally
        {
            deadline?.Dispose();
        }
    }

    /// <summary>Sends a message at once.</summary>
    internal static async Task SendAsync(HttpResponse response, ReadOnlyMemory<byte> message, CancellationToken ct)
    {
        if (!response.HasStarted)
        {
            response.ContentType = ContentType;
            response.DeclareTrailer("grpc-status");
        }

        var frame = new byte[GrpcRequest.PrefixLength + message.Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), (uint)message.Length);
        message.CopyTo(frame.AsMemory(GrpcRequest.PrefixLength));
        await response.Body.WriteAsync(frame, ct);
        await response.Body.FlushAsync(ct);
    }

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

    /// <summary>Ends a call with a fault. Without a message before it gRPC wants the outcome among the headers.</summary>
    static void End(HttpResponse response, OtlpFault fault)
    {
        Action<string, string> write = response.HasStarted ? (name, value) => response.AppendTrailer(name, value) : (name, value) => response.Headers[name] = value;
        if (!response.HasStarted)
            response.ContentType = ContentType;
        write("grpc-status", Number(fault.Code));
        write("grpc-message", GrpcMessage.Encode(fault.Message));
        if (fault.Code == RpcCode.Unimplemented)
            write("grpc-accept-encoding", OtlpBody.Encodings);
        if (fault.RetryAfter is { } wait)
            write("grpc-status-details-bin", Convert.ToBase64String(OtlpAnswer.RetryStatus(fault.Code, fault.Message, wait)).TrimEnd('='));
    }

    static string Number(RpcCode code) => ((int)code).ToString(CultureInfo.InvariantCulture);
}
