using Almagest.Server.Platform.Hosting;
using Microsoft.AspNetCore.Builder;
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
        routes.MapPost("/-/reload", static (ScrapeService scraper, CancellationToken ct) => scraper.ReloadAsync(ct));
        routes.MapPut("/-/reload", static (ScrapeService scraper, CancellationToken ct) => scraper.ReloadAsync(ct));
    }
}
