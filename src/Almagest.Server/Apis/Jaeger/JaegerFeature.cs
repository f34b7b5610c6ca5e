using Almagest.Server.Platform.Hosting;
using Almagest.Server.Platform.Traces;
using Almagest.Telemetry.Traces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Almagest.Server.Apis.Jaeger;

/// <summary>Jaeger's query API, as its pages and Grafana's data source use it.</summary>
public sealed class JaegerFeature : IFeature
{
    /// <inheritdoc/>
    public void AddServices(IServiceCollection services) => services.AddTraceReading().AddSingleton<ServiceRates>();

    /// <inheritdoc/>
    public void MapRoutes(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/services", JaegerEndpoints.ServicesAsync);
        routes.MapGet("/api/services/{service}/operations", JaegerEndpoints.OperationNamesAsync);
        routes.MapGet("/api/operations", JaegerEndpoints.OperationsAsync);
        routes.MapGet("/api/traces", JaegerEndpoints.SearchAsync);
        routes.MapGet("/api/traces/{id}", JaegerEndpoints.TraceAsync);
        routes.MapGet("/api/dependencies", JaegerEndpoints.DependenciesAsync);
        routes.MapPost("/api/transform", JaegerEndpoints.TransformAsync);
        var monitor = routes.MapGroup("/api/metrics");
        monitor.MapGet("/calls", MonitorEndpoints.CallsAsync);
        monitor.MapGet("/errors", MonitorEndpoints.ErrorsAsync);
        monitor.MapGet("/latencies", MonitorEndpoints.LatenciesAsync);
        monitor.MapGet("/minstep", MonitorEndpoints.MinStepAsync);
        var third = routes.MapGroup("/api/v3");
        third.MapGet("/traces/{id}", V3Endpoints.TraceAsync);
        third.MapGet("/traces", V3Endpoints.SearchAsync);
        third.MapGet("/trace-summaries", V3Endpoints.SummariesAsync);
        third.MapGet("/services", V3Endpoints.ServicesAsync);
        third.MapGet("/operations", V3Endpoints.OperationsAsync);
    }
}
