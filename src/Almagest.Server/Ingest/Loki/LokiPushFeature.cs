using Almagest.Server.Platform.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Almagest.Server.Ingest.Loki;

/// <summary>Loki's push API on <c>/loki/api/v1/push</c>, and the former <c>/api/prom/push</c>.</summary>
public sealed class LokiPushFeature : IFeature
{
    /// <inheritdoc/>
    public void AddServices(IServiceCollection services) => services.AddSingleton<RecentLines>().AddSingleton<PushReceiver>();

    /// <inheritdoc/>
    public void MapRoutes(IEndpointRouteBuilder routes) => LokiEndpoints.MapRoutes(routes);
}
