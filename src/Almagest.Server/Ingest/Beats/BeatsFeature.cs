using Almagest.Server.Platform.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Almagest.Server.Ingest.Beats;

/// <summary>Beats' own protocol, Lumberjack, on <c>--beats-listen</c>.</summary>
public sealed class BeatsFeature : IFeature
{
    /// <inheritdoc/>
    public void AddServices(IServiceCollection services) => services.AddHostedService<BeatsListener>();

    /// <inheritdoc/>
    public void MapRoutes(IEndpointRouteBuilder routes)
    {
        // It has a port of its own.
    }
}
