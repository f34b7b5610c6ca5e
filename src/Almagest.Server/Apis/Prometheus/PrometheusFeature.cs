using Almagest.Query.PromQL.Engine;
using Almagest.Server.Apis.Prometheus.Federation;
using Almagest.Server.Apis.Prometheus.Rehearsal;
using Almagest.Server.Platform.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Almagest.Server.Apis.Prometheus;

/// <summary>
/// Prometheus' HTTP API (https://prometheus.io/docs/prometheus/latest/querying/api/), as Grafana and promtool use it: what the documentation and
/// the behaviour of Prometheus 3 say, error texts included.
/// </summary>
sealed class PrometheusFeature : IFeature
{
    static readonly string[] GetOrPost = [HttpMethods.Get, HttpMethods.Post];

    // What pages of other sites may ask for.
    static readonly string[] Readable =
    [
        "/query", "/query_range", "/query_exemplars", "/series", "/labels", "/label/{name}/values", "/metadata", "/format_query", "/parse_query", "/rules", "/alerts", "/alertmanagers",
        "/targets", "/targets/metadata", "/scrape_pools", "/status/buildinfo", "/status/runtimeinfo", "/status/flags", "/status/tsdb", "/status/config", "/status/walreplay", "/notifications",
    ];

    public void AddServices(IServiceCollection services) => services.AddSingleton<PromQlEngine>().AddSingleton<QueryRunner>().AddSingleton<ResultCache>().AddSingleton<ParsedQueries>().AddSingleton<RangeRunner>().AddSingleton<AllowedOrigins>()
        .AddHostedService<QueryRehearsal>();

    public void MapRoutes(IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1").AddEndpointFilter<PrometheusCors>().AddEndpointFilter<PrometheusErrorFilter>().WithTags("Prometheus");
        api.MapMethods("/query", GetOrPost, QueryEndpoints.Query);
        api.MapMethods("/query_range", GetOrPost, QueryEndpoints.QueryRange);
        api.MapMethods("/query_exemplars", GetOrPost, ExemplarEndpoints.Query);
        api.MapMethods("/series", GetOrPost, LabelEndpoints.Series);
        api.MapMethods("/labels", GetOrPost, LabelEndpoints.Names);
        api.MapGet("/label/{name}/values", LabelEndpoints.Values);
        api.MapGet("/metadata", MetadataEndpoints.Get);
        api.MapMethods("/format_query", GetOrPost, (Delegate)SyntaxEndpoints.Format);
        api.MapMethods("/parse_query", GetOrPost, (Delegate)SyntaxEndpoints.Parse);
        api.MapGet("/status/buildinfo", StatusEndpoints.BuildInfo);
        api.MapGet("/status/runtimeinfo", StatusEndpoints.RuntimeInfo);
        api.MapGet("/status/flags", StatusEndpoints.Flags);
        api.MapGet("/status/tsdb", TsdbEndpoints.Get);
        api.MapGet("/status/config", StatusEndpoints.Config);
        api.MapGet("/status/walreplay", StatusEndpoints.WalReplay);
        api.MapGet("/notifications", StatusEndpoints.Notifications);
        foreach (var path in Readable)
            api.MapMethods(path, [HttpMethods.Options], PrometheusCors.Preflight).ExcludeFromDescription();
        foreach (var operation in (string[])["delete_series", "clean_tombstones", "snapshot"])
            api.MapMethods("/admin/tsdb/" + operation, [HttpMethods.Post, HttpMethods.Put], StatusEndpoints.Admin);
        routes.MapGet("/federate", FederateEndpoint.GetAsync).WithTags("Prometheus");
        api.MapGet("/rules", (Delegate)RuleEndpoints.Rules);
        api.MapGet("/alerts", RuleEndpoints.Alerts);
        api.MapGet("/alertmanagers", RuleEndpoints.Alertmanagers);
    }
}
