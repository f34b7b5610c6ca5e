using System.Globalization;
using System.Text;
using Almagest.ClickHouse.Formats;
using Almagest.ClickHouse.Http;
using Almagest.Model;
using Almagest.Server.Ingest.Otlp.Decoding;
using Almagest.Server.Platform.Tenancy;
using Almagest.Telemetry.Writing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Almagest.Server.Ingest.RemoteWrite;

/// <summary>Prometheus remote write: what it accepts, and how it answers as the specification of version 2.0 wants it.</summary>
static class RemoteWriteEndpoints
{
    internal static void MapRoutes(IEndpointRouteBuilder routes) => routes.MapPost("/api/v1/write", WriteAsync);

    static async Task WriteAsync(HttpContext context, RemoteWriteReceiver receiver)
    {
        var ct = context.RequestAborted;
        if (WriteProtocol.Of(context.Request, out var version) is { } unsupported)
        {
            await AnswerAsync(context, StatusCodes.Status415UnsupportedMediaType, unsupported);
            return;
        }

        try
        {
            using var body = await ReadAsync(context.Request, receiver.MaxRequestBytes, ct);
            var outcome = await receiver.ReceiveAsync(version, body.Memory, Tenants.ToWrite(context), ct);
            if (version == 2)
                Count(context.Response.Headers, outcome);
            await AnswerAsync(context, outcome.HasFaults ? StatusCodes.Status400BadRequest : StatusCodes.Status204NoContent, outcome.Message);
        }
        catch (OtlpFormatException error)
        {
            await AnswerAsync(context, StatusCodes.Status400BadRequest, error.Message);
        }
        catch (UserErrorException error)
        {
            await AnswerAsync(context, error.Kind == UserErrorKind.TooLarge ? StatusCodes.Status413PayloadTooLarge : StatusCodes.Status400BadRequest, error.Message);
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

    static async Task<ByteBuffer> ReadAsync(HttpRequest request, int limit, CancellationToken ct)
    {
        const int ReadSize = 64 << 10;
        var buffer = new ByteBuffer((int)Math.Clamp((request.ContentLength ?? 0) + 1, ReadSize, 4 << 20));
        try
        {
            while (await request.Body.ReadAsync(buffer.GetMemory(1), ct) is > 0 and var read)
            {
                buffer.Advance(read);
                if (buffer.Length > limit)
                    throw new UserErrorException(UserErrorKind.TooLarge, "too_large", $"the request is larger than {limit} bytes");
            }

            return buffer;
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }

    static void Count(IHeaderDictionary headers, WriteOutcome outcome)
    {
        headers["X-Prometheus-Remote-Write-Samples-Written"] = outcome.Samples.ToString(CultureInfo.InvariantCulture);
        headers["X-Prometheus-Remote-Write-Histograms-Written"] = outcome.Histograms.ToString(CultureInfo.InvariantCulture);
        headers["X-Prometheus-Remote-Write-Exemplars-Written"] = outcome.Exemplars.ToString(CultureInfo.InvariantCulture);
    }

    static Task AnswerAsync(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        if (status == StatusCodes.Status204NoContent)
            return Task.CompletedTask;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(message + "\n"), context.RequestAborted).AsTask();
    }
}
