using Almagest.Server.Platform.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Almagest.Server.Ingest.StatsD;

/// <summary>StatsD by UDP and TCP.</summary>
public sealed class StatsDFeature : IFeature
{
    /// <inheritdoc/>
    public void AddServices(IServiceCollection services) =>
        services.AddSingleton<StatsDAggregator>().AddHostedService<StatsDFlusher>().AddHostedService<StatsDListener>();

    /// <inheritdoc/>
    public void MapRoutes(IEndpointRouteBuilder routes)
    {
    }
}
