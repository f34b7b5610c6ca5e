using System.Buffers.Binary;
using System.Globalization;
using Almagest.ClickHouse.Formats;
using Almagest.ClickHouse.Http;
using Almagest.Model;
using Almagest.Server.Ingest.Otlp.Decoding;
using Almagest.Server.Platform.Tenancy;
using Almagest.Telemetry.Writing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Almagest.Server.Ingest.Otlp;

/// <summary>
/// OTLP over gRPC: unary calls with their framing written out (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md), one
/// byte for "compressed", four for the length, then the message; the outcome stands in the trailers.
/// </summary>
static class OtlpGrpcEndpoints
{
    const int PrefixLength = 5;

    // Codes of https://grpc.io/docs/guides/status-codes.
    const int Ok = 0;
    const int InvalidArgument = 3;
    const int ResourceExhausted = 8;
    const int Internal = 13;
    const int Unavailable = 14;

    internal static void MapRoutes(IEndpointRouteBuilder routes)
    {
        Map(routes, "trace.v1.TraceService", Signal.Traces);
        Map(routes, "logs.v1.LogsService", Signal.Logs);
        Map(routes, "metrics.v1.MetricsService", Signal.Metrics);
    }

    static void Map(IEndpointRouteBuilder routes, string service, Signal signal) =>
        routes.MapPost($"/opentelemetry.proto.collector.{service}/Export", (HttpContext context, OtlpReceiver receiver, OtlpOptions options) =>
            ExportAsync(context, receiver, options, signal));

    static async Task ExportAsync(HttpContext context, OtlpReceiver receiver, OtlpOptions options, Signal signal)
    {
        var ct = context.RequestAborted;
        try
        {
            using var request = await ReadMessageAsync(context.Request, options.MaxRequestBytes, ct);
            var result = await receiver.ReceiveAsync(signal, request.Memory, Tenants.Of(context), ct);
            await AnswerAsync(context, OtlpAnswer.Success(result));
        }
        catch (OtlpFormatException error)
        {
            await EndAsync(context, InvalidArgument, error.Message);
        }
        catch (UserErrorException error)
        {
            await EndAsync(context, error.Kind == UserErrorKind.TooLarge ? ResourceExhausted : InvalidArgument, error.Message);
        }
        catch (WriteRejectedException error)
        {
            context.Response.Headers["grpc-status-details-bin"] =
                Convert.ToBase64String(OtlpAnswer.RetryStatus(Unavailable, error.Message, error.RetryAfter)).TrimEnd('=');
            await EndAsync(context, Unavailable, error.Message);
        }
        catch (ClickHouseException)
        {
            await EndAsync(context, Internal, "the store refused the request; the server's log tells why");
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The sender hung up; should it come again with the same request, the writer knows it.
        }
    }

    static async Task<ByteBuffer> ReadMessageAsync(HttpRequest request, int limit, CancellationToken ct)
    {
        using var framed = await OtlpBody.ReadAsync(request.Body, "", limit + PrefixLength, ct);
        if (framed.Length < PrefixLength)
            throw new OtlpFormatException($"a message needs {PrefixLength} bytes before it, got {framed.Length}");
        var length = BinaryPrimitives.ReadUInt32BigEndian(framed.Span[1..]);
        if (length != framed.Length - PrefixLength)
            throw new OtlpFormatException($"the message should be {length} bytes long but {framed.Length - PrefixLength} came");
        var encoding = framed.Span[0] == 0 ? "" : request.Headers["grpc-encoding"].ToString();
        using var message = new MemoryStream(framed.Span[PrefixLength..].ToArray(), writable: false);
        return await OtlpBody.ReadAsync(message, encoding, limit, ct);
    }

    static async Task AnswerAsync(HttpContext context, byte[] message)
    {
        var response = context.Response;
        response.ContentType = "application/grpc";
        response.DeclareTrailer("grpc-status");
        var prefix = new byte[PrefixLength + message.Length];
        BinaryPrimitives.WriteUInt32BigEndian(prefix.AsSpan(1), (uint)message.Length);
        message.CopyTo(prefix.AsSpan(PrefixLength));
        await response.Body.WriteAsync(prefix, context.RequestAborted);
        response.AppendTrailer("grpc-status", Ok.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Ends a call without a message: gRPC then wants the outcome among the headers.</summary>
    static Task EndAsync(HttpContext context, int status, string message)
    {
        context.Response.ContentType = "application/grpc";
        context.Response.Headers["grpc-status"] = status.ToString(CultureInfo.InvariantCulture);
        context.Response.Headers["grpc-message"] = Uri.EscapeDataString(message);
        return Task.CompletedTask;
    }
}
