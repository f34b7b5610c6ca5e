using Almagest.Server.Apis.Tempo.Streaming;
using Almagest.Server.Platform.Hosting;
using Almagest.Server.Platform.Traces;
using Almagest.Telemetry.Traces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Almagest.Server.Apis.Tempo;

/// <summary>Tempo's query API under <c>/tempo</c>, as Grafana's data source uses it (https://grafana.com/docs/tempo/latest/api_docs/), and its streaming.</summary>
public sealed class TempoFeature : IFeature
{
    /// <inheritdoc/>
    public void AddServices(IServiceCollection services) => services.AddTraceReading().AddSingleton<SpanTagNames>().AddSingleton<SpanTagValues>()
        .AddSingleton<TempoSearch>().AddSingleton<TempoTags>().AddSingleton<TempoMetrics>();

    /// <inheritdoc/>
    public void MapRoutes(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/tempo/ready", static () => Results.Text("ready"));
        var tempo = routes.MapGroup("/tempo/api");
        tempo.MapGet("/echo", static () => Results.Text("echo"));
        tempo.MapGet("/status/buildinfo", TempoEndpoints.BuildInfo);
        tempo.MapGet("/traces/{id}", TempoEndpoints.TraceAsync);
        tempo.MapGet("/v2/traces/{id}", TempoEndpoints.TraceV2Async);
        tempo.MapGet("/search", TempoEndpoints.SearchAsync);
        tempo.MapGet("/search/tags", TempoEndpoints.TagsAsync);
        tempo.MapGet("/v2/search/tags", TempoEndpoints.TagsV2Async);
        tempo.MapGet("/search/tag/{tag}/values", TempoEndpoints.TagValuesAsync);
        tempo.MapGet("/v2/search/tag/{tag}/values", TempoEndpoints.TagValuesV2Async);
        tempo.MapGet("/metrics/query_range", TempoEndpoints.SeriesAsync);
        tempo.MapGet("/metrics/query", TempoEndpoints.InstantAsync);
        TempoStreaming.MapRoutes(routes);
    }
}
