using Almagest.Server.Platform.Hosting;
using Almagest.Telemetry.Logs;
using Almagest.Telemetry.Logs.Tail;
using Almagest.Telemetry.Writing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Almagest.Server.Apis.Loki;

/// <summary>
/// Loki's query API (https://grafana.com/docs/loki/latest/reference/loki-http-api/), as Grafana's data source, its Logs Drilldown and logcli use it.
/// </summary>
public sealed class LokiFeature : IFeature
{
    /// <summary>Where the API before Loki 1.0 is.</summary>
    internal const string LegacyRoot = "/api/prom";

    static readonly string[] GetOrPost = [HttpMethods.Get, HttpMethods.Post];

    /// <inheritdoc/>
    public void AddServices(IServiceCollection services) => services.AddSingleton<LogStreamCatalog>().AddSingleton<LogLabelSummary>().AddSingleton<LogVolumes>().AddSingleton<LokiRunner>().AddSingleton<LogTails>()
        .AddSingleton<ICommitListener>(static provider => provider.GetRequiredService<LogTails>())
        .AddHostedService<LokiConfigNotice>();

    /// <inheritdoc/>
    public void MapRoutes(IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/loki/api/v1").AddEndpointFilter<LokiErrorFilter>().WithTags("Loki");
        api.MapMethods("/query", GetOrPost, QueryEndpoints.Instant);
        api.MapMethods("/query_range", GetOrPost, QueryEndpoints.Range);
        api.MapMethods("/format_query", GetOrPost, (Delegate)QueryEndpoints.Format);
        api.MapMethods("/labels", GetOrPost, LabelEndpoints.Names);
        api.MapMethods("/label", GetOrPost, LabelEndpoints.Names);
        api.MapMethods("/label/{name}/values", GetOrPost, LabelEndpoints.Values);
        api.MapMethods("/series", GetOrPost, LabelEndpoints.Series);
        api.MapMethods("/index/stats", GetOrPost, IndexEndpoints.Stats);
        api.MapMethods("/index/volume", GetOrPost, IndexEndpoints.Volume);
        api.MapMethods("/index/volume_range", GetOrPost, IndexEndpoints.VolumeRange);
        api.MapMethods("/detected_labels", GetOrPost, DetectedEndpoints.Labels);
        api.MapMethods("/detected_fields", GetOrPost, DetectedEndpoints.Fields);
        api.MapMethods("/detected_field/{name}/values", GetOrPost, DetectedEndpoints.Values);
        api.MapMethods("/patterns", GetOrPost, PatternEndpoint.Patterns);
        api.MapGet("/tail", TailEndpoint.FollowAsync);
        api.MapGet("/status/buildinfo", StatusEndpoints.BuildInfo);
        api.MapGet("/drilldown-limits", StatusEndpoints.DrilldownLimits);
        var legacy = routes.MapGroup(LegacyRoot).AddEndpointFilter<LokiErrorFilter>().WithTags("Loki");
        legacy.MapMethods("/query", GetOrPost, LegacyEndpoints.Query);
        legacy.MapMethods("/label", GetOrPost, LabelEndpoints.Names);
        legacy.MapMethods("/label/{name}/values", GetOrPost, LabelEndpoints.Values);
        legacy.MapMethods("/series", GetOrPost, LabelEndpoints.Series);
        legacy.MapGet("/tail", TailEndpoint.FollowAsync);
    }
}
