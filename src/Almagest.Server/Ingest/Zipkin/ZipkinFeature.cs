using System.Globalization;
using Almagest.Model;
using Almagest.Server.Ingest.Otlp;
using Almagest.Server.Platform.Hosting;
using Almagest.Server.Platform.Tenancy;
using Almagest.Telemetry.Writing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Almagest.Server.Ingest.Zipkin;

/// <summary>Zipkin's spans in JSON v2, <c>POST /api/v2/spans</c> (https://zipkin.io/zipkin-api/).</summary>
public sealed class ZipkinFeature : IFeature
{
    /// <inheritdoc/>
    public void AddServices(IServiceCollection services)
    {
        // It stores through the receiver of OTLP, which has services of its own.
    }

    /// <inheritdoc/>
    public void MapRoutes(IEndpointRouteBuilder routes) => routes.MapPost("/api/v2/spans", ReceiveAsync);

    static async Task<IResult> ReceiveAsync(HttpContext context, OtlpReceiver receiver, OtlpOptions options)
    {
        try
        {
            using var body = await OtlpBody.ReadAsync(context.Request.Body, context.Request.Headers.ContentEncoding.ToString(), options.MaxRequestBytes, context.RequestAborted);
            var request = ZipkinReader.Read(body.Memory);
            await receiver.ReceiveAsync(Signal.Traces, request.Written, Tenants.ToWrite(context), context.RequestAborted);
            return Results.StatusCode(StatusCodes.Status202Accepted);
        }
        catch (UserErrorException error)
        {
            return Results.Text(error.Message, "text/plain", statusCode: error.Kind == UserErrorKind.TooLarge ? StatusCodes.Status413PayloadTooLarge : StatusCodes.Status400BadRequest);
        }
        catch (WriteRejectedException error)
        {
            context.Response.Headers.RetryAfter = Math.Ceiling(error.RetryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            return Results.Text(error.Message, "text/plain", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}
