using Almagest.ClickHouse.Engine;
using Almagest.Server.Platform.Hosting;
using Almagest.Server.Platform.Traces;
using Almagest.Telemetry.Traces;
using Almagest.Telemetry.Writing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Almagest.Server.Features.Traces;

/// <summary>Traces for our own pages: search, trace with its analysis, services, map, comparisons.</summary>
public sealed class TracesFeature : IFeature
{
    static readonly (string Name, string Description)[] Range =
        [("from", "begin: now-1h, RFC 3339, or milliseconds since 1970; default now-1h"), ("to", "end; default now")];

    static readonly (string Name, string Description)[] Spans =
    [
        ("service", "service.name"), ("operation", "name of the span"), ("status", "error, ok or unset"), ("minDuration", "shortest, such as 250ms"),
        ("maxDuration", "longest"), ("tag", "key:value of span, resource or event; may be repeated"), ("q", "TraceQL"),
    ];

    /// <inheritdoc/>
    public void AddServices(IServiceCollection services) => services.AddTraceReading()
        .AddSingleton<SpanReader>().AddSingleton<LatencyHeatmap>().AddSingleton<SpanSelection>().AddSingleton<ServiceErrors>().AddSingleton<ServiceDeployments>().AddSingleton<TraceCoverage>()
        .AddSingleton<SpanTotals>().AddSingleton<EdgeTotals>().AddSingleton<SpanSeriesWriter>()
        .AddSingleton(static s => new SpanArrivals(isShared: s.GetService<EngineSupervisor>() is null, s.GetRequiredService<TimeProvider>()))
        .AddSingleton<ICommitListener>(static s => s.GetRequiredService<SpanArrivals>()).AddHostedService<SpanDerivation>();

    /// <inheritdoc/>
    public void MapRoutes(IEndpointRouteBuilder routes)
    {
        var traces = routes.MapGroup("/api/vault/traces").WithTags("Traces").ProducesProblem(400);
        traces.MapGet("/", TracesEndpoints.SearchAsync).WithSummary("Traces by service, operation, duration, status, tags or TraceQL").Produces<TracesResponse>()
            .WithQuery([.. Spans, ("limit", "traces to return, 1 to 1000; default 20"), .. Range]);
        traces.MapGet("/{id}", TracesEndpoints.TraceAsync).WithSummary("A trace with its spans and analysis").Produces<TraceResponse>().ProducesProblem(404);
        traces.MapGet("/{id}/columns", TracePageEndpoints.ColumnsAsync).WithSummary("A trace with its analysis, column by column: for traces of any size").Produces<TraceColumnsResponse>().ProducesProblem(404);
        traces.MapGet("/{id}/spans/{span}", TracePageEndpoints.SpanAsync).WithSummary("Attributes, events and links of a span").Produces<SpanDetailsResponse>().ProducesProblem(404);
        traces.MapGet("/{id}/find", TracePageEndpoints.FindAsync).WithSummary("Spans of a trace that hold a text").Produces<FoundSpansResponse>();
        traces.MapGet("/check", TracePageEndpoints.Check).WithSummary("Whether a TraceQL query can be read, and where not").Produces<TraceQlCheckResponse>();
        traces.MapGet("/compare", TracesEndpoints.CompareAsync).WithSummary("Two traces laid over each other").Produces<CompareResponse>().ProducesProblem(404);
        traces.MapGet("/differences", TracesEndpoints.DifferencesAsync).WithSummary("Which attributes set the spans of two TraceQL queries apart").Produces<DifferencesResponse>()
            .WithQuery(Range);
        traces.MapGet("/heatmap", HeatmapEndpoints.HeatmapAsync).WithSummary("Spans by time and duration").Produces<HeatmapResponse>()
            .WithQuery([.. Spans, ("steps", "steps of time, 1 to 500; default 60"), .. Range]);
        traces.MapGet("/heatmap/selection", HeatmapEndpoints.SelectionAsync).WithSummary("Which attributes set the spans of an area of the heatmap apart from the others").Produces<SelectionComparison>()
            .WithQuery([.. Spans, .. Range, ("selectFrom", "begin of the area"), ("selectTo", "end of the area"), ("selectMin", "shortest duration of the area"), ("selectMax", "longest duration of the area")]);
        MapServices(traces);
    }

    static void MapServices(RouteGroupBuilder traces)
    {
        (string, string)[] red = [.. Range, ("apdex", "duration up to which callers are satisfied, such as 250ms; default: as configured")];
        traces.MapGet("/services", ServiceEndpoints.ServicesAsync).WithSummary("Requests, errors and durations by service").Produces<RedResponse>().WithQuery(red);
        traces.MapGet("/services/{service}", ServiceEndpoints.OperationsAsync).WithSummary("Requests, errors and durations by operation of a service").Produces<RedResponse>().WithQuery(red);
        traces.MapGet("/services/{service}/dependencies", ServiceEndpoints.DependenciesAsync).WithSummary("Who calls a service, and whom it calls").Produces<DependenciesResponse>().WithQuery(Range);
        traces.MapGet("/services/{service}/errors", ServiceEndpoints.ErrorsAsync).WithSummary("Failed spans of a service, grouped by exception").Produces<ServiceErrorsResponse>().WithQuery(Range);
        traces.MapGet("/services/{service}/deployments", ServiceEndpoints.DeploymentsAsync).WithSummary("What each version of a service did").Produces<DeploymentsResponse>().WithQuery(red);
        traces.MapGet("/map", ServiceEndpoints.MapAsync).WithSummary("Who calls whom").Produces<MapResponse>().WithQuery(Range);
        traces.MapGet("/coverage", ServiceEndpoints.CoverageAsync).WithSummary("Share of requests with a complete trace, by declared path").Produces<CoverageResponse>().ProducesProblem(404)
            .WithQuery([.. Range, ("path", "only the path of this name")]);
    }
}
