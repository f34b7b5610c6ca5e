using Almagest.Server.Ingest.Otlp.Grpc;
using Almagest.Server.Platform.Tenancy;
using Almagest.Telemetry.Writing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Almagest.Server.Ingest.Otlp;

/// <summary>OTLP over gRPC: unary calls.</summary>
static class OtlpGrpcEndpoints
{
    internal static void MapRoutes(IEndpointRouteBuilder routes)
    {
        Map(routes, "trace.v1.TraceService", Signal.Traces);
        Map(routes, "logs.v1.LogsService", Signal.Logs);
        Map(routes, "metrics.v1.MetricsService", Signal.Metrics);
    }

    static void Map(IEndpointRouteBuilder routes, string service, Signal signal) =>
        routes.MapPost($"/opentelemetry.proto.collector.{service}/Export", (HttpContext context, OtlpReceiver receiver, OtlpOptions options, TimeProvider time) =>
            GrpcExchange.ServeAsync(context, time, ct => ExportAsync(context, receiver, options.MaxRequestBytes, signal, ct)));

    static async Task ExportAsync(HttpContext context, OtlpReceiver receiver, int limit, Signal signal, CancellationToken ct)
    {
        using var request = await GrpcRequest.ReadMessageAsync(context.Request, limit, ct);
        var result = await receiver.ReceiveAsync(signal, request.Memory, Tenants.ToWrite(context), ct);
        // What is stored is told, even when the deadline passes now.
        await GrpcExchange.SendAsync(context.Response, OtlpAnswer.Success(result), context.RequestAborted);
    }
}
