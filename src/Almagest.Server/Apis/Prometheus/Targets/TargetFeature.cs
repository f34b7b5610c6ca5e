using Almagest.Server.Platform.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Almagest.Server.Apis.Prometheus.Targets;

/// <summary>Prometheus' targets API.</summary>
public sealed class TargetFeature : IFeature
{
    /// <inheritdoc/>
    public void AddServices(IServiceCollection services)
    {
    }

    /// <inheritdoc/>
    public void MapRoutes(IEndpointRouteBuilder routes) => TargetEndpoints.MapRoutes(routes);
}
