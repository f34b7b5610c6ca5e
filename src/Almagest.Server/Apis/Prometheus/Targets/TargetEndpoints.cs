using Almagest.Server.Ingest.Scrape;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Almagest.Server.Apis.Prometheus.Targets;

/// <summary>What is scraped and how it goes (https://prometheus.io/docs/prometheus/latest/querying/api/#targets).</summary>
static class TargetEndpoints
{
    internal static void MapRoutes(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/targets", Targets);
        routes.MapGet("/api/v1/targets/metadata", Metadata);
        routes.MapGet("/api/v1/scrape_pools", Pools);
    }

    static IResult Targets(ScrapeService scraper, string? state, string? scrapePool)
    {
        var wanted = state?.ToLowerInvariant();
        var pools = scraper.Pools.Where(p => string.IsNullOrEmpty(scrapePool) || p.Config.JobName == scrapePool).ToList();
        var active = wanted is "dropped" ? [] : pools.SelectMany(static p => p.Active.Select(t => ActiveTarget.Of(t))).ToArray();
        var dropped = wanted is "active" ? [] : pools.SelectMany(static p => p.Dropped.Select(d => new DroppedTarget(d, p.Config.JobName))).ToArray();
        var counts = wanted is "active" ? null : pools.ToDictionary(static p => p.Config.JobName, static p => p.Dropped.Count);
        return Answer(new TargetsResponse("success", new(active, dropped, counts)));
    }

    static IResult Metadata(ScrapeService scraper, [Microsoft.AspNetCore.Mvc.FromQuery(Name = "match_target")] string? matchTarget, string? metric, int? limit)
    {
        if (!TargetSelector.TryParse(matchTarget, out var matchers, out var error))
            return Results.Json(new ErrorResponse("error", "bad_data", error), TargetJsonContext.Default.ErrorResponse, statusCode: StatusCodes.Status400BadRequest);
        var found = scraper.Pools.SelectMany(static p => p.Active)
            .Where(t => matchers.All(m => m.Matches(t.Labels.GetValueOrDefault(m.Name, ""))))
            .SelectMany(t => t.Families.Where(f => string.IsNullOrEmpty(metric) || f.Key == metric).Select(f =>
                new TargetMetadata(t.Labels, string.IsNullOrEmpty(metric) ? f.Key : null, f.Value.Type, f.Value.Help, f.Value.Unit)));
        TargetMetadata[] all = [.. limit is > 0 ? found.Take(limit.Value) : found];
        return Results.Json(new MetadataResponse("success", all), TargetJsonContext.Default.MetadataResponse);
    }

    static IResult Pools(ScrapeService scraper) =>
        Results.Json(new PoolsResponse("success", new([.. scraper.Pools.Select(static p => p.Config.JobName).Order(StringComparer.Ordinal)])), TargetJsonContext.Default.PoolsResponse);

    static IResult Answer(TargetsResponse response) => Results.Json(response, TargetJsonContext.Default.TargetsResponse);
}
