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

namespace Almagest.Server.Ingest.Jaeger;

/// <summary>Jaeger's collector, batches in Thrift's binary protocol by <c>POST /api/traces</c>, and its agent's compact protocol by UDP.</summary>
public sealed class JaegerThriftFeature : IFeature
{
    /// <inheritdoc/>
    public void AddServices(IServiceCollection services) => services.AddHostedService<JaegerUdpListener>();

    /// <inheritdoc/>
    public void MapRoutes(IEndpointRouteBuilder routes) => routes.MapPost("/api/traces", ReceiveAsync);

    static async Task<IResult> ReceiveAsync(HttpContext context, OtlpReceiver receiver, OtlpOptions options)
    {
        try
        {
            using var body = await OtlpBody.ReadAsync(context.Request.Body, context.Request.Headers.ContentEncoding.ToString(), options.MaxRequestBytes, context.RequestAborted);
            var request = JaegerBatch.ToOtlp(new ThriftReader(body.Memory, compact: false).ReadStruct(0));
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
