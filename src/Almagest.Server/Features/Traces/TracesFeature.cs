using Almagest.Server.Platform.Hosting;
using Almagest.Server.Platform.Traces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Almagest.Server.Features.Traces;

/// <summary>Traces for our own pages: search, trace with its analysis, services, map, comparisons.</summary>
public sealed class TracesFeature : IFeature
{
    /// <inheritdoc/>
    public void AddServices(IServiceCollection services) => services.AddTraceReading();

    /// <inheritdoc/>
    public void MapRoutes(IEndpointRouteBuilder routes)
    {
        var traces = routes.MapGroup("/api/vault/traces").WithTags("Traces");
        traces.MapGet("/", TracesEndpoints.SearchAsync).WithSummary("Traces by service, operation, duration, status, tags or TraceQL");
        traces.MapGet("/{id}", TracesEndpoints.TraceAsync).WithSummary("A trace with its spans and analysis");
        traces.MapGet("/{id}/columns", TracePageEndpoints.ColumnsAsync).WithSummary("A trace with its analysis, column by column: for traces of any size");
        traces.MapGet("/{id}/spans/{span}", TracePageEndpoints.SpanAsync).WithSummary("Attributes, events and links of a span");
        traces.MapGet("/{id}/find", TracePageEndpoints.FindAsync).WithSummary("Spans of a trace that hold a text");
        traces.MapGet("/check", TracePageEndpoints.Check).WithSummary("Whether a TraceQL query can be read, and where not");
        traces.MapGet("/compare", TracesEndpoints.CompareAsync).WithSummary("Two traces laid over each other");
        traces.MapGet("/differences", TracesEndpoints.DifferencesAsync).WithSummary("Which attributes set the spans of two TraceQL queries apart");
        traces.MapGet("/services", TracesEndpoints.ServicesAsync).WithSummary("Requests, errors and durations by service");
        traces.MapGet("/services/{service}", TracesEndpoints.OperationsAsync).WithSummary("Requests, errors and durations by operation of a service");
        traces.MapGet("/map", TracesEndpoints.MapAsync).WithSummary("Who calls whom");
    }
}
