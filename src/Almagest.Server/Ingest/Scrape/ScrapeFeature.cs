using Almagest.Model;
using Almagest.Server.Platform.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Almagest.Server.Ingest.Scrape;

/// <summary>Scrapes what a prometheus.yml says.</summary>
public sealed class ScrapeFeature : IFeature
{
    /// <inheritdoc/>
    public void AddServices(IServiceCollection services) =>
        services.AddSingleton<ScrapeService>().AddHostedService(static s => s.GetRequiredService<ScrapeService>());

    /// <inheritdoc/>
    public void MapRoutes(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/-/reload", ReloadAsync);
        routes.MapPut("/-/reload", ReloadAsync);
    }

    static async Task<IResult> ReloadAsync(ScrapeService scraper, CancellationToken ct)
    {
        try
        {
            await scraper.ReloadAsync(ct);
            return Results.Ok();
        }
        catch (UserErrorException error)
        {
            return Results.Text($"failed to reload config: {error.Message}\n", statusCode: StatusCodes.Status500InternalServerError);
        }
    }
}
