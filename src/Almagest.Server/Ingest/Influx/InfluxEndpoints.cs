using System.Globalization;
using System.IO.Compression;
using Almagest.ClickHouse.Formats;
using Almagest.ClickHouse.Http;
using Almagest.Model;
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
            using var body = await ReadAsync(context.Request, receiver.MaxRequestBytes, ct);
            var faults = await receiver.ReceiveAsync(body.Memory, new(Tenants.ToWrite(context), query[database].ToString(), precision), ct);
            if (faults.Count == 0)
                context.Response.StatusCode = StatusCodes.Status204NoContent;
            else
                await AnswerAsync(context, StatusCodes.Status400BadRequest, "invalid", "partial write: " + string.Join('\n', faults.Take(MaxFaults)));
        }
        catch (UserErrorException error)
        {
            var tooLarge = error.Kind == UserErrorKind.TooLarge;
            await AnswerAsync(context, tooLarge ? StatusCodes.Status413PayloadTooLarge : StatusCodes.Status400BadRequest, tooLarge ? "request too large" : "invalid", error.Message);
        }
        catch (InvalidDataException error)
        {
            await AnswerAsync(context, StatusCodes.Status400BadRequest, "invalid", $"the body is not valid gzip: {error.Message}");
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

    static async Task<ByteBuffer> ReadAsync(HttpRequest request, int limit, CancellationToken ct)
    {
        const int ReadSize = 64 << 10;
        var gzip = request.Headers.ContentEncoding.ToString().Equals("gzip", StringComparison.OrdinalIgnoreCase);
        await using var plain = gzip ? new GZipStream(request.Body, CompressionMode.Decompress, leaveOpen: true) : request.Body;
        var buffer = new ByteBuffer(ReadSize);
        try
        {
            while (await plain.ReadAsync(buffer.GetMemory(ReadSize), ct) is > 0 and var read)
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

    static Task AnswerAsync(HttpContext context, int status, string code, string message)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new InfluxErrorResponse(code, message), InfluxJsonContext.Default.InfluxErrorResponse, cancellationToken: context.RequestAborted);
    }
}
