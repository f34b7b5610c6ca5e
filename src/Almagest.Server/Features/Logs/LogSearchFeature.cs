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
    public void AddServices(IServiceCollection services) => services.AddSingleton<LogSearch>().AddSingleton<LineQuestions>();

    /// <inheritdoc/>
    public void MapRoutes(IEndpointRouteBuilder routes)
    {
        var logs = routes.MapGroup("/api/vault/logs").WithTags("Logs");
        logs.MapGet("/search", LogSearchEndpoints.SearchAsync).WithSummary("Log lines that match a query, in order of time").WithQuery(Question).Produces<LogPageResponse>().ProducesProblem(400);
        logs.MapGet("/histogram", LogSearchEndpoints.HistogramAsync).WithSummary("How many lines match, by time and level").WithQuery(Question).Produces<LogHistogramResponse>().ProducesProblem(400);
        logs.MapGet("/fields", LogSearchEndpoints.FieldsAsync).WithSummary("Fields of lines that match, with their most frequent values").WithQuery(Question).Produces<LogFieldsResponse>().ProducesProblem(400);
        logs.MapGet("/context", LogSearchEndpoints.ContextAsync).WithSummary("Lines of the same stream before and after a line").Produces<LogPageResponse>().ProducesProblem(400);
        logs.MapGet("/check", QueryCheck.Run).WithSummary("What is wrong with a query, and where").Produces<LogCheckResponse>().ProducesProblem(400);
    }
}
