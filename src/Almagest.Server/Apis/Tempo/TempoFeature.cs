using Almagest.Server.Platform.Hosting;
using Almagest.Server.Platform.Traces;
using Almagest.Telemetry.Traces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Almagest.Server.Apis.Tempo;

/// <summary>Tempo's query API under <c>/tempo</c>, as Grafana's data source uses it (https://grafana.com/docs/tempo/latest/api_docs/).</summary>
public sealed class TempoFeature : IFeature
{
    /// <inheritdoc/>
    public void AddServices(IServiceCollection services) => services.AddTraceReading().AddSingleton<SpanTagNames>().AddSingleton<SpanTagValues>();

    /// <inheritdoc/>
    public void MapRoutes(IEndpointRouteBuilder routes)
    {
        var tempo = routes.MapGroup("/tempo/api");
        tempo.MapGet("/echo", static () => Results.Text("echo"));
        tempo.MapGet("/status/buildinfo", TempoEndpoints.BuildInfo);
        tempo.MapGet("/traces/{id}", TempoEndpoints.TraceAsync);
        tempo.MapGet("/v2/traces/{id}", TempoEndpoints.TraceV2Async);
        tempo.MapGet("/search", TempoEndpoints.SearchAsync);
        tempo.MapGet("/search/tags", TempoTagEndpoints.NamesAsync);
        tempo.MapGet("/v2/search/tags", TempoTagEndpoints.ScopesAsync);
        tempo.MapGet("/search/tag/{tag}/values", TempoTagEndpoints.TextsAsync);
        tempo.MapGet("/v2/search/tag/{tag}/values", TempoTagEndpoints.ValuesAsync);
        tempo.MapGet("/metrics/query_range", TempoMetrics.RangeAsync);
        tempo.MapGet("/metrics/query", TempoMetrics.InstantAsync);
    }
}
