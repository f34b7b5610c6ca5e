using System.Globalization;
using Almagest.Query.PromQL.Sources;
using Almagest.Query.PromQL.Syntax;
using Almagest.Server.Ingest.Scrape;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Almagest.Server.Apis.Prometheus.Targets;

/// <summary>What is scraped and how it goes (https://prometheus.io/docs/prometheus/latest/querying/api/#targets).</summary>
static class TargetEndpoints
{
    const string Json = "application/json";

    internal static void MapRoutes(IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1").AddEndpointFilter<PrometheusCors>();
        api.MapGet("/targets", Targets);
        api.MapGet("/targets/metadata", Metadata);
        api.MapGet("/scrape_pools", Pools);
    }

    static IResult Targets(ScrapeService scraper, string? state, string? scrapePool)
    {
        var wanted = state?.ToLowerInvariant() ?? "";
        var (showsActive, showsDropped) = (wanted is "" or "any" or "active", wanted is "" or "any" or "dropped");
        var pools = scraper.Pools.OrderBy(static p => p.Config.JobName, StringComparer.Ordinal).ToList();
        var shown = pools.Where(p => string.IsNullOrEmpty(scrapePool) || p.Config.JobName == scrapePool).ToList();
        var active = showsActive ? shown.SelectMany(static p => p.Active.Select(ActiveTarget.Of)).ToArray() : [];
        var dropped = showsDropped ? shown.SelectMany(static p => p.Dropped.Select(d => new DroppedTarget(d, p.Config.JobName))).ToArray() : [];
        var counts = showsDropped ? pools.ToDictionary(static p => p.Config.JobName, static p => p.DroppedCount) : null;
        return Answer(new TargetsResponse("success", new(active, dropped, counts)));
    }

    static IResult Metadata(ScrapeService scraper, [FromQuery(Name = "match_target")] string? matchTarget, string? metric, string? limit)
    {
        var most = int.MaxValue;
        if (!string.IsNullOrEmpty(limit) && !int.TryParse(limit, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out most))
            return BadData("limit must be a number");
        IReadOnlyList<LabelMatcher> matchers = [];
        try
        {
            if (!string.IsNullOrEmpty(matchTarget))
                matchers = PromQlParser.ParseSelector(matchTarget).Matchers;
        }
        catch (PromQlParseException error)
        {
            return BadData($"invalid parameter \"match_target\": {error.Message}");
        }

        var found = scraper.Pools.SelectMany(static p => p.Active)
            .Where(t => matchers.All(m => m.Matches(t.Labels.GetValueOrDefault(m.Name, ""))))
            .SelectMany(t => t.Families.Where(f => string.IsNullOrEmpty(metric) || f.Key == metric).Select(f =>
                new TargetMetadata(t.Labels, string.IsNullOrEmpty(metric) ? f.Key : null, f.Value.Type, f.Value.Help, f.Value.Unit)));
        return Results.Json(new MetadataResponse("success", [.. found.Take(most < 0 ? int.MaxValue : most)]), TargetJsonContext.Default.MetadataResponse, Json);
    }

    static IResult BadData(string error) =>
        Results.Json(new ErrorResponse("error", "bad_data", error), TargetJsonContext.Default.ErrorResponse, Json, statusCode: StatusCodes.Status400BadRequest);

    static IResult Pools(ScrapeService scraper) =>
        Results.Json(new PoolsResponse("success", new([.. scraper.Pools.Select(static p => p.Config.JobName).Order(StringComparer.Ordinal)])), TargetJsonContext.Default.PoolsResponse, Json);

    static IResult Answer(TargetsResponse response) => Results.Json(response, TargetJsonContext.Default.TargetsResponse, Json);
}
