using Almagest.Server.Platform.Hosting;
using Almagest.Telemetry.Logs.Search;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Almagest.Server.Features.Logs;

/// <summary>Log lines found by Lucene's query string or LogQL: search, histogram, fields, lines around a line.</summary>
public sealed class LogSearchFeature : IFeature
{
    /// <summary>What every endpoint that finds lines takes.</summary>
    static readonly (string Name, string Description)[] Question =
    [
        ("q", "the query"),
        ("language", "lucene (default) or logql"),
        ("from", "begin; default now-1h"),
        ("to", "end, not part of it; default now"),
        ("default_operator", "what joins conditions of lucene side by side: or (default), and"),
    ];

    /// <inheritdoc/>
    public void AddServices(IServiceCollection services) => services.AddSingleton<LogSearch>().AddSingleton<LineArrivals>().AddSingleton<LineQuestions>();

    /// <inheritdoc/>
    public void MapRoutes(IEndpointRouteBuilder routes)
    {
        var logs = routes.MapGroup("/api/vault/logs").WithTags("Logs");
        logs.MapGet("/search", LogSearchEndpoints.SearchAsync).WithSummary("Log lines that match a query, in order of time").WithQuery(Question).Produces<LogPageResponse>().ProducesProblem(400);
        logs.MapGet("/histogram", LogSearchEndpoints.HistogramAsync).WithSummary("How many lines match, by time and level").WithQuery(Question).Produces<LogHistogramResponse>().ProducesProblem(400);
        logs.MapGet("/fields", LogSearchEndpoints.FieldsAsync).WithSummary("Fields of lines that match, with their most frequent values").WithQuery(Question).Produces<LogFieldsResponse>().ProducesProblem(400);
        logs.MapGet("/patterns", PatternEndpoints.PatternsAsync).WithSummary("Kinds of lines that match, with how many there were when").WithQuery(Question).Produces<LogPatternsResponse>().ProducesProblem(400);
        logs.MapGet("/context", LogSearchEndpoints.ContextAsync).WithSummary("Lines of the same stream before and after a line").Produces<LogPageResponse>().ProducesProblem(400);
        logs.MapGet("/tail", TailEndpoint.FollowAsync).WithSummary("Lines that match, each as it is stored, as server-sent events").WithQuery(Question)
            .Produces<LogTailResponse>(contentType: "text/event-stream").ProducesProblem(400);
        logs.MapGet("/differences", DifferencesEndpoint.CompareAsync).WithSummary("What two selections of lines differ in, by samples of them")
            .WithQuery([.. Question, ("q_b", "the second query"), ("from_b", "its begin; default now-1h"), ("to_b", "its end; default now")]).Produces<LogDifferencesResponse>().ProducesProblem(400);
        logs.MapGet("/export", ExportEndpoint.ExportAsync).WithSummary("All lines that match as a file, up to 1,000,000").WithQuery(Question)
            .Produces(StatusCodes.Status200OK, contentType: "application/x-ndjson", additionalContentTypes: ["text/csv", "text/plain"]).ProducesProblem(400);
        MapSaved(logs.MapGroup("/saved"));
        logs.MapGet("/check", QueryCheck.Run).WithSummary("What is wrong with a query, and where").Produces<LogCheckResponse>().ProducesProblem(400);
    }

    static void MapSaved(RouteGroupBuilder saved)
    {
        saved.MapGet("", SavedSearchEndpoints.ListAsync).WithSummary("Saved searches").Produces<SavedSearchesResponse>();
        saved.MapPost("", SavedSearchEndpoints.CreateAsync).WithSummary("Saves a search").Accepts<SavedSearchRequest>("application/json")
            .Produces<SavedSearchResponse>(StatusCodes.Status201Created).ProducesProblem(400);
        saved.MapPut("/{id}", SavedSearchEndpoints.ChangeAsync).WithSummary("Changes a saved search; the version before stays stored").Accepts<SavedSearchRequest>("application/json")
            .Produces<SavedSearchResponse>().ProducesProblem(400).ProducesProblem(404);
        saved.MapDelete("/{id}", SavedSearchEndpoints.DeleteAsync).WithSummary("Deletes a saved search").Produces(StatusCodes.Status204NoContent).ProducesProblem(404);
    }
}
