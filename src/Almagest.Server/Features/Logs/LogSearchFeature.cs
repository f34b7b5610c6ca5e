using Almagest.Server.Platform.Hosting;
using Almagest.Telemetry.Logs.Search;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Almagest.Server.Features.Logs;

/// <summary>Log lines found by Lucene's query string: search, histogram, fields, lines around a line.</summary>
public sealed class LogSearchFeature : IFeature
{
    /// <inheritdoc/>
    public void AddServices(IServiceCollection services) => services.AddSingleton<LogSearch>();

    /// <inheritdoc/>
    public void MapRoutes(IEndpointRouteBuilder routes)
    {
        var logs = routes.MapGroup("/api/vault/logs").WithTags("Logs");
        logs.MapGet("/search", LogSearchEndpoints.SearchAsync).WithSummary("Log lines that match a query in Lucene's form, in order of time").Produces<LogPageResponse>().ProducesProblem(400);
        logs.MapGet("/histogram", LogSearchEndpoints.HistogramAsync).WithSummary("How many lines match, by time and level").Produces<LogHistogramResponse>().ProducesProblem(400);
        logs.MapGet("/patterns", PatternEndpoints.PatternsAsync).WithSummary("Kinds of lines that match, with how many there were when").Produces<LogPatternsResponse>().ProducesProblem(400);
        logs.MapGet("/fields", LogSearchEndpoints.FieldsAsync).WithSummary("Fields of lines that match, with their most frequent values").Produces<LogFieldsResponse>().ProducesProblem(400);
        logs.MapGet("/context", LogSearchEndpoints.ContextAsync).WithSummary("Lines of the same stream before and after a line").Produces<LogPageResponse>().ProducesProblem(400);
    }
}
